#include "fuzz/live/reaction.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string_view>

#include "conformance/play/expectation.h"

// How a running endpoint's reaction is named, and how grave it is.

namespace gauntlet::fuzz {
namespace {

/// A session that had to be refused with 1002 behind one echo, as an endpoint reacts that does.
RunResult refused() {
  RunResult seen;
  seen.behaviour = Behaviour::kOk;
  seen.opened = true;
  seen.outcomes = {{.events = {{ExpectedEvent()}}, .words = {}}};
  seen.received.resize(1);
  seen.expected_close_by = ExpectedClose::By::kSubject;
  seen.expected_codes = {1002};
  seen.remote_close_code = 1002;
  return seen;
}

struct Wrong {
  std::string name;
  void (*change)(RunResult&);
  std::string signature;
  Severity severity;
};
void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.name; }

class Reactions : public ::testing::TestWithParam<Wrong> {};

TEST_P(Reactions, HaveANameAndASeverity) {
  RunResult seen = refused();
  seen.behaviour = Behaviour::kFailed;
  GetParam().change(seen);
  const auto reaction = reaction_of({}, seen);
  ASSERT_TRUE(reaction);
  EXPECT_EQ(reaction->signature, GetParam().signature);
  EXPECT_EQ(reaction->severity, GetParam().severity);
}

INSTANTIATE_TEST_SUITE_P(
    All, Reactions,
    ::testing::Values(Wrong{"Crash", [](RunResult& seen) { seen.death = {.what = "SIGSEGV", .output = {}}; },
                            "live crash SIGSEGV", Severity::kCritical},
                      Wrong{"Delivered", [](RunResult& seen) { seen.received.resize(2); },
                            "live delivered what had to be refused", Severity::kHigh},
                      Wrong{"TooMuch",
                            [](RunResult& seen) {
                              seen.received.resize(2);
                              seen.expected_close_by = ExpectedClose::By::kHarness;
                            },
                            "live more than was sent", Severity::kHigh},
                      Wrong{"NoReaction", [](RunResult& seen) { seen.closed_by_me = true; },
                            "live no reaction, close 1002 expected", Severity::kMedium},
                      Wrong{"Hang", [](RunResult& seen) { seen.closing_timeout = true; },
                            "live no reaction, close 1002 expected", Severity::kMedium},
                      Wrong{"RefusedWhatIsInOrder",
                            [](RunResult& seen) {
                              seen.received.clear();
                              seen.expected_close_by = ExpectedClose::By::kHarness;
                            },
                            "live refused what is in order, close 1002", Severity::kMedium},
                      Wrong{"AnotherCode", [](RunResult& seen) { seen.remote_close_code = 1007; },
                            "live close code 1007 instead of 1002", Severity::kLow},
                      Wrong{"AnotherCodeWhereNothingIsExpected",
                            [](RunResult& seen) {
                              seen.outcomes.front().events->clear();
                              seen.received.clear();
                              seen.expected_close_by = ExpectedClose::By::kEither;
                              seen.remote_close_code = 1000;
                            },
                            "live answers Close with another code", Severity::kLow}),
    [](const auto& test) { return test.param.name; });

TEST(Reaction, NoneIfAllWentAsPredicted) {
  EXPECT_FALSE(reaction_of({}, refused()));
  RunResult seen = refused();
  seen.behaviour = Behaviour::kUnimplemented;
  EXPECT_FALSE(reaction_of({}, seen));
}

/// A message, a ping, and a ping at the end, as an endpoint may answer them.
RunResult answered(std::initializer_list<std::string_view> received) {
  RunResult seen;
  seen.behaviour = Behaviour::kFailed;
  seen.close_behaviour = CloseBehaviour::kOk;
  seen.opened = true;
  for (const std::string_view word : received) {
    ReceivedEvent event;
    event.kind = word == "text" ? ReceivedEvent::Kind::kMessage : ReceivedEvent::Kind::kPong;
    event.size = word.size();
    event.head = word;
    event.fingerprint = fingerprint(wire::Bytes(word.begin(), word.end()));
    seen.received.push_back(std::move(event));
  }
  return seen;
}

LiveCase expecting(ExpectedClose::By by) {
  LiveCase session;
  Outcome outcome;
  outcome.close.by = by;
  outcome.events.emplace();
  for (const std::string_view word : {"text", "ping", "end"}) {
    ExpectedEvent event;
    event.kind = word == "text" ? ExpectedEvent::Kind::kMessage : ExpectedEvent::Kind::kPong;
    event.payload = Payload::text(word);
    outcome.events->push_back(std::move(event));
  }
  session.test.outcomes.push_back(std::move(outcome));
  return session;
}

TEST(Reaction, NoneWhereTheOrderIsLeftOpen) {
  const LiveCase session = expecting(ExpectedClose::By::kHarness);
  EXPECT_FALSE(reaction_of(session, answered({"ping", "text", "end"})));
  EXPECT_FALSE(reaction_of(session, answered({"end", "text"}))) << "a later pong stands for the earlier one";
  EXPECT_TRUE(reaction_of(session, answered({"ping", "text"}))) << "but the last one has to come";
  EXPECT_TRUE(reaction_of(session, answered({"ping", "end"}))) << "and the message";
  EXPECT_TRUE(reaction_of(session, answered({"text", "text", "end"})));
}

TEST(Reaction, WhoLearnsOfTheEndNeedNotAnswer) {
  EXPECT_FALSE(reaction_of(expecting(ExpectedClose::By::kEither), answered({})));
  EXPECT_FALSE(reaction_of(expecting(ExpectedClose::By::kSubject), answered({"ping"})));
  EXPECT_TRUE(reaction_of(expecting(ExpectedClose::By::kSubject), answered({"text", "text"})));
}

TEST(Reaction, AFinalBlockIsAFindingOfItsOwn) {
  LiveCase session;
  session.final_block = true;
  EXPECT_FALSE(reaction_of(session, refused()));
  RunResult seen = refused();
  seen.behaviour = Behaviour::kFailed;
  seen.received.resize(2);
  const auto reaction = reaction_of(session, seen);
  ASSERT_TRUE(reaction);
  EXPECT_EQ(reaction->signature, "live final block in a compressed message");
  EXPECT_EQ(reaction->severity, Severity::kLow);
  seen.death = {.what = "SIGSEGV", .output = {}};
  EXPECT_EQ(reaction_of(session, seen)->severity, Severity::kCritical);
}

}  // namespace
}  // namespace gauntlet::fuzz
