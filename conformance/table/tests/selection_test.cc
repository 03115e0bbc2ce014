#include "conformance/table/selection.h"

#include <gmock/gmock.h>

namespace gauntlet {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Case make_case(const std::string& id, Severity severity = Severity::kLow, const std::string& flag = "",
               const std::string& requirement = "") {
  Case made;
  made.id = id;
  made.severity = severity;
  if (!flag.empty()) made.flags.push_back(flag);
  if (!requirement.empty()) made.requirements.push_back(requirement);
  return made;
}

const std::vector<CaseTable>& tables() {
  static const std::vector<CaseTable> made = [] {
    CaseTable first;
    first.notes["Wrap"].cves = {"CVE-2020-27813"};
    first.cases = {make_case("7.13.1"), make_case("7.1.2"), make_case("7.1.1", Severity::kCritical, "Wrap"),
                   make_case("7.1.10", Severity::kHigh, "Basic", "6455-5.2-rsv")};
    CaseTable second;
    second.cases = {make_case("12.1.1", Severity::kMedium, "Wrap", "6455-5.2-rsv1"), make_case("1.1.1")};
    return std::vector<CaseTable>{first, second};
  }();
  return made;
}

std::vector<std::string> ids(const std::vector<const Case*>& cases) {
  std::vector<std::string> out;
  for (const Case* item : cases) out.push_back(item->id);
  return out;
}

std::vector<std::string> selected(std::string_view include, std::string_view exclude = "") {
  const Selection selection = select_cases(tables(), include, exclude);
  EXPECT_THAT(selection.errors, IsEmpty());
  return ids(selection.cases);
}

TEST(Selection, AllInNumericOrder) {
  EXPECT_THAT(selected("*"), ElementsAre("1.1.1", "7.1.1", "7.1.2", "7.1.10", "7.13.1", "12.1.1"));
}

TEST(Selection, IdsSubtreesAndGlobs) {
  EXPECT_THAT(selected("7.1.2"), ElementsAre("7.1.2"));
  EXPECT_THAT(selected("7.1"), ElementsAre("7.1.1", "7.1.2", "7.1.10"));
  EXPECT_THAT(selected("7"), ElementsAre("7.1.1", "7.1.2", "7.1.10", "7.13.1"));
  EXPECT_THAT(selected("1"), ElementsAre("1.1.1"));
  EXPECT_THAT(selected("7.1*"), ElementsAre("7.1.1", "7.1.2", "7.1.10", "7.13.1"));
  EXPECT_THAT(selected("1.*"), ElementsAre("1.1.1"));
  EXPECT_THAT(selected("7.1.?"), ElementsAre("7.1.1", "7.1.2"));
  EXPECT_THAT(selected("*.1.1"), ElementsAre("1.1.1", "7.1.1", "12.1.1"));
  EXPECT_THAT(selected(" 12 , 7.1.2,,7.1.2 "), ElementsAre("7.1.2", "12.1.1"));
}

TEST(Selection, Exclusion) {
  EXPECT_THAT(selected("7", "7.1"), ElementsAre("7.13.1"));
  EXPECT_THAT(selected("*", "severity:low, 12"), ElementsAre());
  EXPECT_THAT(selected("*", "99"), testing::SizeIs(6));
}

TEST(Selection, Requirements) {
  EXPECT_THAT(selected("req:6455-5.2-rsv"), ElementsAre("7.1.10"));
  EXPECT_THAT(selected("req:6455-5.2-rsv*"), ElementsAre("7.1.10", "12.1.1"));
}

TEST(Selection, FlagsAndTheCvesOfTheirNotes) {
  EXPECT_THAT(selected("flag:Basic"), ElementsAre("7.1.10"));
  EXPECT_THAT(selected("flag:Wr*"), ElementsAre("7.1.1", "12.1.1"));
  EXPECT_THAT(selected("flag:CVE-*"), ElementsAre("7.1.1"));  // the other table's note names none
}

TEST(Selection, SeverityIsTheLeastOne) {
  EXPECT_THAT(selected("severity:critical"), ElementsAre("7.1.1"));
  EXPECT_THAT(selected("severity:high"), ElementsAre("7.1.1", "7.1.10"));
  EXPECT_THAT(selected("severity:info"), testing::SizeIs(6));
}

TEST(Selection, BrokenPatternsAndSuchThatMatchNothing) {
  const auto error = [](std::string_view include, std::string_view exclude = "") {
    const Selection selection = select_cases(tables(), include, exclude);
    return selection.errors.size() == 1 ? selection.errors[0] : std::to_string(selection.errors.size());
  };
  EXPECT_EQ(error("1,99"), "\"99\" matches no case");
  EXPECT_THAT(error("severity:huge"), HasSubstr("severities are info"));
  EXPECT_THAT(error("*", "severity:"), HasSubstr("severities are info"));
  EXPECT_THAT(error("echo"), HasSubstr("a pattern is an id"));
  EXPECT_THAT(error("cve:CVE-1"), HasSubstr("a pattern is an id"));
  EXPECT_EQ(error("7.1."), "\"7.1.\" matches no case");
  EXPECT_THAT(select_cases({}, "", "").errors, IsEmpty());
}

TEST(Glob, WholeTextMustMatch) {
  EXPECT_TRUE(glob_matches("", ""));
  EXPECT_FALSE(glob_matches("", "a"));
  EXPECT_TRUE(glob_matches("**", ""));
  EXPECT_TRUE(glob_matches("a*b*c", "a-b-b-c"));
  EXPECT_FALSE(glob_matches("a*b*c", "a-b-b-c-"));
  EXPECT_FALSE(glob_matches("a?", "a"));
  EXPECT_TRUE(glob_matches("a?c", "abc"));
  EXPECT_FALSE(glob_matches(std::string(100, '*') + "b", std::string(100'000, 'a')));
}

std::vector<std::string> autobahn(const std::vector<std::string>& cases, const std::vector<std::string>& exclude = {}) {
  return ids(select_autobahn(tables(), cases, exclude).cases);
}

TEST(AutobahnSelection, PrefixSemantics) {
  EXPECT_THAT(autobahn({"*"}), testing::SizeIs(6));
  EXPECT_THAT(autobahn({"1.*"}), ElementsAre("1.1.1"));
  EXPECT_THAT(autobahn({"7.1*"}), ElementsAre("7.1.1", "7.1.2", "7.1.10", "7.13.1"));
  EXPECT_THAT(autobahn({"7.*.1"}), ElementsAre("7.1.1", "7.1.10", "7.13.1"));  // .match: no anchor at the end
  EXPECT_THAT(autobahn({"7.1.1"}), ElementsAre("7.1.1"));
  EXPECT_THAT(autobahn({"7.?.1*"}), IsEmpty());
  EXPECT_THAT(autobahn({"*"}, {"7.*", "12.1.1"}), ElementsAre("1.1.1"));
  EXPECT_THAT(autobahn({"7.*"}, {"7.1"}), testing::SizeIs(4));
}

TEST(AutobahnSelection, LiteralIdsMustExist) {
  const std::vector<std::string> cases = {"1.1.1", "7.1", "8.*"};
  const Selection selection = select_autobahn(tables(), cases, std::vector<std::string>{"9.9"});
  EXPECT_THAT(selection.errors, ElementsAre("there is no case \"7.1\""));
  EXPECT_THAT(ids(selection.cases), ElementsAre("1.1.1"));
}

TEST(AutobahnSelection, AgentPatternsAreAnchored) {
  EXPECT_TRUE(autobahn_matches_whole("Firefox*", "Firefox/99"));
  EXPECT_FALSE(autobahn_matches_whole("Firefox", "Firefox/99"));
  EXPECT_FALSE(autobahn_matches_whole("Fire?ox", "Firefox"));
}

TEST(SlowCases, WaitForAMinuteByDesign) {
  Case made = make_case("39.1.1");
  made.timeout = std::chrono::seconds(90);
  EXPECT_FALSE(is_slow(made)) << "many messages take their time on slow subjects only";
  made.needs = {"echo", "timing"};
  EXPECT_TRUE(is_slow(made));
  made.timeout = std::chrono::seconds(30);
  EXPECT_FALSE(is_slow(made));
}

TEST(Shards, EachCaseIsInOne) {
  const Selection all = select_cases(tables(), "*");
  EXPECT_THAT(ids(shard(all.cases, {1, 4})), ElementsAre("1.1.1", "7.13.1"));
  EXPECT_THAT(ids(shard(all.cases, {4, 4})), ElementsAre("7.1.10"));
  EXPECT_THAT(shard(all.cases, {7, 7}), IsEmpty());
  EXPECT_EQ(shard(all.cases, {}).size(), 6U);
}

TEST(Shards, Syntax) {
  ASSERT_TRUE(parse_shard("2/4").has_value());
  EXPECT_EQ(parse_shard("2/4")->index, 2U);
  EXPECT_EQ(parse_shard("2/4")->count, 4U);
  for (const std::string_view wrong : {"", "/", "1", "1/", "0/2", "3/2", "1/2/3", "-1/2", "1/ 2", "99999999999/1"}) {
    EXPECT_FALSE(parse_shard(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace gauntlet
