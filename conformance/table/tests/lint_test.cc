#include "conformance/table/lint.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "conformance/table/loader.h"

namespace gauntlet {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

Case good_case(const std::string& id) {
  Case made;
  made.id = id;
  made.title = "Title of " + id;
  made.flags = {"Basic"};
  made.requirements = {"6455-1-both"};
  made.failed_by = {"6455-1-both"};
  made.file = "t.json";
  made.line = 5;
  return made;
}

Requirement requirement(const std::string& id, Level level, Binds binds, bool testable = true) {
  Requirement made;
  made.rfc = 6455;
  made.id = id;
  made.level = level;
  made.binds = binds;
  made.testable = testable;
  made.file = "r.json";
  made.file_line = 9;
  return made;
}

class Lint : public testing::Test {
 protected:
  void SetUp() override {
    CaseTable table;
    table.table = "1";
    table.file = "t.json";
    table.notes["Basic"];
    table.cases = {good_case("1.1"), good_case("1.2")};
    tables_.push_back(table);
    requirements_.all = {requirement("6455-1-both", Level::kMust, Binds::kBoth)};
  }
  Case& at(std::size_t index) { return tables_[0].cases[index]; }
  std::vector<std::string> findings() {
    std::vector<std::string> out;
    for (const LintFinding& finding : lint(tables_, requirements_)) out.push_back(to_string(finding));
    return out;
  }

  std::vector<CaseTable> tables_;
  Requirements requirements_;
};

TEST_F(Lint, NothingToSay) { EXPECT_THAT(findings(), IsEmpty()); }

TEST_F(Lint, Ids) {
  at(0).id = "1.3";
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/1/id: 1.2 must stand before 1.3"));
  at(0).id = "1.2";
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/1/id: 1.2 is taken, t.json:5"));
  at(0).id = "0.1";
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/0/id: 0.1 does not begin with the table's 1"));
  tables_.push_back(tables_[0]);
  EXPECT_THAT(findings(), Contains("t.json:1: /table: 1 is the table of t.json too"));
}

TEST_F(Lint, Titles) {
  at(0).title = "";
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/0/title: must not be empty"));
  at(0).title = "It ends.";
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/0/title: must not end with a period"));
  at(0).title = at(1).title;
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/1/title: is the title of 1.1 too"));
}

TEST_F(Lint, FlagsAndNotes) {
  at(1).flags.push_back("Other");
  tables_[0].notes["a/b"];
  EXPECT_THAT(findings(), ElementsAre("t.json:5: /cases/1/flags/1: \"Other\" is not explained in the notes",
                                      "t.json:1: /notes/a~1b: is not the flag of any case"));
}

TEST_F(Lint, RequirementsMustExistAndBindTheSubject) {
  requirements_.all.push_back(requirement("6455-1-client", Level::kMay, Binds::kClient));
  requirements_.all.push_back(requirement("6455-1-author", Level::kMay, Binds::kAuthor));
  at(0).requirements = {"6455-1-both", "6455-1-client", "6455-1-none"};
  at(1).requirements = {"6455-1-both", "6455-1-author"};
  EXPECT_THAT(
      findings(),
      ElementsAre("t.json:5: /cases/0/requirements/2: there is no requirement 6455-1-none",
                  "t.json:5: /cases/1/requirements/1: 6455-1-author binds the author, which is no subject here"));
  at(0).requirements.pop_back();
  at(0).for_client = false;
  EXPECT_THAT(findings(), Contains("t.json:5: /cases/0/requirements/1: 6455-1-client binds the client, which is no "
                                   "subject here"));
}

TEST_F(Lint, EveryTestableObligationNeedsACase) {
  requirements_.all.push_back(requirement("6455-2-may", Level::kMay, Binds::kBoth));
  requirements_.all.push_back(requirement("6455-2-hidden", Level::kMust, Binds::kBoth, false));
  requirements_.all.push_back(requirement("6455-2-should", Level::kShould, Binds::kServer));
  EXPECT_THAT(findings(), ElementsAre("r.json:9: /requirements/3: no case cites 6455-2-should (SHOULD, binds server)"));
}

TEST_F(Lint, WhatAVerdictRestsOnIsCited) {
  requirements_.all.push_back(requirement("6455-2-must", Level::kMust, Binds::kBoth));
  EXPECT_THAT(findings(), ElementsAre("r.json:9: /requirements/1: no case cites 6455-2-must (MUST, binds both)"));
  at(0).failed_by.push_back("6455-2-must");
  EXPECT_THAT(findings(), IsEmpty());
}

class LintFiles : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    std::ofstream(table_) << std::ifstream(WS_SOURCE_DIR "/conformance/table/tests/examples.json").rdbuf();
    std::ofstream(list_) << R"({"schema_version":1,"rfc":6455,"requirements":[{"id":"6455-5.2-rsv","section":"5.2",
      "line":1,"level":"MUST","binds":"both","text":"t","testable":true}]})";
  }
  static std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "gauntlet_lint";
  std::string table_ = (path_ / "table.json").string();
  std::string list_ = (path_ / "list.json").string();
};

TEST_F(LintFiles, ExactLinesAndFormat) {
  const LoadResult table = load_table(table_);
  const RequirementsResult list = load_requirements_text(text_of(list_), list_);
  ASSERT_TRUE(table.table.has_value());
  std::vector<LintFinding> findings = lint_files({*table.table}, list.requirements);
  ASSERT_FALSE(findings.empty());
  EXPECT_EQ(to_string(findings.front()), table_ +
                                             ":25: /cases/0/requirements/0: there is no requirement "
                                             "6455-6.2-parse-frames");
  EXPECT_EQ(findings.back().file, list_);
  EXPECT_THAT(findings.back().message, testing::StartsWith("is not in its canonical form"));
}

TEST_F(LintFiles, FixRewritesWhatIsNotCanonical) {
  const std::string before = text_of(table_);
  std::string mess = before;
  std::replace(mess.begin(), mess.end(), '\n', ' ');  // all on one line
  std::ofstream(table_) << mess;
  const LoadResult table = load_table(table_);
  const RequirementsResult list = load_requirements_text(text_of(list_), list_);
  ASSERT_TRUE(table.table.has_value());
  FixResult fixed = fix_format({*table.table}, list.requirements);
  EXPECT_THAT(fixed.rewritten, ElementsAre(table_, list_));
  EXPECT_THAT(fixed.errors, IsEmpty());
  EXPECT_EQ(text_of(table_), before);
  fixed = fix_format({*table.table}, list.requirements);
  EXPECT_THAT(fixed.rewritten, IsEmpty());
}

}  // namespace
}  // namespace gauntlet
