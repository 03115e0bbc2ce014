#include "reports/formats.h"

#include <gmock/gmock.h>

#include <fstream>
#include <pugixml.hpp>

#include "reports/escape.h"
#include "reports/tests/sample_results.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

Report sample_report() {
  Report report;
  report.info = full_info();
  report.results = {full_result(), passed("plain", "12.1.1"), failed("plain", "3.1"), passed("plain", "3.2")};
  report.results[3].behaviour = Behaviour::kUnimplemented;
  report.requirements = {{"6455-5.2-rsv", "5.2", "MUST", "RSV bits are 0 <b>", true, "", {"3.1", "3.9"}},
                         {"6455-9-none", "9", "MAY", "Nobody looks", false, "Not on the wire", {}}};
  return report;
}

std::string junit_of(const Report& report) { return junit_xml(report, arrange(report)); }

TEST(Junit, IsWellFormedWhateverTheSubjectSends) {
  pugi::xml_document document;
  const auto parsed = document.load_string(junit_of(sample_report()).c_str());
  ASSERT_TRUE(parsed) << parsed.description();
  const pugi::xml_node suites = document.child("testsuites");
  EXPECT_EQ(suites.attribute("tests").as_int(), 4);
  EXPECT_EQ(suites.attribute("failures").as_int(), 1);
  EXPECT_EQ(suites.attribute("errors").as_int(), 1);
  EXPECT_EQ(suites.attribute("skipped").as_int(), 1);
  EXPECT_TRUE(is_utf8(junit_of(sample_report())));
}

TEST(Junit, TestsSayWhatHappenedAndWhere) {
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_of(sample_report()).c_str()));
  const pugi::xml_node suite = document.child("testsuites").find_child_by_attribute("testsuite", "name", "plain");
  const pugi::xml_node test = suite.find_child_by_attribute("testcase", "name", "3.1");
  EXPECT_STREQ(test.attribute("classname").value(), "plain.3");
  EXPECT_STREQ(test.child("properties").find_child_by_attribute("property", "name", "line").attribute("value").value(),
               "17");
  EXPECT_THAT(test.child("failure").text().get(),
              testing::AllOf(HasSubstr("Expected: "), HasSubstr("Received: "), HasSubstr("First difference: "),
                             HasSubstr("03.json:17"), HasSubstr("Reproduce: wsgauntlet ")));
  EXPECT_TRUE(suite.find_child_by_attribute("testcase", "name", "3.2").child("skipped"));
  EXPECT_FALSE(suite.find_child_by_attribute("testcase", "name", "12.1.1").child("skipped"));
}

TEST(Junit, AnAnnouncedFailureIsSkippedAndAnUnexpectedPassFails) {
  Report report;
  report.results = {failed("a", "1.1"), passed("a", "1.2")};
  report.results[0].unexpected = false;
  report.results[1].unexpected = true;
  report.results[1].expected_verdict = "FAILED/OK";
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_of(report).c_str()));
  EXPECT_EQ(document.child("testsuites").attribute("skipped").as_int(), 1);
  EXPECT_THAT(document.select_node("//failure").node().attribute("message").value(), HasSubstr("announced: FAILED/OK"));
}

TEST(Sarif, HasWhatGitHubAsksFor) {
  const Report report = sample_report();
  const json document = json::parse(sarif(report, arrange(report)));
  EXPECT_EQ(document["version"], "2.1.0");
  const json& run = document["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "wsgauntlet");
  ASSERT_EQ(run["results"].size(), 2U);
  const json& first = run["results"][0];  // critical before medium
  EXPECT_EQ(first["properties"]["case"], "12.1.1");
  const json& second = run["results"][1];
  EXPECT_EQ(second["ruleId"], "6455-5.2-rsv");
  EXPECT_EQ(run["tool"]["driver"]["rules"][second["ruleIndex"].get<std::size_t>()]["id"], "6455-5.2-rsv");
  EXPECT_EQ(second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "conformance/cases/03.json");
  EXPECT_EQ(second["locations"][0]["physicalLocation"]["region"]["startLine"], 17);
  EXPECT_THAT(second["partialFingerprints"]["primaryLocationLineHash"].get<std::string>(),
              testing::MatchesRegex("[0-9a-f]{16}:1"));
  EXPECT_THAT(second["message"]["text"].get<std::string>(), HasSubstr("plain: case 3.1"));
  for (const json& rule : run["tool"]["driver"]["rules"]) {
    EXPECT_TRUE(rule["properties"]["security-severity"].is_string());
    EXPECT_LE(rule["properties"]["tags"].size(), 20U);
    EXPECT_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
  }
}

TEST(Sarif, PathsAreOfTheProjectWhereverItIs) {
  Report report;
  report.results = {failed("a", "1.1")};
  report.results[0].file = "/home/x y/wsgauntlet/conformance/cases/01.json";
  EXPECT_THAT(sarif(report, arrange(report)), HasSubstr("\"uri\": \"conformance/cases/01.json\""));
}

TEST(Sarif, OnlyUnexpectedFailuresAreInIt) {
  Report report;
  report.results = {failed("a", "1.1"), passed("a", "1.2")};
  report.results[0].unexpected = false;
  report.results[1].unexpected = true;
  EXPECT_TRUE(json::parse(sarif(report, arrange(report)))["runs"][0]["results"].empty());
}

TEST(Sarif, ItsNumberOfResultsIsBounded) {
  Report report;
  for (int i = 0; i < 25'100; ++i) report.results.push_back(failed("a", "1." + std::to_string(i)));
  const json run = json::parse(sarif(report, arrange(report)))["runs"][0];
  EXPECT_EQ(run["results"].size(), 25'000U);
  EXPECT_THAT(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
              "100 further results are left out.");
}

TEST(Summary, HasFailuresFirstAndNoForeignMarkup) {
  const Report report = sample_report();
  const std::string text = summary_md(report, arrange(report));
  EXPECT_THAT(text, HasSubstr("**2 unexpected** of 4 results of 2 subjects"));
  EXPECT_LT(text.find("## Unexpected (2)"), text.find("## Requirements"));
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_TRUE(is_utf8(text));
}

TEST(Summary, StaysBelowOneMebibyte) {
  Report report;
  for (int i = 0; i < 9000; ++i) {
    report.results.push_back(failed("a", "1." + std::to_string(i)));
    report.results.back().title = std::string(1000, '|');
    report.info.not_run.push_back(std::string(5000, 'x'));
  }
  const std::string text = summary_md(report, arrange(report));
  EXPECT_LE(text.size(), 1U << 20);
  EXPECT_THAT(text, HasSubstr(" more: see index.html"));
}

TEST(Badge, SaysHowManyPassed) {
  Report report;
  EXPECT_EQ(json::parse(badge_json(arrange(report)))["color"], "lightgrey");
  report.results = {passed("a", "1.1"), passed("a", "1.2"), passed("a", "1.3")};
  report.results[2].behaviour = Behaviour::kUnimplemented;
  EXPECT_EQ(json::parse(badge_json(arrange(report))),
            json::parse(
                R"({"schemaVersion":1,"label":"WebSocket conformance","message":"2/2 passed","color":"brightgreen"})"));
  report.results[0].behaviour = Behaviour::kFailed;
  EXPECT_EQ(json::parse(badge_json(arrange(report)))["color"], "orange");
  report.results[0].unexpected = true;
  EXPECT_EQ(json::parse(badge_json(arrange(report)))["color"], "red");
}

TEST(Requirements, ShowWhichCasesAndWhatBecameOfThem) {
  const Report report = sample_report();
  const json document = json::parse(requirements_json(report, arrange(report)));
  EXPECT_EQ(document["counts"], json::parse(R"({"total":2,"testable":1,"with_cases":1})"));
  const json& rsv = document["requirements"][0];
  EXPECT_EQ(rsv["cases"], json({"3.1", "3.9", "12.1.1"}));
  EXPECT_EQ(rsv["verdicts"]["plain"], "FAILED");
  EXPECT_TRUE(document["requirements"][1]["verdicts"]["plain"].is_null());
  EXPECT_EQ(document["requirements"][1]["reason"], "Not on the wire");
}

TEST(Formats, AllAreWritten) {
  const ScratchFolder folder;
  const Report report = sample_report();
  EXPECT_THAT(write_all(report, folder.path() / "out"), testing::IsEmpty());
  for (const Format& format : formats()) {
    EXPECT_FALSE(format.description.empty());
    if (format.file.find('<') != std::string_view::npos) continue;
    EXPECT_FALSE(content_of(folder.path() / "out" / format.file).empty()) << format.file;
  }
  EXPECT_FALSE(content_of(folder.path() / "out" / "plain_case_12_1_1.json").empty());
}

TEST(Formats, AnEmptyReportIsWrittenToo) {
  const ScratchFolder folder;
  EXPECT_THAT(write_all(Report(), folder.path()), testing::IsEmpty());
}

TEST(Formats, WhatCannotBeWrittenIsSaidAndTheRestIsWritten) {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder.path() / "junit.xml");
  EXPECT_THAT(write_all(sample_report(), folder.path()), testing::ElementsAre(HasSubstr("junit.xml")));
  EXPECT_FALSE(content_of(folder.path() / "badge.json").empty());
  std::ofstream(folder.path() / "file") << "x";
  EXPECT_THAT(write_all(sample_report(), folder.path() / "file" / "out"), testing::SizeIs(1));
}

}  // namespace
}  // namespace gauntlet::reports
