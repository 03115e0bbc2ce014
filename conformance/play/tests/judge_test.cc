#include "conformance/play/judge.h"

#include <gtest/gtest.h>

#include <set>

namespace {

using namespace gauntlet;

ReceivedEvent echo(std::uint64_t index) {
  ReceivedEvent event;
  event.echo = index;
  return event;
}

ExpectedEvent expect_echo(std::uint64_t index) {
  ExpectedEvent event;
  event.echo = index;
  return event;
}

// A case of the reference's kind: echo, then the harness closes cleanly with 1000.
Case echo_case() {
  Case test;
  test.id = "1.1.1";
  test.reference_judging = true;
  Outcome outcome;
  outcome.events = {expect_echo(0)};
  outcome.close = {.by = ExpectedClose::By::kHarness, .codes = {1000}, .clean = true};
  test.outcomes.push_back(outcome);
  return test;
}

Record good_record() {
  Record record;
  record.facts.opened = true;
  record.facts.closed_by_me = true;
  record.facts.was_clean = true;
  record.facts.remote_close_code = 1000;
  record.facts.received = {echo(0)};
  record.subject_ended = true;
  return record;
}

TEST(Judge, AcceptsWhatIsExpected) {
  const auto result = judge(echo_case(), good_record());
  EXPECT_EQ(result.behaviour, Behaviour::kOk);
  EXPECT_EQ(result.close_behaviour, CloseBehaviour::kOk);
  EXPECT_EQ(result.result, "Actual events match at least one expected.");
  EXPECT_EQ(result.result_close, "Connection was properly closed");
}

// The reference's order: each row breaks one thing, and those of the rows after it as well where
// possible, so that a judge which looks in another order is found out.
TEST(Judge, LooksAtTheCloseInTheReferencesOrder) {
  struct Row {
    void (*spoil)(Record&);
    CloseBehaviour expected;
  };
  const auto drop = [](Record& r) { r.facts.dropped_by_me = true; };
  const auto wrong_code = [](Record& r) {
    r.facts.remote_close_code = 3001;
    r.facts.dropped_by_me = true;
  };
  const auto unclean = [](Record& r) {
    r.facts.was_clean = false;
    r.facts.remote_close_code = 3001;
    r.facts.dropped_by_me = true;
  };
  const auto wrong_endpoint = [](Record& r) {
    r.facts.closed_by_me = false;
    r.facts.was_clean = false;
    r.facts.remote_close_code = 3001;
  };
  const auto never_opened = [](Record& r) { r.facts.opened = false; };
  const Row rows[] = {{drop, CloseBehaviour::kFailedByClient},
                      {wrong_code, CloseBehaviour::kWrongCode},
                      {unclean, CloseBehaviour::kUnclean},
                      {wrong_endpoint, CloseBehaviour::kFailed},
                      {never_opened, CloseBehaviour::kFailed}};
  for (const auto& row : rows) {
    auto record = good_record();
    row.spoil(record);
    EXPECT_EQ(judge(echo_case(), record).close_behaviour, row.expected) << name(row.expected);
  }
}

TEST(Judge, AMissingCloseCodeIsAccepted) {
  auto record = good_record();
  record.facts.remote_close_code.reset();
  EXPECT_EQ(judge(echo_case(), record).close_behaviour, CloseBehaviour::kOk);
}

TEST(Judge, TakesTheFirstOutcomeThatMatches) {
  auto test = echo_case();
  Outcome lenient;
  lenient.verdict = Behaviour::kNonStrict;
  lenient.events = std::vector<ExpectedEvent>{};
  lenient.because = "nothing came";
  test.outcomes.push_back(lenient);
  auto record = good_record();
  record.facts.received.clear();
  const auto result = judge(test, record);
  EXPECT_EQ(result.behaviour, Behaviour::kNonStrict);
  EXPECT_EQ(result.because, "nothing came");
}

TEST(Judge, EventsMustBeExactlyThose) {
  for (const auto& received : {std::vector<ReceivedEvent>{}, {echo(1)}, {echo(0), echo(1)}}) {
    auto record = good_record();
    record.facts.received = received;
    EXPECT_EQ(judge(echo_case(), record).behaviour, Behaviour::kFailed) << received.size();
  }
}

TEST(Judge, FatalClosesSpoilTheBehaviour) {
  auto test = echo_case();
  test.wrong_code_fatal = true;
  auto record = good_record();
  record.facts.remote_close_code = 3001;
  auto result = judge(test, record);
  EXPECT_EQ(result.behaviour, Behaviour::kFailed);
  EXPECT_EQ(result.result, "The close code should have been 1000 or empty");

  test = echo_case();
  test.wrong_endpoint_fatal = true;
  record = good_record();
  record.facts.closed_by_me = false;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kFailed);
}

TEST(Judge, InformationalCasesNeverFail) {
  auto test = echo_case();
  test.informational = true;
  Record record;  // not even opened
  const auto result = judge(test, record);
  EXPECT_EQ(result.behaviour, Behaviour::kInformational);
  EXPECT_EQ(result.close_behaviour, CloseBehaviour::kInformational);
}

// Our own tables: an outcome holds as a whole or not at all.
TEST(Judge, OwnOutcomesHoldAsWholes) {
  auto test = echo_case();
  test.reference_judging = false;
  test.outcomes[0].checks = {"close-code-echoed"};
  auto record = good_record();
  record.first_close_code_sent = 1000;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kOk);
  record.first_close_code_sent = 1001;
  const auto result = judge(test, record);
  EXPECT_EQ(result.behaviour, Behaviour::kFailed);
  EXPECT_NE(result.result.find("carries the same code"), std::string::npos) << result.result;
}

TEST(Judge, RefusedOpeningsAreJudgedByStatus) {
  Case test;
  test.id = "21.1.1";
  Outcome outcome;
  outcome.opening.refused = true;
  outcome.opening.status = {400};
  outcome.opening.drop_accepted = false;
  test.outcomes.push_back(outcome);
  Record record;
  record.status = 400;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kOk);
  record.status = 200;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kFailed);
  record.status = 101;
  record.facts.opened = true;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kFailed);
  record = {};
  record.subject_ended = true;
  EXPECT_EQ(judge(test, record).behaviour, Behaviour::kFailed) << "a drop is not accepted here";
}

TEST(Judge, RefusalsByKind) {
  Case test;
  test.id = "21.1.1";
  ExpectedOpening& opening = test.outcomes.emplace_back().opening;
  opening.refused = true;
  opening.error = true;
  Record answered;
  answered.status = 504;
  Record dropped;
  dropped.subject_ended = true;
  EXPECT_EQ(judge(test, answered).behaviour, Behaviour::kOk);
  EXPECT_EQ(judge(test, dropped).behaviour, Behaviour::kOk);
  answered.status = 302;
  EXPECT_EQ(judge(test, answered).behaviour, Behaviour::kFailed) << "no error";
  opening.error = false;
  opening.dropped = true;
  EXPECT_EQ(judge(test, answered).behaviour, Behaviour::kFailed) << "an answer";
  EXPECT_EQ(judge(test, dropped).behaviour, Behaviour::kOk);
}

TEST(Judge, AcceptIsComparedAsOctets) {
  auto test = echo_case();
  test.reference_judging = false;
  test.outcomes[0].opening.accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
  const auto with = [&](const std::string& value) {
    auto record = good_record();
    record.head.emplace().fields = {{"Sec-WebSocket-Accept", value}};
    return judge(test, record).behaviour;
  };
  EXPECT_EQ(with("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), Behaviour::kOk);
  EXPECT_EQ(with("S3PPLMBITXAQ9KYGZZHZRBK+XOO="), Behaviour::kFailed);
  EXPECT_EQ(with("x, s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), Behaviour::kFailed);
  EXPECT_EQ(judge(test, good_record()).behaviour, Behaviour::kFailed) << "no such field";
}

TEST(Judge, ChecksOfCloseFramesAndOfTheAnswerToAnOffer) {
  struct Row {
    const char* check;
    void (*spoil)(Record&);
  };
  constexpr Row kRows[] = {
      {"no-close-frame", [](Record& r) { r.closes = 1; }},
      {"close-well-formed", [](Record& r) { r.facts.subject_violations = {"close-body-one-octet"}; }},
      {"deflate-answer-fits", [](Record& r) { r.deflate_answer_fits = false; }},
  };
  for (const auto& row : kRows) {
    auto test = echo_case();
    test.reference_judging = false;
    test.outcomes[0].checks = {row.check};
    auto record = good_record();
    EXPECT_EQ(judge(test, record).behaviour, Behaviour::kOk) << row.check;
    row.spoil(record);
    EXPECT_EQ(judge(test, record).behaviour, Behaviour::kFailed) << row.check;
  }
}

TEST(Judge, ChecksHaveUniqueNamesAndMeanings) {
  std::set<std::string_view> names;
  for (const auto& check : checks()) {
    EXPECT_TRUE(names.insert(check.name).second) << check.name;
    EXPECT_FALSE(check.meaning.empty());
  }
}

}  // namespace
