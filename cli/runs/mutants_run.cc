#include "cli/runs/mutants_run.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <utility>

#include "cli/program/data.h"
#include "cli/program/program.h"
#include "cli/program/progress.h"
#include "conformance/runs/mutation.h"
#include "conformance/table/quick.h"
#include "conformance/table/selection.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {

namespace {

struct Counts {
  long killed = 0, single = 0, survived = 0, not_run = 0, excused = 0;
};

Counts counts_of(const std::vector<MutantResult>& results) {
  Counts counts;
  for (const auto& result : results) {
    if (!result.was_run) {
      ++counts.not_run;
    } else if (result.killed()) {
      ++counts.killed;
      if (result.killers.size() == 1) ++counts.single;
    } else {
      ++(result.survived() ? counts.survived : counts.excused);
    }
  }
  return counts;
}

nlohmann::json to_json(const std::vector<MutantResult>& results, const Counts& counts) {
  auto rows = nlohmann::json::array();
  for (const auto& result : results) {
    rows.push_back({{"id", result.mutant.id},
                    {"kind", result.mutant.kind()},
                    {"part", result.mutant.part},
                    {"sentence", result.mutant.sentence},
                    {"run", result.was_run},
                    {"killed", result.killed()},
                    {"killers", result.killers},
                    {"excuse", result.mutant.excuse}});
  }
  return {{"schema_version", 1},       {"killed", counts.killed},     {"single_killer", counts.single},
          {"excused", counts.excused}, {"survived", counts.survived}, {"not_run", counts.not_run},
          {"mutants", std::move(rows)}};
}

void print(const std::vector<MutantResult>& results) {
  for (const auto& result : results) {
    if (!result.was_run || result.killers.size() > 1) continue;
    const auto kind = result.mutant.kind();
    if (result.killers.size() == 1)
      fmt::print("killed by one case only: {} {} by {}\n", kind, result.mutant.id, result.killers.front());
    if (result.survived()) fmt::print("SURVIVED: {} {}: {}\n", kind, result.mutant.id, result.mutant.sentence);
    if (!result.killed() && !result.survived())
      fmt::print("excused: {} {}: {}\n", kind, result.mutant.id, result.mutant.excuse);
  }
}

std::string score(const Counts& counts, std::size_t mutants) {
  auto line = fmt::format("{} mutants: {} killed ({} by one case only), {} excused, {} survived", mutants,
                          counts.killed, counts.single, counts.excused, counts.survived);
  if (counts.not_run > 0) line += fmt::format(", {} not run: interrupted", counts.not_run);
  return line;
}

}  // namespace

int run_mutation(const MutantOptions& options, nlohmann::json& document) {
  auto data = load_data(options.tables);
  if (!data) return kUsage;
  for (auto& table : data->tables) {
    for (auto& test : table.cases) test = quick_form(std::move(test));
  }
  const auto selection = select_cases(data->tables, options.cases, options.exclude);
  for (const auto& error : selection.errors) complain(error);
  if (!selection.errors.empty()) return kUsage;
  auto mutants = gauntlet::mutants();
  std::erase_if(mutants, [&](const Mutant& mutant) { return !glob_matches(options.only, mutant.id); });
  if (mutants.empty()) {
    complain(fmt::format("--only {}: no mutant of that name (see wsgauntlet list mutants)", options.only));
    return kUsage;
  }
  catch_signals();
  std::vector<MutantResult> results;
  {
    Progress progress("mutants", mutants.size());
    progress.say(fmt::format("{} mutants, {} cases", mutants.size(), selection.cases.size()));
    results = run_mutants(selection.cases, mutants, options.jobs, interrupted(),
                          [&](const MutantResult& result) { progress.step(result.mutant.id); });
  }
  const auto counts = counts_of(results);
  document = to_json(results, counts);
  std::error_code ignored;
  std::filesystem::create_directories(options.out, ignored);
  if (const auto error =
          reports::replace_file(std::filesystem::path(options.out) / "mutants.json", document.dump(2) + "\n")) {
    complain(*error);
    return kUsage;
  }
  if (options.json) {
    fmt::print("{}\n", document.dump(2));
  } else {
    print(results);
    fmt::print("{}\n", score(counts, results.size()));
  }
  // A part of the mutants says nothing about the others.
  return counts.survived + counts.not_run > 0 ? kFindings : kAsExpected;
}

}  // namespace gauntlet::cli
