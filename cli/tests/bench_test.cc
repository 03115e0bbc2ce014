// `bench` with input that is of no use: one line, the right exit code, nothing written.
#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "bench/run/programs.h"
#include "cli/tests/program.h"
#include "conformance/subjects/process.h"

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

/// The program in a folder of its own, with benchmark programs of which each has one benchmark that takes a nanosecond.
class BenchElsewhere : public ::testing::Test {
 protected:
  BenchElsewhere() {
    std::filesystem::create_directories(folder_ / "bin");
    std::filesystem::copy_file(WSGAUNTLET, program());
  }
  [[nodiscard]] std::string program() const { return folder_ / "bin/wsgauntlet"; }
  void add_benchmarks() const {
    for (const auto& known : gauntlet::bench::kPrograms) {
      const std::string path = folder_ / ("bin/" + std::string(known.name));
      std::ofstream(path) << "#!/bin/sh\ncase \"$*\" in *list_tests*) echo one; exit;; esac\n"
                             "echo '{\"benchmarks\":[{\"name\":\"one\",\"run_name\":\"one\",\"run_type\":\"iteration\","
                             "\"cpu_time\":1,\"time_unit\":\"ns\",\"label\":\"unit=ns a call\"}]}'\n";
      std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    }
  }
  [[nodiscard]] int ended(const std::string& command, std::string& output) const {
    std::string error;
    auto process = gauntlet::Process::start("exec " + command, folder_ / "said", error);
    EXPECT_TRUE(process) << error;
    const int code = gauntlet::testing::exit_code(*process);
    output = gauntlet::testing::read_file(folder_ / "said");
    return code;
  }
  const TestFolder folder_;
};

TEST_F(BenchElsewhere, SaysThatBenchmarksAreNotBuilt) {
  std::string output;
  EXPECT_EQ(ended(program() + " bench --out " + folder_ / "out", output), 2);
  expect_says(output, "masking_bench is not built: tools/build release wsgauntlet all_benchmarks");
  EXPECT_EQ(std::count(output.begin(), output.end(), '\n'), 1) << output;
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

TEST_F(BenchElsewhere, WarnsOfASingleProcessorAndMeasures) {
  add_benchmarks();
  cpu_set_t mine;
  ASSERT_EQ(sched_getaffinity(0, sizeof mine, &mine), 0);
  int processor = 0;
  while (!CPU_ISSET(processor, &mine)) ++processor;
  std::string output;
  EXPECT_EQ(
      ended("taskset -c " + std::to_string(processor) + " " + program() + " bench --out " + folder_ / "out", output),
      0);
  expect_says(output, "only one processor: whatever else runs disturbs every figure");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out/bench.json"));
}

}  // namespace
