// How the program names files: so that the user can open them from where they are.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kSource = WS_SOURCE_DIR;

TEST(Paths, BeneathTheCurrentDirectoryTheyAreRelative) {
  const TestFolder folder;
  const auto in_source = run(folder, "explain 1.1.1", kSource);
  EXPECT_EQ(in_source.exit, 0);
  EXPECT_THAT(in_source.output, HasSubstr("(conformance/cases/1.1.json:"));
  EXPECT_THAT(in_source.output, Not(HasSubstr(kSource)));
  EXPECT_THAT(run(folder, "explain 1.1.1", kSource + "/conformance").output, HasSubstr("(cases/1.1.json:"));
  EXPECT_THAT(run(folder, "list cases --cases 1.1.1 --json", kSource).output,
              HasSubstr("\"file\": \"conformance/cases/1.1.json\""));
}

TEST(Paths, ElsewhereTheyCanStillBeOpened) {
  const TestFolder folder;
  EXPECT_THAT(run(folder, "explain 1.1.1", folder / "").output,
              HasSubstr("(" + kSource + "/conformance/cases/1.1.json:"));
}

TEST(Paths, AFolderThatWasNamedStaysAsItWas) {
  const TestFolder folder;
  std::filesystem::create_directories(folder / "mine");
  std::filesystem::copy(kSource + "/conformance/cases/1.1.json", folder / "mine/1.1.json");
  std::ofstream(folder / "mine/broken.json") << "{\n  \"table\": 7\n}\n";
  for (const std::string command : {"lint", "explain 1.1.1", "conformance --dry-run"}) {
    const auto relative = run(folder, command + " --tables mine", folder / "");
    EXPECT_EQ(relative.exit, 2) << command;
    EXPECT_THAT(relative.output, HasSubstr("mine/broken.json:2: /table: ")) << command;
    EXPECT_THAT(relative.output, Not(HasSubstr(folder / ""))) << command;
    const auto absolute = run(folder, command + " --tables " + folder / "mine", folder / "");
    EXPECT_THAT(absolute.output, HasSubstr(folder / "mine/broken.json:2: /table: ")) << command;
  }
}

TEST(Paths, LintNamesWhatItFoundFromHere) {
  const TestFolder folder;
  const std::string cases = folder / "conformance/cases";
  std::filesystem::create_directories(cases);
  std::filesystem::copy(kSource + "/conformance/requirements", folder / "conformance/requirements");
  std::filesystem::copy(kSource + "/conformance/cases/1.1.json", cases + "/1.1.json");
  std::ofstream(cases + "/1.1.json", std::ios::app) << "\n\n";
  const auto linted = run(folder, "lint --tables conformance/cases", folder / "");
  EXPECT_EQ(linted.exit, 1) << linted.output;
  EXPECT_THAT(linted.output, HasSubstr("conformance/cases/1.1.json:"));
  EXPECT_THAT(linted.output, Not(HasSubstr(folder / "")));
}

}  // namespace
