// Runs of the built program: their exit codes, their folders, and how they end.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::Program;
using gauntlet::testing::read_file;
using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using nlohmann::json;

std::set<std::string> files(const std::string& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.front() != '.') names.insert(name);
  }
  return names;
}

TEST(Runs, ExitCodesSayWhatCameOut) {
  const TestFolder folder;
  EXPECT_EQ(run(folder, "conformance --cases 1.1 --out " + folder / "good").exit, 0);
  EXPECT_EQ(run(folder, "conformance 'codec:?role=server&fault=pong-dropped' --cases 2.2 --out " + folder / "bad").exit,
            1);
  EXPECT_EQ(run(folder, "conformance nonsense: --out " + folder / "usage").exit, 2);
  EXPECT_EQ(run(folder, "conformance --cases 1.1.99 --out " + folder / "usage").exit, 2);
  EXPECT_EQ(run(folder, "conformance 'exec:exit 1 # {port}' --cases 1.1 --out " + folder / "dead").exit, 3);
  EXPECT_EQ(run(folder, "conformance --peers none-such").exit, 2);
}

// What waits for a minute on the real clock is played if the user asks for it.
TEST(Runs, SlowCasesAreForTheVirtualClock) {
  const TestFolder folder;
  const auto count = [&](const std::string& arguments) {
    const auto ended = run(folder, "conformance --dry-run " + arguments);
    EXPECT_EQ(ended.exit, 0) << ended.output;
    const auto line = ended.output.find(" cases on ");
    return line == std::string::npos ? 0 : std::stoi(ended.output.substr(ended.output.rfind('\n', line) + 1));
  };
  const int all = count("'codec:?role=server'");
  const int without = count("ws://127.0.0.1:1");
  EXPECT_LT(without, all);
  EXPECT_EQ(count("ws://127.0.0.1:1 --slow"), all);
  EXPECT_EQ(count("ws://127.0.0.1:1 --cases 39.1.1"), 1);
}

// `report` of all shards writes what one run writes: the same files, the same index.
TEST(Runs, ShardsMergeIntoOneRun) {
  const TestFolder folder;
  const std::string options = " --cases 1,2,5,7 codec: ";
  ASSERT_EQ(run(folder, "conformance" + options + "--out " + folder / "whole").exit, 0);
  std::string parts;
  for (const auto* part : {"1/3", "2/3", "3/3"}) {
    const auto out = folder / (std::string("part") + part[0]);
    ASSERT_EQ(run(folder, "conformance" + options + "--shard " + part + " --out " + out).exit, 0);
    parts += " " + out;
  }
  const auto merged = run(folder, "report" + parts + " --out " + folder / "merged");
  EXPECT_EQ(merged.exit, 0) << merged.output;
  auto whole_files = files(folder / "whole");
  whole_files.erase("results.jsonl");
  EXPECT_EQ(files(folder / "merged"), whole_files);
  EXPECT_EQ(read_file(folder / "merged/index.json"), read_file(folder / "whole/index.json"));
  EXPECT_EQ(read_file(folder / "merged/badge.json"), read_file(folder / "whole/badge.json"));
  EXPECT_EQ(read_file(folder / "merged/requirements.json"), read_file(folder / "whole/requirements.json"));
  // Two of three parts are not all.
  const auto two = run(folder, "report " + folder / "part1" + " " + folder / "part2" + " --out " + folder / "two");
  EXPECT_NE(read_file(folder / "two/summary.md"), read_file(folder / "merged/summary.md"));
}

TEST(Runs, ASecondRunIntoTheSameFolderIsRefused) {
  const TestFolder folder;
  Program first(folder, "serve --listen 127.0.0.1:0 --cases 1.1 --out " + folder / "out");
  first.port();
  const auto second = run(folder, "conformance --cases 1.1 --out " + folder / "out");
  EXPECT_EQ(second.exit, 2);
  EXPECT_NE(second.output.find("another run"), std::string::npos) << second.output;
  first.signal(SIGINT);
  EXPECT_EQ(first.wait(), 3) << "no client came";
}

// Killed without a warning: what was done is there, and every report can be made of it.
TEST(Runs, ReportRebuildsWhatAKilledRunLeft) {
  const TestFolder folder;
  const auto out = folder / "out";
  // The first subject is done at once, the second one never starts to listen.
  Program program(folder, "conformance 'codec:?role=server' 'exec:sleep 100 # {port}' --cases 1.1 --out " + out);
  for (int i = 1; i <= 8; ++i)
    ASSERT_TRUE(gauntlet::testing::wait_for_file(out + "/results.jsonl", "\"1.1." + std::to_string(i) + "\""));
  program.signal(SIGKILL);
  EXPECT_EQ(program.wait(), -1);
  EXPECT_FALSE(std::filesystem::exists(out + "/index.json"));
  const auto rebuilt = run(folder, "report " + out);
  EXPECT_EQ(rebuilt.exit, 3) << rebuilt.output;
  EXPECT_NE(rebuilt.output.find("cut short"), std::string::npos) << rebuilt.output;
  EXPECT_EQ(json::parse(read_file(out + "/index.json")).at("codec-server").size(), 8U);
}

// A part of the mutants is no score: what was not run is told apart, and is no success.
TEST(Runs, InterruptedMutantsAreNotASuccess) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const TestFolder folder;
    Program program(folder, "mutants --jobs 1 --out " + folder / "out");
    ASSERT_TRUE(program.says("mutants, ")) << program.output();
    program.signal(signal);
    EXPECT_EQ(program.wait(), 1) << program.output();
    EXPECT_NE(program.output().find(" not run: interrupted"), std::string::npos) << program.output();
    const auto document = json::parse(read_file(folder / "out/mutants.json"));
    const auto& mutants = document.at("mutants");
    const auto not_run = document.at("not_run").get<long>();
    EXPECT_GT(not_run, 0);
    EXPECT_EQ(std::count_if(mutants.begin(), mutants.end(), [](const json& row) { return !row.at("run").get<bool>(); }),
              not_run);
    EXPECT_EQ(document.at("survived").get<int>(), 0);
    EXPECT_EQ(document.at("killed").get<int>() + document.at("excused").get<int>() + not_run,
              static_cast<long>(mutants.size()));
  }
}

TEST(Runs, AnInterruptedGateHasNotPassed) {
  const TestFolder folder;
  Program program(folder, "gate --cases 1.1.1 --jobs 1 --skip-bench --out " + folder / "out");
  ASSERT_TRUE(program.says("mutants, ")) << program.output();
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), 1) << program.output();
  const auto gate = json::parse(read_file(folder / "out/gate.json"));
  EXPECT_FALSE(gate.at("passed").get<bool>());
  ASSERT_EQ(gate.at("parts").size(), 4U);
  EXPECT_TRUE(gate.at("parts")[0].at("passed").get<bool>());
  EXPECT_FALSE(gate.at("parts")[1].at("passed").get<bool>());
  EXPECT_TRUE(gate.at("parts")[3].at("not_run").get<bool>());
}

TEST(Runs, CtrlCEndsCleanlyAndKeepsWhatIsDone) {
  const TestFolder folder;
  const auto out = folder / "out";
  // The echo server answers; 9.7 takes a thousand round trips for each case, one at a time.
  Program echo(folder, "echo --listen 127.0.0.1:0");
  Program program(folder, "conformance ws://127.0.0.1:" + echo.port() +
                              " --agent echo --cases 9.7,9.8,12.1,12.2,13.1 --jobs 1 --out " + out);
  ASSERT_TRUE(gauntlet::testing::wait_for_file(out + "/results.jsonl", "\"9.7.1\""));
  program.signal(SIGINT);
  EXPECT_EQ(program.wait(), 3) << program.output();
  const auto index = json::parse(read_file(out + "/index.json"));
  EXPECT_GE(index.at("echo").size(), 1U);
  EXPECT_NE(program.output().find("not run"), std::string::npos);
  EXPECT_EQ(run(folder, "report " + out).exit, 3) << "some cases were not run";
  echo.signal(SIGTERM);
  EXPECT_EQ(echo.wait(), 0);
}

}  // namespace
