#include <gmock/gmock.h>

#include <fstream>

#include "conformance/table/lint.h"

namespace gauntlet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The first line of the text is line 1.
constexpr std::string_view kText =
    "1.  One\n"
    "   A server MUST\n"
    "   do it.  A client MUST  NOT\n"
    "   do that, and it must be quick.\n"
    "   Nothing is said here.\n"
    "2.  Two\n"
    "   It SHOULD be so, and MUST note\n"
    "   that.\n";

class LintLevels : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    std::ofstream(folder_ / "rfc6455.txt") << kText;
  }
  std::vector<std::string> findings(Level level, int line, int word_line = 0, const std::string& section = "1") {
    Requirement made;
    made.rfc = 6455;
    made.id = "6455-1-it";
    made.section = section;
    made.level = level;
    made.line = line;
    made.word_line = word_line;
    made.erratum = erratum_;
    made.file = "r.json";
    Requirements requirements;
    requirements.all = {made};
    std::vector<std::string> out;
    for (const LintFinding& finding : lint_levels(requirements, folder_)) out.push_back(finding.message);
    return out;
  }

  int erratum_ = 0;
  std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "gauntlet_levels";
};

TEST_F(LintLevels, TheWordStandsInTheLineOrTheNext) {
  EXPECT_THAT(findings(Level::kMust, 1), IsEmpty());
  EXPECT_THAT(findings(Level::kMust, 2), IsEmpty());
  EXPECT_THAT(findings(Level::kShould, 2), ElementsAre("6455-1-it is no SHOULD of the RFC: line 2 has no SHOULD"));
  EXPECT_THAT(findings(Level::kMust, 5), ElementsAre("6455-1-it is no MUST of the RFC: line 5 has no MUST"));
  EXPECT_THAT(findings(Level::kMust, 5, 2), IsEmpty());  // in front of a list
}

TEST_F(LintLevels, MustNotIsNoMust) {
  EXPECT_THAT(findings(Level::kMustNot, 3), IsEmpty());
  EXPECT_THAT(findings(Level::kMust, 4), IsEmpty());  // "must" means the same
  EXPECT_THAT(findings(Level::kMust, 7), IsEmpty());  // "MUST note"
  EXPECT_THAT(findings(Level::kMustNot, 4), ElementsAre("6455-1-it is no MUST NOT of the RFC: line 4 has no MUST NOT"));
}

TEST_F(LintLevels, BySectionWhereNoLineIsKnown) {
  EXPECT_THAT(findings(Level::kMustNot, 0), IsEmpty());
  EXPECT_THAT(findings(Level::kShould, 0), ElementsAre("6455-1-it is no SHOULD of the RFC: section 1 has no SHOULD"));
  EXPECT_THAT(findings(Level::kShould, 0, 0, "2"), IsEmpty());
  EXPECT_THAT(findings(Level::kMust, 0, 0, "3"), ElementsAre("6455-1-it is no MUST of the RFC: section 3 has no MUST"));
}

TEST_F(LintLevels, WhatIsSaidWithoutAWordHasNone) {
  EXPECT_THAT(findings(Level::kNone, 5), IsEmpty());
  EXPECT_THAT(findings(Level::kGrammar, 2), ElementsAre("6455-1-it is no GRAMMAR of the RFC: line 2 has MUST"));
}

TEST_F(LintLevels, AnErratumSaysSomethingElse) {
  erratum_ = 3433;
  EXPECT_THAT(findings(Level::kMay, 2), IsEmpty());
}

TEST_F(LintLevels, ATextThatIsNotThere) {
  std::filesystem::remove(folder_ / "rfc6455.txt");
  EXPECT_THAT(findings(Level::kMust, 2), ElementsAre("cannot be read: its levels are not checked"));
}

}  // namespace
}  // namespace gauntlet
