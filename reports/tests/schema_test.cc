// The machine formats against the rules that their readers hold them to: JUnit as Jenkins, GitLab and
// Surefire read it, SARIF 2.1.0 as its schema (which allows no other properties), TAP 13 by its grammar.
#include <gmock/gmock.h>

#include <map>
#include <pugixml.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "reports/escape.h"
#include "reports/tests/sample_results.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;

Report every_kind_of_result() {
  Report report;
  report.info = full_info();
  report.results = {full_result(), passed("plain", "12.1.1"), failed("plain", "3.1"), passed("plain", "3.2"),
                    failed("plain", "3.3")};
  report.results[3].behaviour = Behaviour::kUnimplemented;
  report.results[4].unexpected = false;
  report.results[2].title = "a # b \\ c";
  report.requirements = {{"6455-5.2-rsv", "5.2", "MUST", "RSV bits are 0", true, "", {"3.1"}}};
  return report;
}

// JUnit -----------------------------------------------------------------------------------------------

struct Element {
  std::set<std::string> required, optional, children;
};
const std::map<std::string, Element> kJunit = {
    {"testsuites", {{"name", "tests", "failures", "errors", "time"}, {"skipped"}, {"testsuite"}}},
    {"testsuite", {{"name", "tests", "failures", "errors", "skipped", "time", "timestamp"}, {}, {"testcase"}}},
    {"testcase", {{"name", "classname", "time"}, {"file", "line"}, {"properties", "failure", "error", "skipped"}}},
    {"properties", {{}, {}, {"property"}}},
    {"property", {{"name", "value"}, {}, {}}},
    {"failure", {{"message", "type"}, {}, {}}},
    {"error", {{"message", "type"}, {}, {}}},
    {"skipped", {{"message"}, {}, {}}}};

void check_element(const pugi::xml_node& node) {
  const auto known = kJunit.find(node.name());
  ASSERT_NE(known, kJunit.end()) << node.name();
  const Element& element = known->second;
  std::set<std::string> attributes;
  for (const pugi::xml_attribute& attribute : node.attributes()) {
    EXPECT_TRUE(attributes.insert(attribute.name()).second) << attribute.name() << " twice";
    EXPECT_TRUE(element.required.contains(attribute.name()) || element.optional.contains(attribute.name()))
        << node.name() << "/@" << attribute.name();
  }
  for (const std::string& name : element.required)
    EXPECT_TRUE(attributes.contains(name)) << node.name() << "/@" << name;
  for (const pugi::xml_node& child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    EXPECT_TRUE(element.children.contains(child.name())) << node.name() << "/" << child.name();
    check_element(child);
  }
}

TEST(JunitSchema, ElementsAndAttributesAreThoseThatReadersKnow) {
  const Report report = every_kind_of_result();
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_xml(report, arrange(report)).c_str()));
  check_element(document.document_element());
}

TEST(JunitSchema, CountsAreTheSumsOfWhatIsThere) {
  const Report report = every_kind_of_result();
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(junit_xml(report, arrange(report)).c_str()));
  for (const pugi::xpath_node& found : document.select_nodes("//testsuite | /testsuites")) {
    const pugi::xml_node suite = found.node();
    EXPECT_EQ(suite.attribute("tests").as_uint(), suite.select_nodes(".//testcase").size());
    EXPECT_EQ(suite.attribute("failures").as_uint(), suite.select_nodes(".//failure").size());
    EXPECT_EQ(suite.attribute("errors").as_uint(), suite.select_nodes(".//error").size());
    EXPECT_EQ(suite.attribute("skipped").as_uint(), suite.select_nodes(".//skipped").size());
  }
}

TEST(JunitSchema, NamesAreStableWhateverTheTitle) {
  Report report = every_kind_of_result();
  const auto names = [&] {
    pugi::xml_document document;
    EXPECT_TRUE(document.load_string(junit_xml(report, arrange(report)).c_str()));
    std::set<std::string> all;
    for (const pugi::xpath_node& test : document.select_nodes("//testcase")) {
      all.insert(std::string(test.node().attribute("classname").value()) + "/" + test.node().attribute("name").value());
    }
    return all;
  };
  const auto before = names();
  EXPECT_EQ(before.size(), report.results.size());
  for (RunResult& result : report.results) result.title += " reworded";
  EXPECT_EQ(names(), before);
}

// SARIF -----------------------------------------------------------------------------------------------

/// The schema's keys of an object that we write, and those that it requires.
struct Shape {
  std::set<std::string> required, known;
};
const std::map<std::string, Shape> kSarif = {
    {"log", {{"version", "runs"}, {"$schema", "version", "runs"}}},
    {"run", {{"tool"}, {"tool", "invocations", "results", "columnKind"}}},
    {"driver", {{"name"}, {"name", "version", "rules", "informationUri"}}},
    {"rule", {{"id"}, {"id", "shortDescription", "fullDescription", "help", "helpUri", "properties"}}},
    {"invocation",
     {{"executionSuccessful"}, {"executionSuccessful", "startTimeUtc", "endTimeUtc", "toolExecutionNotifications"}}},
    {"result",
     {{"message"}, {"ruleId", "ruleIndex", "level", "message", "locations", "partialFingerprints", "properties"}}},
    {"location", {{}, {"physicalLocation"}}},
    {"physicalLocation", {{"artifactLocation"}, {"artifactLocation", "region"}}},
    {"message", {{"text"}, {"text"}}}};

void check_shape(const json& object, const std::string& kind) {
  const Shape& shape = kSarif.at(kind);
  ASSERT_TRUE(object.is_object()) << kind;
  for (const auto& [key, value] : object.items()) EXPECT_TRUE(shape.known.contains(key)) << kind << "." << key;
  for (const std::string& key : shape.required) EXPECT_TRUE(object.contains(key)) << kind << "." << key;
}

void check_result(const json& result, std::size_t rules) {
  check_shape(result, "result");
  check_shape(result["message"], "message");
  EXPECT_LT(result["ruleIndex"].get<std::size_t>(), rules);
  EXPECT_TRUE((std::set<std::string>{"none", "note", "warning", "error"}).contains(result["level"]));
  ASSERT_EQ(result["locations"].size(), 1U);
  check_shape(result["locations"][0], "location");
  const json& place = result["locations"][0]["physicalLocation"];
  check_shape(place, "physicalLocation");
  EXPECT_GE(place["region"]["startLine"].get<int>(), 1);
  EXPECT_TRUE(std::regex_match(place["artifactLocation"]["uri"].get<std::string>(),
                               std::regex("[A-Za-z0-9._~/-][A-Za-z0-9._~/%-]*")));
  for (const auto& [name, value] : result["partialFingerprints"].items()) EXPECT_TRUE(value.is_string()) << name;
}

TEST(SarifSchema, ObjectsHaveTheKeysThatItAllowsAndRequires) {
  const Report report = every_kind_of_result();
  const json log = json::parse(sarif(report, arrange(report)));
  check_shape(log, "log");
  const json& run = log["runs"][0];
  check_shape(run, "run");
  EXPECT_TRUE((std::set<std::string>{"utf16CodeUnits", "unicodeCodePoints"}).contains(run["columnKind"]));
  check_shape(run["tool"]["driver"], "driver");
  const std::regex time("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]+Z");
  for (const json& invocation : run["invocations"]) {
    check_shape(invocation, "invocation");
    EXPECT_TRUE(std::regex_match(invocation["startTimeUtc"].get<std::string>(), time));
  }
  std::set<std::string> ids;
  for (const json& rule : run["tool"]["driver"]["rules"]) {
    check_shape(rule, "rule");
    EXPECT_TRUE(ids.insert(rule["id"]).second) << "rule ids are unique";
    check_shape(rule["shortDescription"], "message");
    check_shape(rule["fullDescription"], "message");
  }
  ASSERT_EQ(run["results"].size(), 2U);
  for (const json& result : run["results"]) check_result(result, ids.size());
}

TEST(SarifSchema, FingerprintsOutliveChangesOfTextAndPlace) {
  Report report = every_kind_of_result();
  const auto fingerprints = [&] {
    std::set<std::string> all;
    const json log = json::parse(sarif(report, arrange(report)));
    for (const json& result : log["runs"][0]["results"]) {
      all.insert(result["partialFingerprints"]["primaryLocationLineHash"]);
    }
    return all;
  };
  const auto before = fingerprints();
  EXPECT_EQ(before.size(), 2U);
  for (RunResult& result : report.results) {
    result.line += 100;
    result.title += " reworded";
    result.remote_close_code = 1006;
  }
  EXPECT_EQ(fingerprints(), before);
}

// TAP -------------------------------------------------------------------------------------------------

TEST(TapGrammar, EveryLineIsOneOfIt) {
  const Report report = every_kind_of_result();
  std::istringstream lines(tap(report, arrange(report)));
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "TAP version 13");
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(line, "1..5");
  const std::regex test("(not )?ok ([0-9]+) - (?:[^#\\\\]|\\\\.)*( # (TODO|SKIP) .*)?");
  std::size_t tests = 0;
  bool within = false;
  while (std::getline(lines, line)) {
    std::smatch match;
    if (line == "  ---" || line == "  ...") {
      EXPECT_EQ(within, line == "  ...");
      within = !within;
    } else if (within) {
      const std::size_t colon = line.find(": ");
      ASSERT_NE(colon, std::string::npos) << line;
      EXPECT_FALSE(json::parse(line.substr(colon + 2), nullptr, false).is_discarded()) << line;
    } else {
      ASSERT_TRUE(std::regex_match(line, match, test)) << line;
      EXPECT_EQ(std::stoul(match[2]), ++tests);
    }
  }
  EXPECT_EQ(tests, 5U);
}

TEST(TapGrammar, ExpectationsDecideWhatIsOk) {
  const Report report = every_kind_of_result();
  const std::string text = tap(report, arrange(report));
  EXPECT_THAT(text, HasSubstr("\nnot ok 2 - plain 3.1 a \\# b \\\\ c\n  ---\n  verdict: \"FAILED/OK\"\n"));
  EXPECT_THAT(text, HasSubstr("\nok 3 - plain 3.2 Case 3.2 # SKIP not implemented\n"));
  EXPECT_THAT(text, HasSubstr("\nnot ok 4 - plain 3.3 Case 3.3 # TODO announced\n"));
  EXPECT_THAT(text, HasSubstr("\nok 5 - plain 12.1.1 Case 12.1.1\n"));
  EXPECT_TRUE(is_utf8(text));
}

}  // namespace
}  // namespace gauntlet::reports
