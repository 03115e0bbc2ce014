#include "ws/rule.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "ws/close.h"

namespace {

TEST(Rule, TableIsInTheOrderOfTheEnumerators) {
  for (std::size_t i = 0; i < ws::kRuleCount; ++i) {
    EXPECT_EQ(static_cast<std::size_t>(ws::kRules[i].rule), i);
    EXPECT_EQ(&ws::info(static_cast<ws::Rule>(i)), &ws::kRules[i]);
  }
}

TEST(Rule, IdsAreUniqueLowerCaseWords) {
  std::set<std::string_view> ids;
  for (const ws::RuleInfo& rule : ws::kRules) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_TRUE(std::all_of(rule.id.begin(), rule.id.end(), [](char c) {
      return c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    })) << rule.id;
    EXPECT_FALSE(rule.id.starts_with('-') || rule.id.ends_with('-')) << rule.id;
  }
}

TEST(Rule, SentencesFitIntoALineOfAReport) {
  for (const ws::RuleInfo& rule : ws::kRules) {
    EXPECT_FALSE(rule.sentence.empty()) << rule.id;
    EXPECT_FALSE(rule.sentence.ends_with('.')) << rule.id;
    EXPECT_EQ(rule.sentence.find('\n'), std::string_view::npos) << rule.id;
  }
}

TEST(Rule, CloseCodeOrHttpStatusAreOnesThatMayBeSent) {
  for (const ws::RuleInfo& rule : ws::kRules) {
    EXPECT_FALSE(rule.close_code != 0 && rule.http_status != 0) << rule.id;
    if (rule.close_code != 0) {
      EXPECT_TRUE(ws::may_be_sent(rule.close_code, true)) << rule.id;
      EXPECT_TRUE(ws::may_be_sent(rule.close_code, false)) << rule.id;
    }
    if (rule.http_status != 0) {
      EXPECT_GE(rule.http_status, 400) << rule.id;
      EXPECT_LT(rule.http_status, 600) << rule.id;
    }
  }
}

TEST(Rule, FramesHaveCloseCodesOfTheirKind) {
  EXPECT_EQ(ws::info(ws::Rule::kReservedBits).close_code, 1002);
  EXPECT_EQ(ws::info(ws::Rule::kInvalidUtf8).close_code, 1007);
  EXPECT_EQ(ws::info(ws::Rule::kCloseReasonUtf8).close_code, 1007);
  EXPECT_EQ(ws::info(ws::Rule::kCloseCodeInvalid).close_code, 1002);
  EXPECT_EQ(ws::info(ws::Rule::kFrameTooBig).close_code, 1009);
  EXPECT_EQ(ws::info(ws::Rule::kMessageTooBig).close_code, 1009);
  EXPECT_EQ(ws::info(ws::Rule::kInflatedTooBig).close_code, 1009);
  EXPECT_EQ(ws::info(ws::Rule::kTooManyFragments).close_code, 1008);
  EXPECT_EQ(ws::info(ws::Rule::kVersionUnsupported).http_status, 426);
  EXPECT_EQ(ws::info(ws::Rule::kOriginRefused).http_status, 403);
}

// Each rule cites a statement of the inventory, and names the section that the statement stands in.
TEST(Rule, RequirementsExist) {
  std::map<std::string, std::string, std::less<>> sections;
  for (const char* rfc : {"6455", "7692"}) {
    const std::string path = std::string(WS_SOURCE_DIR "/conformance/requirements/rfc") + rfc + ".json";
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    const nlohmann::json inventory = nlohmann::json::parse(file);
    for (const auto& requirement : inventory.at("requirements")) {
      sections[requirement.at("id").get<std::string>()] =
          std::string("RFC ") + rfc + " section " + requirement.at("section").get<std::string>();
    }
  }
  for (const ws::RuleInfo& rule : ws::kRules) {
    const auto cited = sections.find(rule.requirement);
    ASSERT_NE(cited, sections.end()) << rule.id << " cites " << rule.requirement;
    EXPECT_EQ(cited->second, rule.section) << rule.id;
  }
}

TEST(Rule, IsDescribedInOneLine) {
  EXPECT_EQ(ws::describe({ws::Rule::kReservedBits, 12}),
            "reserved-bits at octet 12: a reserved bit is set to which no negotiated extension gives a meaning "
            "(RFC 6455 section 5.2)");
}

}  // namespace
