#include <gmock/gmock.h>

#include "conformance/table/lint.h"
#include "conformance/table/outcome_cover.h"

namespace gauntlet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Requirement statement(const std::string& id, Level level, Binds binds) {
  Requirement made;
  made.id = id;
  made.level = level;
  made.binds = binds;
  return made;
}

ExpectedEvent echo(std::uint64_t index, bool optional = false) {
  ExpectedEvent event;
  event.echo = index;
  event.optional = optional;
  return event;
}

Outcome outcome(Behaviour verdict, std::vector<std::string> by) {
  Outcome made;
  made.verdict = verdict;
  made.by = std::move(by);
  made.events.emplace();
  made.close.by = ExpectedClose::By::kSubject;
  made.close.codes = {1002};
  made.close.code_optional = false;
  return made;
}

class LintVerdicts : public testing::Test {
 protected:
  void SetUp() override {
    requirements_.all = {statement("6455-1-must", Level::kMust, Binds::kBoth),
                         statement("6455-1-grammar", Level::kGrammar, Binds::kBoth),
                         statement("6455-1-should", Level::kShould, Binds::kBoth),
                         statement("6455-1-server", Level::kMust, Binds::kServer),
                         statement("6455-1-none", Level::kNone, Binds::kBoth)};
    Case test_case;
    test_case.id = "20.1.1";
    test_case.file = "t.json";
    test_case.line = 5;
    test_case.failed_by = {"6455-1-must"};
    test_case.outcomes = {outcome(Behaviour::kOk, {"6455-1-must"}), outcome(Behaviour::kNonStrict, {"6455-1-should"})};
    test_case.outcomes[1].close.codes.clear();
    table_.cases.push_back(test_case);
  }
  Case& test_case() { return table_.cases[0]; }
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    for (const LintFinding& finding : lint_verdicts(table_, requirements_)) {
      out.push_back(finding.pointer + ": " + finding.message);
    }
    return out;
  }

  CaseTable table_;
  Requirements requirements_;
};

TEST_F(LintVerdicts, NothingToSay) { EXPECT_THAT(findings(), IsEmpty()); }

TEST_F(LintVerdicts, EachVerdictNamesAStatement) {
  test_case().failed_by.clear();
  test_case().outcomes[0].by.clear();
  EXPECT_THAT(findings(), ElementsAre("/cases/0/outcomes/0: must say by which statement it is OK",
                                      "/cases/0: must say failed_by which statement it is FAILED"));
  table_.cases[0].reference_judging = true;
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(LintVerdicts, StatementsExist) {
  test_case().outcomes[0].by = {"6455-1-must", "6455-1-other"};
  EXPECT_THAT(findings(), ElementsAre("/cases/0/outcomes/0/by/1: there is no requirement 6455-1-other"));
}

TEST_F(LintVerdicts, FailedRestsOnAMustOrAGrammar) {
  test_case().failed_by = {"6455-1-grammar"};
  EXPECT_THAT(findings(), IsEmpty());
  test_case().failed_by = {"6455-1-must", "6455-1-should"};
  EXPECT_THAT(findings(),
              ElementsAre("/cases/0/failed_by/1: FAILED rests on a MUST, and 6455-1-should is none: SHOULD"));
  test_case().failed_by = {"6455-1-none"};
  EXPECT_THAT(findings(), ElementsAre("/cases/0/failed_by/0: FAILED rests on a MUST, and 6455-1-none is none: NONE"));
}

TEST_F(LintVerdicts, AnExplicitFailedRestsOnAMustToo) {
  test_case().outcomes[1].verdict = Behaviour::kFailed;
  EXPECT_THAT(findings(),
              ElementsAre("/cases/0/outcomes/1/by/0: FAILED rests on a MUST, and 6455-1-should is none: SHOULD"));
}

TEST_F(LintVerdicts, NonStrictRestsOnAShould) {
  test_case().outcomes[1].by = {"6455-1-must"};
  EXPECT_THAT(findings(),
              ElementsAre("/cases/0/outcomes/1/by/0: NON-STRICT rests on a SHOULD, and 6455-1-must is none: MUST"));
}

TEST_F(LintVerdicts, WhatIsLeftOpenMayRestOnAnything) {
  test_case().outcomes[1].verdict = Behaviour::kInformational;
  test_case().outcomes[1].by = {"6455-1-none"};
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(LintVerdicts, TheStatementsBindEachRole) {
  test_case().failed_by = {"6455-1-server"};
  EXPECT_THAT(findings(), ElementsAre("/cases/0/failed_by: no statement binds a client, which can get FAILED here"));
  test_case().for_client = false;
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_F(LintVerdicts, AnOutcomeThatIsNeverReached) {
  std::swap(test_case().outcomes[0], test_case().outcomes[1]);
  EXPECT_THAT(findings(), ElementsAre("/cases/0/outcomes/1: is never reached: outcome 0 takes all that it would"));
}

class OutcomeCover : public testing::Test {
 protected:
  bool covers() { return takes_all_of(wide_, narrow_, test_case_); }

  Case test_case_;
  Outcome wide_ = outcome(Behaviour::kOk, {});
  Outcome narrow_ = wide_;
};

TEST_F(OutcomeCover, Itself) { EXPECT_TRUE(covers()); }

TEST_F(OutcomeCover, Events) {
  narrow_.events = {{echo(0)}};
  EXPECT_FALSE(covers());
  wide_.events = {{echo(0, true)}};
  EXPECT_TRUE(covers());
  narrow_.events = {{echo(0, true)}};
  EXPECT_TRUE(covers());
  wide_.events = {{echo(0)}};
  EXPECT_FALSE(covers());  // it may be missing in the narrow one
  wide_.events = {{echo(1, true), echo(0, true)}};
  EXPECT_TRUE(covers());
  wide_.events.reset();
  EXPECT_TRUE(covers());
  narrow_.events.reset();
  wide_.events = {{echo(0)}};
  EXPECT_FALSE(covers());
}

TEST_F(OutcomeCover, Closes) {
  narrow_.close.codes = {1002, 1003};
  EXPECT_FALSE(covers());
  wide_.close.codes.clear();
  EXPECT_TRUE(covers());
  narrow_.close.code_optional = true;
  EXPECT_FALSE(covers());
  wide_.close.code_optional = true;
  EXPECT_TRUE(covers());
  wide_.close.clean = true;
  EXPECT_FALSE(covers());
  narrow_.close.clean = true;
  EXPECT_TRUE(covers());
  narrow_.close.by = ExpectedClose::By::kEither;
  EXPECT_FALSE(covers());
}

TEST_F(OutcomeCover, Checks) {
  wide_.checks = {"single-close"};
  EXPECT_FALSE(covers());
  narrow_.checks = {"transport-ended", "single-close"};
  EXPECT_TRUE(covers());
}

TEST_F(OutcomeCover, Refusals) {
  wide_.events.reset();
  wide_.opening.refused = true;
  EXPECT_FALSE(covers());  // the narrow one is open
  narrow_.opening.refused = true;
  EXPECT_TRUE(covers());
  wide_.opening.error = true;
  EXPECT_FALSE(covers());
  narrow_.opening.status = {403};
  EXPECT_TRUE(covers());
  narrow_.opening.status = {302};
  EXPECT_FALSE(covers());
  narrow_.opening.status.clear();
  narrow_.opening.dropped = true;
  EXPECT_TRUE(covers());
  wide_.opening.drop_accepted = false;
  EXPECT_FALSE(covers());
  std::swap(wide_, narrow_);
  EXPECT_FALSE(covers());
}

TEST_F(OutcomeCover, AClientRefusesByGoingAway) {
  wide_.events.reset();
  wide_.opening.refused = true;
  test_case_.for_server = false;
  EXPECT_TRUE(covers());
  narrow_.events = {{echo(0)}};
  EXPECT_FALSE(covers());
}

TEST_F(OutcomeCover, FieldsOfTheAnswer) {
  wide_.opening.accept = "abc";
  EXPECT_FALSE(covers());
  narrow_.opening.accept = "abc";
  EXPECT_TRUE(covers());
  wide_.opening.fields = {{"Upgrade", "websocket"}};
  EXPECT_FALSE(covers());
}

}  // namespace
}  // namespace gauntlet
