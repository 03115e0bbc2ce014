#include "cli/runs/bench_run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <map>
#include <optional>

#include "bench/results/bench_json.h"
#include "bench/run/programs.h"
#include "bench/track/compare.h"
#include "bench/track/history.h"
#include "bench/track/instructions.h"
#include "bench/track/worktree.h"
#include "cli/program/places.h"
#include "cli/program/program.h"
#include "cli/program/progress.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {

namespace {

namespace fs = std::filesystem;

int fail(std::string_view line) {
  complain(line);
  return kUsage;
}

int write(const fs::path& file, std::string_view content) {
  std::error_code error;
  fs::create_directories(file.parent_path(), error);
  if (error) return fail(fmt::format("can't make the folder {}: {}", file.parent_path().string(), error.message()));
  const auto failed = reports::replace_file(file, content);
  return failed ? fail(*failed) : kAsExpected;
}

int list_benchmarks(const std::vector<bench::Selected>& selected) {
  for (const auto& program : selected) {
    for (const auto& name : program.benchmarks) fmt::print("{:<24} {}\n", program.program.filename().string(), name);
  }
  return kAsExpected;
}

void warn_of_one_processor() {
  if (bench::this_machine().cores < 2) complain("only one processor: whatever else runs disturbs every figure");
}

/// Nothing if a program fails, after a complaint: ratios of half a run would be read as those of a whole one.
std::optional<bench::Measurements> measure_all(const std::vector<bench::Selected>& selected,
                                               const BenchOptions& options) {
  warn_of_one_processor();
  Progress progress("bench", selected.size());
  bench::Measurements all;
  for (const auto& program : selected) {
    const std::string name = program.program.filename().string();
    progress.say(fmt::format("bench: {}, {} benchmarks", name, program.benchmarks.size()));
    auto measured = bench::measure(program.program, options.filter, options.quick ? bench::kQuick : bench::Effort{},
                                   &interrupted());
    if (const auto* line = std::get_if<std::string>(&measured)) {
      complain(*line);
      return std::nullopt;
    }
    all.append(std::move(std::get<bench::Measurements>(measured)));
    progress.step(name);
  }
  all.relate();
  return all;
}

bench::Worktrees worktrees() {
  const fs::path source(WS_SOURCE_DIR);
  return {
      .repository = source, .folder = source / "build" / "track", .compiler = WS_CXX_COMPILER, .stop = &interrupted()};
}

/// Appends the run and writes the trend for the page.
int remember(const BenchOptions& options, const bench::Measurements& measured, const bench::Machine& machine) {
  bench::HistoryEntry entry;
  entry.time = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  entry.commit = worktrees().commit_of("HEAD").value;
  entry.processor = machine.processor;
  entry.figures = bench::normalised(measured);
  if (const auto failed = bench::append_history(options.history, entry); !failed.empty()) return fail(failed);
  const auto entries = bench::read_history(options.history);
  if (!entries) return fail(entries.error);
  return write(fs::path(options.out) / "history.json", bench::history_json(entries.value));
}

int measure_and_write(const BenchOptions& options, const std::vector<bench::Selected>& selected) {
  const bench::Machine machine = bench::this_machine();
  const auto measured = measure_all(selected, options);
  if (!measured) return kUsage;
  const std::string json = bench::bench_json(*measured, machine, options.quick);
  if (const int failed = write(fs::path(options.out) / "bench.json", json); failed != kAsExpected) return failed;
  if (!options.history.empty()) {
    if (const int failed = remember(options, *measured, machine); failed != kAsExpected) return failed;
  }
  if (options.brief) {
    fmt::print("{} benchmarks, {} of them failed; figures in {}/bench.json and the report\n",
               measured->measured.size() + measured->fits.size(), measured->errors.size(), options.out);
  } else {
    fmt::print("{}", options.json ? json : bench::bench_table(*measured));
  }
  for (const auto& error : measured->errors) complain(error);
  return measured->errors.empty() ? kAsExpected : kFindings;
}

/// Another run, at another time, perhaps on another machine: figures through their anchors are told side by
/// side, and none is called a regression.
int compare_with_file(const BenchOptions& options, const std::map<std::string, double>& before,
                      const std::vector<bench::Selected>& selected) {
  const auto measured = measure_all(selected, options);
  if (!measured) return kUsage;
  fmt::print("{:<60} {:>10} {:>10} {:>9}\n", "benchmark, of its anchor", "before", "now", "change");
  for (const auto& [name, now] : bench::normalised(*measured)) {
    const auto then = before.find(name);
    if (then == before.end() || then->second == 0) continue;
    fmt::print("{:<60} {:>10} {:>10} {:>+8.1f}%\n", name, bench::short_number(then->second), bench::short_number(now),
               (now / then->second - 1) * 100);
  }
  return kAsExpected;
}

/// Programs that are followed and that both sides have.
std::vector<std::string> common_programs(const fs::path& base, const fs::path& head, const std::string& filter) {
  std::vector<std::string> names;
  for (const auto& program : bench::kPrograms) {
    if (!program.tracked) continue;
    std::error_code error;
    if (!fs::exists(base / program.name, error) || !fs::exists(head / program.name, error)) continue;
    if (bench::has_match(base / program.name, filter) && bench::has_match(head / program.name, filter)) {
      names.emplace_back(program.name);
    }
  }
  return names;
}

struct Sides {
  std::string base_commit, head_commit;
  bench::ComparePlan plan;
};

/// Nothing after a complaint.
std::optional<Sides> build_sides(const BenchOptions& options) {
  const auto trees = worktrees();
  Sides sides;
  for (const bool is_base : {true, false}) {
    const auto commit = is_base ? trees.commit_of(options.against) : trees.working_tree();
    if (!commit) return complain(commit.error), std::nullopt;
    (is_base ? sides.base_commit : sides.head_commit) = commit.value;
  }
  trees.keep_only({sides.base_commit, sides.head_commit});
  for (const bool is_base : {true, false}) {
    const auto& commit = is_base ? sides.base_commit : sides.head_commit;
    fmt::print(stderr, "bench: building {} ({})\n", is_base ? options.against : "the working tree",
               commit.substr(0, 12));
    const auto built = trees.build(commit);
    if (!built) return complain(built.error), std::nullopt;
    (is_base ? sides.plan.base : sides.plan.head) = built.value;
  }
  return sides;
}

int compare_with_ref(const BenchOptions& options) {
  auto sides = build_sides(options);
  if (!sides) return kUsage;
  auto& plan = sides->plan;
  plan.programs = common_programs(plan.base, plan.head, options.filter);
  if (plan.programs.empty()) {
    return fail(fmt::format("--against {}: no benchmark that both sides have{}", options.against,
                            options.filter.empty() ? "" : " matches " + options.filter));
  }
  warn_of_one_processor();
  plan.filter = options.filter;
  plan.stop = &interrupted();
  plan.say = [](std::string_view line) { fmt::print(stderr, "bench: {}\n", line); };
  const auto compared = bench::compare(plan);
  if (const auto* line = std::get_if<std::string>(&compared)) return fail(*line);
  const auto& comparisons = std::get<std::vector<bench::Comparison>>(compared);
  const std::string json = bench::comparison_json(comparisons, sides->base_commit, sides->head_commit);
  if (const int failed = write(fs::path(options.out) / "bench-against.json", json); failed != kAsExpected)
    return failed;
  fmt::print("{}", options.json ? json : bench::comparison_table(comparisons));
  const bool slower =
      std::ranges::any_of(comparisons, [](const auto& one) { return one.change == bench::Change::kRegressed; });
  return slower ? kRegression : kAsExpected;
}

int write_baseline(const fs::path& file) {
  const auto counts = bench::count_instructions(program_directory(), &interrupted());
  if (!counts) return fail(counts.error);
  if (const int failed = write(file, bench::baseline_json(counts.value)); failed != kAsExpected) return failed;
  fmt::print("{}written: {}\n", bench::instruction_table(bench::changes({}, counts.value)), file.string());
  return kAsExpected;
}

/// A baseline that is no use is told before anything is counted, one that is missing afterwards.
int count_instructions(const BenchOptions& options) {
  const auto compiler = bench::counted_compiler(program_directory());
  if (!compiler) return fail(compiler.error);
  const fs::path folder =
      options.baselines.empty() ? fs::path(WS_SOURCE_DIR) / "bench" / "baselines" : fs::path(options.baselines);
  const fs::path file = folder / bench::baseline_name(compiler.value);
  if (options.update_baseline) return write_baseline(file);
  std::error_code error;
  const bool known = fs::exists(file, error);
  const auto before =
      known ? bench::read_baseline(file, compiler.value) : bench::Outcome<bench::InstructionCounts>{{}, {}};
  if (!before) return fail(before.error);
  const auto counts = bench::count_instructions(program_directory(), &interrupted());
  if (!counts) return fail(counts.error);
  const auto changes = bench::changes(before.value, counts.value);
  fmt::print("{}", bench::instruction_table(changes));
  if (!known) fmt::print("no baseline for {}: --update-baseline writes {}\n", compiler.value, from_here(file).string());
  return std::ranges::any_of(changes, &bench::InstructionChange::regressed) ? kRegression : kAsExpected;
}

}  // namespace

int run_bench(const BenchOptions& options) {
  if (options.instructions || options.update_baseline) return count_instructions(options);
  std::error_code error;
  const bool against_file = fs::is_regular_file(options.against, error);
  if (!options.against.empty() && !against_file) {
    if (const auto line = bench::filter_error(options.filter); !line.empty()) return fail(line);
    return compare_with_ref(options);
  }
  const auto before =
      against_file ? bench::normalised_of_file(options.against) : bench::Outcome<std::map<std::string, double>>{};
  if (!before) return fail(before.error);
  const auto selection = bench::select_benchmarks(program_directory(), options.filter);
  if (const auto* line = std::get_if<std::string>(&selection)) return fail(*line);
  const auto& selected = std::get<std::vector<bench::Selected>>(selection);
  if (options.list) return list_benchmarks(selected);
  return against_file ? compare_with_file(options, before.value, selected) : measure_and_write(options, selected);
}

}  // namespace gauntlet::cli
