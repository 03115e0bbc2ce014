#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "bench/run/child_program.h"
#include "bench/track/compare.h"
#include "bench/track/history.h"
#include "bench/track/instructions.h"
#include "bench/track/statistics.h"
#include "bench/track/worktree.h"

namespace gauntlet::bench {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Scratch {
 public:
  Scratch() {
    std::string name = (fs::temp_directory_path() / "bench-test-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() { fs::remove_all(path); }
  fs::path path;
};

void write(const fs::path& file, const std::string& text, bool executable = false) {
  fs::create_directories(file.parent_path());
  std::ofstream(file) << text;
  if (executable) fs::permissions(file, fs::perms::owner_all);
}

TEST(SignTest, IsTheBinomials) {
  EXPECT_DOUBLE_EQ(sign_test(10, 10), 2.0 / 1024);
  EXPECT_DOUBLE_EQ(sign_test(0, 10), 2.0 / 1024);
  EXPECT_DOUBLE_EQ(sign_test(9, 10), 22.0 / 1024);
  EXPECT_DOUBLE_EQ(sign_test(5, 10), 1);
  EXPECT_DOUBLE_EQ(sign_test(0, 0), 1);
  EXPECT_LT(sign_test(11, 12), 0.01);
}

TEST(Median, OfEvenAndOddCounts) {
  EXPECT_EQ(median({}), 0);
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
}

Pairs pairs(double head, double same = 1) {
  Pairs pairs;
  for (int i = 0; i < 12; ++i) {
    pairs.head.push_back(head * (1 + 0.002 * (i % 3)));
    pairs.same.push_back(same);
  }
  return pairs;
}

TEST(Verdict, NeedsAStepThatAllPairsShow) {
  EXPECT_EQ(judge_batch(pairs(1.06)).change, Change::kRegressed);
  EXPECT_EQ(judge_batch(pairs(0.90)).change, Change::kImproved);
  EXPECT_EQ(judge_batch(pairs(1.01)).change, Change::kUnchanged);
  EXPECT_EQ(judge_batch({}).change, Change::kInconclusive);
  Pairs split = pairs(1.06);  // the median is beyond the bound, but three pairs say the opposite
  for (std::size_t i = 0; i < 3; ++i) split.head[i] = 0.9;
  EXPECT_EQ(judge_batch(split).change, Change::kInconclusive);
}

TEST(Verdict, NeedsPairsThatWereNotDisturbed) {
  Pairs few = pairs(1.06);
  few.head.resize(7);
  few.same.resize(7);
  EXPECT_EQ(judge_batch(few).change, Change::kInconclusive);
}

TEST(Verdict, IsInconclusiveWhereAProgramDiffersFromItself) {
  EXPECT_EQ(judge_batch(pairs(1.06, 1.02)).change, Change::kInconclusive);
  EXPECT_EQ(judge_batch(pairs(1.0, 0.98)).change, Change::kInconclusive);
}

TEST(Verdict, TwoBatchesHaveToSayIt) {
  const BatchVerdict slower = judge_batch(pairs(1.06)), same = judge_batch(pairs(1.0)),
                     faster = judge_batch(pairs(0.9)), noise = judge_batch(pairs(1.0, 1.1));
  const auto of = [](const std::vector<BatchVerdict>& batches) { return judge(batches); };
  EXPECT_EQ(of({same}), Change::kUnchanged);
  EXPECT_EQ(of({slower}), std::nullopt);
  EXPECT_EQ(of({slower, slower}), Change::kRegressed);
  EXPECT_EQ(of({faster, faster}), Change::kImproved);
  EXPECT_EQ(of({noise, same}), Change::kUnchanged);
  EXPECT_EQ(of({slower, same}), std::nullopt);
  EXPECT_EQ(of({slower, same, slower}), Change::kRegressed);
  EXPECT_EQ(of({slower, same, same}), Change::kUnchanged);
  EXPECT_EQ(of({noise, slower, slower}), Change::kRegressed);
  EXPECT_EQ(of({slower, same, faster}), Change::kInconclusive);
  EXPECT_EQ(of({noise, noise, noise}), Change::kInconclusive);
}

/// A program that prints one result of Google Benchmark.
std::string fake_program(double nanoseconds) {
  return "#!/bin/sh\ncat "
         "<<END\n{\"benchmarks\":[{\"name\":\"a\",\"run_name\":\"a\",\"run_type\":\"iteration\",\"cpu_time\":" +
         std::to_string(nanoseconds) + ",\"time_unit\":\"ns\",\"label\":\"unit=ns a call\"}]}\nEND\n";
}

std::vector<Comparison> compare_fakes(double base, double head) {
  const Scratch scratch;
  write(scratch.path / "base" / "fake_bench", fake_program(base), true);
  write(scratch.path / "head" / "fake_bench", fake_program(head), true);
  ComparePlan plan;
  plan.base = scratch.path / "base";
  plan.head = scratch.path / "head";
  plan.programs = {"fake_bench"};
  const auto compared = compare(plan);
  if (const auto* line = std::get_if<std::string>(&compared)) ADD_FAILURE() << *line;
  return std::get<std::vector<Comparison>>(compared);
}

TEST(Compare, FindsWhatIsSlowerAndWhatIsNot) {
  auto slower = compare_fakes(100, 110);
  ASSERT_THAT(slower, SizeIs(1));
  EXPECT_EQ(slower[0].change, Change::kRegressed);
  EXPECT_EQ(slower[0].batches, 2U);
  EXPECT_NEAR(slower[0].ratio, 1.1, 1e-9);
  EXPECT_THAT(comparison_table(slower), HasSubstr("1 regressed, 0 inconclusive, 0 improved, 0 unchanged"));
  EXPECT_EQ(compare_fakes(100, 80)[0].change, Change::kImproved);
  EXPECT_EQ(compare_fakes(100, 100)[0].change, Change::kUnchanged);
}

/// A program whose every sixth run is slower by half.
std::string disturbed_program(const std::filesystem::path& folder, double nanoseconds) {
  return "#!/bin/sh\necho >>" + (folder / "runs").string() + "\nif [ $(($(wc -l <" + (folder / "runs").string() +
         ") % 6)) -eq 0 ]; then\n" + fake_program(nanoseconds * 1.5) + "else\n" + fake_program(nanoseconds) + "fi\n";
}

TEST(Compare, MeasuresAgainWhatWasDisturbed) {
  const Scratch scratch;
  write(scratch.path / "base" / "fake_bench", disturbed_program(scratch.path / "base", 100), true);
  write(scratch.path / "head" / "fake_bench", fake_program(103), true);
  ComparePlan plan;
  plan.base = scratch.path / "base";
  plan.head = scratch.path / "head";
  plan.programs = {"fake_bench"};
  unsigned pairs = 0;
  plan.say = [&](std::string_view line) { pairs += line.find("pair ") != line.npos ? 1 : 0; };
  const auto compared = std::get<std::vector<Comparison>>(compare(plan));
  ASSERT_THAT(compared, SizeIs(1));
  EXPECT_EQ(compared[0].change, Change::kRegressed);
  EXPECT_NEAR(compared[0].ratio, 1.03, 1e-9);
  EXPECT_GT(pairs, 2 * plan.pairs) << "every third pair has a run that is slower";
}

TEST(Compare, AProgramThatFailsIsOneLine) {
  const Scratch scratch;
  write(scratch.path / "fake_bench", "#!/bin/sh\necho Library was built as DEBUG >&2; echo broken >&2; exit 5\n", true);
  ComparePlan plan;
  plan.base = plan.head = scratch.path;
  plan.programs = {"fake_bench"};
  const auto compared = compare(plan);
  ASSERT_TRUE(std::holds_alternative<std::string>(compared));
  EXPECT_EQ(std::get<std::string>(compared), "fake_bench ended with 5: broken");
}

TEST(ChildProgram, SaysWhyItDidNotRun) {
  const auto none =
      run_child({.program = "/no/such/program", .arguments = {}, .environment = {}, .folder = {}, .core = {}});
  EXPECT_EQ(std::get<std::string>(none), "/no/such/program: No such file or directory");
  ChildRun slow{.program = "sleep", .arguments = {"60"}, .environment = {}, .folder = {}, .core = {}};
  slow.most = std::chrono::seconds(0);
  EXPECT_EQ(std::get<std::string>(run_child(slow)), "sleep: took longer than 0 s");
}

TEST(ChildProgram, CollectsBothOutputsAndTheExitCode) {
  ChildRun run{.program = "sh",
               .arguments = {"-c", "echo $WORD; echo other >&2; exit 3"},
               .environment = {{"WORD", "one"}},
               .folder = {},
               .core = {}};
  const auto end = std::get<ChildEnd>(run_child(run));
  EXPECT_EQ(end.out, "one\n");
  EXPECT_EQ(end.err, "other\n");
  EXPECT_EQ(end.exit, 3);
}

TEST(Worktrees, ARefThatDoesNotExistIsOneLine) {
  const Scratch scratch;
  const Worktrees trees{scratch.path, scratch.path / "track", "c++"};
  EXPECT_EQ(trees.commit_of("nothing").error, "--against nothing: neither a commit nor a file");
}

TEST(Worktrees, ACommitThatDoesNotBuildLeavesNothingBehind) {
  const Scratch scratch;
  ChildRun git{.program = "sh",
               .arguments = {"-c",
                             "git init -q . && echo 'message(FATAL_ERROR broken)' > CMakeLists.txt && git add . && "
                             "git -c user.name=a -c user.email=a@example.com commit -qm first"},
               .environment = {},
               .folder = scratch.path,
               .core = {}};
  ASSERT_EQ(std::get<ChildEnd>(run_child(git)).exit, 0);
  const Worktrees trees{scratch.path, scratch.path / "track", "c++"};
  const auto commit = trees.commit_of("HEAD");
  ASSERT_TRUE(commit) << commit.error;
  EXPECT_EQ(trees.commit_of("nothing").error, "--against nothing: neither a commit nor a file");
  const auto built = trees.build(commit.value);
  EXPECT_THAT(built.error, HasSubstr("does not build"));
  EXPECT_TRUE(fs::is_empty(scratch.path / "track"));
}

TEST(Instructions, HalfAPercentIsAChange) {
  const InstructionCounts before{"GNU 12", {{"avx2", {{"a", 100000}, {"b", 100000}, {"gone", 1}}}}};
  const InstructionCounts now{"GNU 12", {{"avx2", {{"a", 100400}, {"b", 100600}, {"new", 1}}}}};
  const auto all = changes(before, now);
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_FALSE(all[0].regressed());
  EXPECT_TRUE(all[1].regressed());
  EXPECT_FALSE(all[2].known());
  EXPECT_FALSE(all[3].known());
}

TEST(Instructions, ABaselineIsOfOneCompiler) {
  EXPECT_EQ(baseline_name("GNU 12.2.0 -O2 -DNDEBUG"), "gnu-12.2.0.json");
  const Scratch scratch;
  const fs::path file = scratch.path / "gnu-12.json";
  const InstructionCounts counts{"GNU 12", {{"avx2", {{"a", 7}}}}};
  write(file, baseline_json(counts));
  EXPECT_EQ(read_baseline(file, "GNU 12").value.by_kernel, counts.by_kernel);
  EXPECT_THAT(read_baseline(file, "Clang 14").error,
              HasSubstr("baseline of another compiler: GNU 12, this one is Clang 14"));
  write(file, "{\"compiler\":7}");
  EXPECT_THAT(read_baseline(file, "GNU 12").error, HasSubstr("no baseline"));
}

TEST(Instructions, WhatCannotBeCountedIsOneLine) {
  const Scratch scratch;
  EXPECT_THAT(count_instructions(scratch.path, nullptr).error, HasSubstr("is not built: install valgrind"));
  write(scratch.path / "instruction_count", "#!/bin/sh\necho GNU 12\n", true);
  EXPECT_EQ(counted_compiler(scratch.path).value, "GNU 12");
  // A valgrind that fails, and none.
  write(scratch.path / "path" / "valgrind", "#!/bin/sh\necho no such tool >&2\nexit 1\n", true);
  const std::string before = std::getenv("PATH");
  setenv("PATH", (scratch.path / "path").c_str(), 1);
  EXPECT_EQ(count_instructions(scratch.path, nullptr).error, "valgrind ended with 1: no such tool");
  setenv("PATH", scratch.path.c_str(), 1);
  EXPECT_EQ(count_instructions(scratch.path, nullptr).error,
            "valgrind: No such file or directory (instructions are counted by valgrind)");
  setenv("PATH", before.c_str(), 1);
}

TEST(History, IsIndependentOfTheMachinesSpeed) {
  const auto run = [](double speed) {
    Measurements all;
    Measurement loop, parse;
    loop.name = "anchor:byte_loop/size:1024", loop.unit = "GB/s", loop.samples = {2 * speed};
    parse.name = "parse", parse.unit = "ns a frame", parse.samples = {6 / speed};
    all.measured = {loop, parse};
    return normalised(all);
  };
  EXPECT_EQ(run(1), run(2));
  EXPECT_THAT(run(1), SizeIs(1));
}

TEST(History, IsReadAsItWasWritten) {
  const Scratch scratch;
  const fs::path file = scratch.path / "history.jsonl";
  const HistoryEntry entry{"2026-01-01T00:00:00Z", "abc", "cpu", {{"parse", 12.5}}};
  for (int i = 0; i < 3; ++i) EXPECT_THAT(append_history(file, entry), IsEmpty());
  const auto read = read_history(file);
  ASSERT_THAT(read.value, SizeIs(3));
  EXPECT_EQ(read.value[2].figures, entry.figures);
  EXPECT_EQ(nlohmann::json::parse(history_json(read.value))["series"][0]["points"].size(), 3U);
  std::ofstream(file, std::ios::app) << "{\n";
  EXPECT_EQ(read_history(file).error, file.string() + ":4: no line of a history");
}

TEST(ChangePoints, AreStepsForGood) {
  std::vector<double> series;
  for (int i = 0; i < 40; ++i) series.push_back((i < 20 ? 100 : 112) * (1 + 0.02 * std::sin(7.0 * i)));
  const auto points = change_points(series);
  ASSERT_THAT(points, SizeIs(1));
  EXPECT_EQ(points[0].at, 20U);
  EXPECT_NEAR(points[0].after / points[0].before, 1.12, 0.03);
}

TEST(ChangePoints, AreNeitherNoiseNorOneBadRun) {
  std::vector<double> series;
  for (int i = 0; i < 40; ++i) series.push_back(100 * (1 + 0.1 * std::sin(7.0 * i)));
  EXPECT_THAT(change_points(series), IsEmpty());
  std::vector<double> outlier(40, 100);
  outlier[20] = 150;
  EXPECT_THAT(change_points(outlier), IsEmpty());
  EXPECT_THAT(change_points({1, 2, 3}), IsEmpty());
}

}  // namespace
}  // namespace gauntlet::bench
