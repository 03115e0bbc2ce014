#include "reports/difference.h"

#include <gtest/gtest.h>

#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

ReceivedEvent message(std::string head, std::optional<std::uint64_t> echo = std::nullopt) {
  return {.kind = ReceivedEvent::Kind::kMessage, .size = head.size(), .head = head, .echo = echo};
}
ReceivedEvent pong(std::string head) {
  return {.kind = ReceivedEvent::Kind::kPong, .size = head.size(), .head = head, .echo = {}};
}

RunResult result(std::map<std::string, std::vector<std::string>> expected, std::vector<ReceivedEvent> received) {
  RunResult one = failed("a", "1.1");
  one.expected = std::move(expected);
  one.received = std::move(received);
  return one;
}

TEST(Difference, TheSameHasNone) {
  const auto one = result({{"OK", {"pong \"x\"", "echo of message 0", "still open after wait A"}}},
                          {pong("x"), message("y", 0), {.kind = ReceivedEvent::Kind::kQuiet, .head = "", .echo = {}}});
  const Comparison comparison = compare_events(one);
  EXPECT_FALSE(comparison.first_difference);
  EXPECT_EQ(comparison.events.size(), 3U);
  EXPECT_EQ(comparison.outcome, "OK");
}

TEST(Difference, TheFirstOneIsMarkedAndTheLastThatIsShown) {
  const auto one = result({{"OK", {"pong \"x\"", "echo of message 0", "pong \"z\""}}}, {pong("x"), message("no")});
  const Comparison comparison = compare_events(one);
  ASSERT_EQ(comparison.first_difference, 1U);
  ASSERT_EQ(comparison.events.size(), 2U);
  EXPECT_EQ(comparison.events[1].expected, "echo of message 0");
  EXPECT_EQ(comparison.events[1].seen, "text \"no\" (2 octets)");
  EXPECT_EQ(first_difference(one), "expected echo of message 0, came text \"no\" (2 octets)");
}

TEST(Difference, WhatIsMissingAndWhatIsTooMuch) {
  EXPECT_EQ(first_difference(result({{"OK", {"pong \"x\""}}}, {})), "expected pong \"x\", came nothing more");
  EXPECT_EQ(first_difference(result({{"OK", {"nothing"}}}, {pong("x")})),
            "expected nothing more, came pong \"x\" (1 octet)");
}

TEST(Difference, TheNearestAlternativeIsShown) {
  const auto one = result({{"OK", {"pong \"a\"", "or", "pong \"b\"", "pong \"c\""}}, {"NON-STRICT", {"pong \"d\""}}},
                          {pong("b"), pong("x")});
  const Comparison comparison = compare_events(one);
  EXPECT_EQ(comparison.first_difference, 1U);
  EXPECT_EQ(comparison.events[1].expected, "pong \"c\"");
  const auto strict = result({{"OK", {"pong \"a\""}}, {"NON-STRICT", {"pong \"d\""}}}, {pong("d")});
  EXPECT_EQ(compare_events(strict).outcome, "NON-STRICT");
  EXPECT_FALSE(compare_events(strict).first_difference);
}

TEST(Difference, EchoesComeInRanges) {
  const auto one = result({{"OK", {"echoes of messages 0 to 3"}}}, {message("a", 0), message("b", 1), pong("x")});
  const Comparison comparison = compare_events(one);
  ASSERT_EQ(comparison.events.size(), 2U);
  EXPECT_EQ(comparison.events[0].seen, "the first 2 of 4");
  EXPECT_EQ(comparison.first_difference, 1U);
}

TEST(Difference, PayloadsInWords) {
  const auto differs = [](const std::string& expected, ReceivedEvent event) {
    return compare_events(result({{"OK", {expected}}}, {std::move(event)})).first_difference.has_value();
  };
  EXPECT_FALSE(differs("pong nothing", pong("")));
  EXPECT_TRUE(differs("pong nothing", pong("x")));
  EXPECT_FALSE(differs("pong hex 00 ff", pong(std::string("\0\xff", 2))));
  EXPECT_TRUE(differs("pong hex 00 ff", pong("\xff")));
  EXPECT_FALSE(differs("text message 3 octets of \"ab\"", message("aba")));
  EXPECT_TRUE(differs("text message 4 octets of \"ab\"", message("aba")));
  EXPECT_TRUE(differs("binary message \"x\"", message("x")));
  EXPECT_FALSE(differs("pong \"x\" (optional)", pong("x")));
}

TEST(Difference, OptionalEventsMayBeMissing) {
  EXPECT_FALSE(compare_events(result({{"OK", {"pong \"x\" (optional)"}}}, {})).first_difference);
}

TEST(Difference, EventsThatWereNotKeptAreNotHeldAgainstIt) {
  RunResult one = result({{"OK", {"echoes of messages 0 to 99"}}}, {message("a", 0)});
  one.received_dropped = 99;
  EXPECT_FALSE(compare_events(one).first_difference);
}

TEST(Difference, AnOpeningThatFailedIsTheDifference) {
  RunResult one = result({{"OK", {"echo of message 0"}}}, {});
  one.opened = false;
  one.result = "The opening handshake failed: status 400";
  EXPECT_EQ(first_difference(one), one.result);
  one.expected = {{"OK", {"the opening handshake is refused"}}};
  one.opened = true;
  EXPECT_EQ(first_difference(one), "expected the opening handshake is refused, came the connection was opened");
}

TEST(Difference, WhereEventsAgreeTheCloseIsTold) {
  RunResult one = result({{"OK", {"nothing"}}}, {});
  one.close_behaviour = CloseBehaviour::kWrongCode;
  one.expected_codes = {1002};
  EXPECT_NE(first_difference(one).find("1002 or none"), std::string::npos);
  EXPECT_NE(first_difference(one).find("but the harness closed first; the subject's code: 1000"), std::string::npos);
  EXPECT_EQ(first_difference(passed("a", "1.1")), "");
}

}  // namespace
}  // namespace gauntlet::reports
