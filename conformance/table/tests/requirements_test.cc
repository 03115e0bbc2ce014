#include "conformance/table/requirements.h"

#include <gmock/gmock.h>

namespace gauntlet {
namespace {

std::string file_with(const std::string& requirements) {
  return "{ \"schema_version\": 1, \"rfc\": 6455, \"requirements\": [\n" + requirements + "\n] }";
}

constexpr const char* kGood =
    R"({ "id": "6455-5.2-rsv", "section": "5.2", "line": 12, "level": "SHOULD NOT", "binds": "both", "text": "t", "testable": true })";

std::string first_error(const std::string& text) {
  const RequirementsResult result = load_requirements_text(text, "r.json");
  EXPECT_TRUE(result.requirements.all.empty());
  return result.errors.empty() ? "none" : to_string(result.errors[0]);
}

std::string changed(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return file_with(text.replace(at, from.size(), to));
}

TEST(Requirements, OneOfEachField) {
  const RequirementsResult result = load_requirements_text(file_with(kGood), "r.json");
  ASSERT_TRUE(result.errors.empty()) << to_string(result.errors[0]);
  const Requirement* requirement = result.requirements.find("6455-5.2-rsv");
  ASSERT_NE(requirement, nullptr);
  EXPECT_EQ(requirement->rfc, 6455);
  EXPECT_EQ(requirement->section, "5.2");
  EXPECT_EQ(requirement->line, 12);
  EXPECT_EQ(requirement->level, Level::kShouldNot);
  EXPECT_EQ(requirement->binds, Binds::kBoth);
  EXPECT_EQ(requirement->text, "t");
  EXPECT_TRUE(requirement->testable);
  EXPECT_EQ(requirement->file, "r.json");
  EXPECT_EQ(requirement->file_line, 2);
  EXPECT_EQ(result.requirements.find("6455-5.2-rsv1"), nullptr);
  EXPECT_EQ(load_requirements_text(changed("12", "null"), "r.json").requirements.all.at(0).line, 0);
}

TEST(Requirements, Errors) {
  EXPECT_EQ(first_error(changed("\"5.2\"", "\"5.3\"")),
            "r.json:2: /requirements/0: id \"6455-5.2-rsv\" must begin with \"6455-5.3-\"");
  EXPECT_EQ(first_error(changed("12", "0")),
            "r.json:2: /requirements/0/line: must be an integer from 1 to 1000000, not 0");
  EXPECT_THAT(first_error(changed("SHOULD NOT", "should")),
              testing::HasSubstr("/requirements/0/level: must be one of MUST"));
  EXPECT_THAT(first_error(changed("both", "all")), testing::HasSubstr("must be one of client, server"));
  EXPECT_THAT(first_error(changed("\"testable\": true", "\"testable\": false")), testing::HasSubstr("gives no reason"));
  EXPECT_THAT(first_error(changed("\"text\"", "\"txt\"")), testing::HasSubstr("did you mean \"text\"?"));
  EXPECT_THAT(first_error(file_with(std::string(kGood) + ",\n" + kGood)),
              testing::HasSubstr("r.json:3: /requirements/1/id: id \"6455-5.2-rsv\" stands in line 2 too"));
  EXPECT_THAT(first_error("{ \"schema_version\": 1, \"rfc\": 6455, \"requirements\": [] }"),
              testing::HasSubstr("must not be empty"));
  EXPECT_THAT(first_error("[]"), testing::HasSubstr("must be an object"));
  EXPECT_THAT(first_error("{"), testing::HasSubstr("not JSON"));
}

TEST(Requirements, OwnFilesLoad) {
  const RequirementsResult result = load_requirements(WS_SOURCE_DIR "/conformance/requirements");
  for (const Finding& error : result.errors) ADD_FAILURE() << to_string(error);
  EXPECT_EQ(result.requirements.files.size(), 4U);
  ASSERT_GT(result.requirements.all.size(), 300U);
  EXPECT_EQ(result.requirements.all.front().rfc, 6455);
  EXPECT_EQ(result.requirements.all.back().rfc, 9112);
}

TEST(Requirements, MissingDirectory) {
  EXPECT_THAT(load_requirements("/no/such/directory").errors.at(0).message, testing::HasSubstr("cannot be listed"));
}

TEST(Requirements, WhoIsBoundAndHowMuch) {
  EXPECT_TRUE(obliges(Level::kMust));
  EXPECT_TRUE(obliges(Level::kGrammar));
  EXPECT_FALSE(obliges(Level::kNone));
  for (const Level level : {Level::kMust, Level::kMustNot, Level::kShall, Level::kRequired, Level::kGrammar}) {
    EXPECT_TRUE(demands(level) && !recommends(level)) << name(level);
  }
  for (const Level level : {Level::kShould, Level::kShouldNot, Level::kRecommended, Level::kNotRecommended}) {
    EXPECT_TRUE(recommends(level) && !demands(level)) << name(level);
  }
  EXPECT_TRUE(obliges(Level::kNotRecommended));
  EXPECT_FALSE(obliges(Level::kMay));
  EXPECT_FALSE(obliges(Level::kOptional));
  EXPECT_TRUE(binds_role(Binds::kBoth, SubjectRole::kClient));
  EXPECT_TRUE(binds_role(Binds::kServer, SubjectRole::kServer));
  EXPECT_FALSE(binds_role(Binds::kServer, SubjectRole::kClient));
  EXPECT_FALSE(binds_role(Binds::kIntermediary, SubjectRole::kServer));
  EXPECT_EQ(name(Level::kMustNot), "MUST NOT");
  EXPECT_EQ(name(Binds::kAuthor), "author");
}

TEST(Requirements, WhereItsWordStandsAndWhichErratumItFollows) {
  const RequirementsResult result = load_requirements_text(
      file_with(
          R"({ "id": "6455-5.2-rsv", "section": "5.2", "line": 12, "word_line": 9, "level": "MUST", "binds": "both",
                "text": "t", "testable": true, "erratum": 3433 })"),
      "r.json");
  ASSERT_EQ(result.requirements.all.size(), 1U);
  EXPECT_EQ(result.requirements.all[0].word_line, 9);
  EXPECT_EQ(result.requirements.all[0].erratum, 3433);
  EXPECT_EQ(link(result.requirements.all[0]), "https://www.rfc-editor.org/rfc/rfc6455#section-5.2");
}

}  // namespace
}  // namespace gauntlet
