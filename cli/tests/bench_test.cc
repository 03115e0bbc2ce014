// `bench` with input that is of no use: one line, the right exit code, nothing written.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::run;
using gauntlet::testing::TestFolder;

/// What it says, if that is one line and the exit code is that of broken input.
std::string refused(const std::string& options) {
  const TestFolder folder;
  const auto ended = run(folder, "bench " + options + " --out " + folder / "out");
  EXPECT_EQ(ended.exit, 2) << options;
  EXPECT_EQ(std::count(ended.output.begin(), ended.output.end(), '\n'), 1) << ended.output;
  EXPECT_FALSE(std::filesystem::exists(folder / "out")) << options;
  return ended.output;
}

void expect_says(const std::string& output, const std::string& part) {
  EXPECT_NE(output.find(part), std::string::npos) << output;
}

TEST(Bench, RefusesWhatIsNoRefAndNoFile) {
  expect_says(refused("--against no-such-ref"), "--against no-such-ref: neither a commit nor a file");
  expect_says(refused("--against=--help"), "--against --help: neither a commit nor a file");
}

TEST(Bench, RefusesWhatIsNoFilter) {
  expect_says(refused("--filter '['"), "--filter [: no regular expression");
  expect_says(refused("--against HEAD --filter '('"), "--filter (: no regular expression");
}

TEST(Bench, RefusesWhatIsNoEarlierRun) {
  const TestFolder folder;
  for (const std::string content : {"", "7", "{\"benchmarks\": 7}"}) {
    std::ofstream(folder / "before.json") << content;
    expect_says(refused("--against " + folder / "before.json"), "before.json");
  }
}

}  // namespace
