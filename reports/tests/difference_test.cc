#include "reports/difference.h"

#include <gtest/gtest.h>

#include "conformance/play/expectation.h"
#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

ReceivedEvent message(std::string head, std::optional<std::uint64_t> echo = std::nullopt) {
  const auto print = fingerprint(wire::Bytes(head.begin(), head.end()));
  return {.kind = ReceivedEvent::Kind::kMessage, .size = head.size(), .head = head, .fingerprint = print, .echo = echo};
}
ReceivedEvent pong(std::string head) {
  return {.kind = ReceivedEvent::Kind::kPong, .size = head.size(), .head = head, .echo = {}};
}

ExpectedEvent a_pong(std::string_view text) { return expected_pong(Payload::text(text)); }

RunResult result(std::vector<ExpectedOutcome> outcomes, std::vector<ReceivedEvent> received) {
  RunResult one = failed("a", "1.1");
  one.outcomes = std::move(outcomes);
  one.received = std::move(received);
  return one;
}

TEST(Difference, TheSameHasNone) {
  const auto one = result({accepts({a_pong("x"), expected_echo(0), expected_quiet('A')})},
                          {pong("x"), message("y", 0), {.kind = ReceivedEvent::Kind::kQuiet, .head = "", .echo = {}}});
  const Comparison comparison = compare_events(one);
  EXPECT_FALSE(comparison.first_difference);
  EXPECT_EQ(comparison.events.size(), 3U);
  EXPECT_EQ(comparison.outcome, "OK");
}

TEST(Difference, TheFirstOneIsMarkedAndTheLastThatIsShown) {
  const auto one = result({accepts({a_pong("x"), expected_echo(0), a_pong("z")})}, {pong("x"), message("no")});
  const Comparison comparison = compare_events(one);
  ASSERT_EQ(comparison.first_difference, 1U);
  ASSERT_EQ(comparison.events.size(), 2U);
  EXPECT_EQ(comparison.events[1].expected, "echo of message 0");
  EXPECT_EQ(comparison.events[1].seen, "text \"no\" (2 octets)");
  EXPECT_EQ(first_difference(one), "expected echo of message 0, came text \"no\" (2 octets)");
}

TEST(Difference, WhatIsMissingAndWhatIsTooMuch) {
  EXPECT_EQ(first_difference(result({accepts({a_pong("x")})}, {})), "expected pong \"x\", came nothing more");
  EXPECT_EQ(first_difference(result({accepts({})}, {pong("x")})), "expected nothing more, came pong \"x\" (1 octet)");
}

TEST(Difference, TheNearestAlternativeIsShown) {
  const auto other = accepts({a_pong("d")}, Behaviour::kNonStrict);
  const auto one = result({accepts({a_pong("a")}), other, accepts({a_pong("b"), a_pong("c")})}, {pong("b"), pong("x")});
  const Comparison comparison = compare_events(one);
  EXPECT_EQ(comparison.first_difference, 1U);
  EXPECT_EQ(comparison.events[1].expected, "pong \"c\"");
  const auto strict = result({accepts({a_pong("a")}), other}, {pong("d")});
  EXPECT_EQ(compare_events(strict).outcome, "NON-STRICT");
  EXPECT_FALSE(compare_events(strict).first_difference);
}

TEST(Difference, EchoesComeInRanges) {
  const auto one = result({accepts({expected_echo(0, 4)})}, {message("a", 0), message("b", 1), pong("x")});
  const Comparison comparison = compare_events(one);
  ASSERT_EQ(comparison.events.size(), 2U);
  EXPECT_EQ(comparison.events[0].seen, "the first 2 of 4");
  EXPECT_EQ(comparison.first_difference, 1U);
}

TEST(Difference, PayloadsAreCompared) {
  const auto differs = [](const ExpectedEvent& expected, ReceivedEvent event) {
    return compare_events(result({accepts({expected})}, {std::move(event)})).first_difference.has_value();
  };
  const Payload tile(Payload::Tile{{'a', 'b'}, 3});
  EXPECT_FALSE(differs(a_pong(""), pong("")));
  EXPECT_TRUE(differs(a_pong(""), pong("x")));
  EXPECT_FALSE(differs(expected_pong(Payload(Payload::Literal{{0, 0xFF}, false})), pong(std::string("\0\xff", 2))));
  EXPECT_TRUE(differs(expected_pong(Payload(Payload::Literal{{0, 0xFF}, false})), pong("\xff")));
  EXPECT_FALSE(differs(expected_pong(tile), pong("aba")));
  EXPECT_TRUE(differs(expected_pong(tile), pong("abb")));
  EXPECT_FALSE(differs(expected_message(tile), message("aba")));
  EXPECT_TRUE(differs(expected_message(tile), message("abb")));
  EXPECT_TRUE(differs(expected_message(Payload::text("x"), MessageKind::kBinary), message("x")));
}

TEST(Difference, OfALongPongTheHeadIsEnough) {
  ReceivedEvent cut = pong(std::string(64, 'x'));
  cut.size = 125;
  const auto expected = accepts({expected_pong(Payload(Payload::Tile{{'x'}, 125}))});
  EXPECT_FALSE(compare_events(result({expected}, {cut})).first_difference);
  cut.head = std::string(200, 'x');  // no result of ours is so, but a log can be
  EXPECT_TRUE(compare_events(result({expected}, {cut})).first_difference);
}

TEST(Difference, OptionalEventsMayBeMissing) {
  ExpectedEvent optional = a_pong("x");
  optional.optional = true;
  EXPECT_FALSE(compare_events(result({accepts({optional})}, {})).first_difference);
  EXPECT_FALSE(compare_events(result({accepts({optional})}, {pong("x")})).first_difference);
}

TEST(Difference, EventsThatWereNotKeptAreNotHeldAgainstIt) {
  RunResult one = result({accepts({expected_echo(0, 100)})}, {message("a", 0)});
  one.received_dropped = 99;
  EXPECT_FALSE(compare_events(one).first_difference);
}

TEST(Difference, AnyEventsAreAsExpected) {
  const ExpectedOutcome any{.events = std::nullopt, .words = {}};
  const Comparison comparison = compare_events(result({any}, {pong("x")}));
  EXPECT_FALSE(comparison.first_difference);
  EXPECT_EQ(comparison.events.at(0).expected, "any events");
  EXPECT_EQ(comparison.events.at(0).seen, "pong \"x\" (1 octet)");
}

TEST(Difference, WordsOfAnOlderLogAreNotCompared) {
  const RunResult one = result({{.events = std::nullopt, .words = {"pong \"x\""}}}, {pong("y")});
  EXPECT_TRUE(compare_events(one).events.empty());
  EXPECT_FALSE(compare_events(one).first_difference);
}

TEST(Difference, AnOpeningThatFailedIsTheDifference) {
  RunResult one = result({accepts({expected_echo(0)})}, {});
  one.opened = false;
  one.result = "The opening handshake failed: status 400";
  EXPECT_EQ(first_difference(one), one.result);
  one.outcomes = {{.refused = true, .events = std::nullopt, .words = {}}};
  one.opened = true;
  EXPECT_EQ(first_difference(one), "expected the opening handshake is refused, came the connection was opened");
}

TEST(Difference, WhereEventsAgreeTheCloseIsTold) {
  RunResult one = result({accepts({})}, {});
  one.close_behaviour = CloseBehaviour::kWrongCode;
  one.expected_codes = {1002};
  EXPECT_NE(first_difference(one).find("1002 or none"), std::string::npos);
  EXPECT_NE(first_difference(one).find("but the harness closed first; the subject's code: 1000"), std::string::npos);
  EXPECT_EQ(first_difference(passed("a", "1.1")), "");
}

}  // namespace
}  // namespace gauntlet::reports
