#include "cli/mutants.h"

#include <fmt/format.h>
#include <algorithm>
#include <memory>

#include "cli/command.h"
#include "cli/progress.h"
#include "conformance/mutation.h"
#include "conformance/quick.h"
#include "conformance/selection.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {

namespace {

nlohmann::json to_json(const std::vector<MutantResult>& results) {
  auto rows = nlohmann::json::array();
  for (const auto& result : results) {
    rows.push_back({{"id", result.mutant.id},
                    {"kind", result.mutant.is_rule ? "rule" : "fault"},
                    {"part", result.mutant.part},
                    {"sentence", result.mutant.sentence},
                    {"killed", result.killed()},
                    {"killers", result.killers},
                    {"excuse", result.mutant.excuse}});
  }
  const auto killed = std::count_if(results.begin(), results.end(), [](const MutantResult& r) { return r.killed(); });
  const auto single =
      std::count_if(results.begin(), results.end(), [](const MutantResult& r) { return r.killers.size() == 1; });
  const auto survived =
      std::count_if(results.begin(), results.end(), [](const MutantResult& r) { return r.survived(); });
  return {{"schema_version", 1},     {"killed", killed},
          {"single_killer", single}, {"excused", static_cast<long>(results.size()) - killed - survived},
          {"survived", survived},    {"mutants", rows}};
}

void print(const std::vector<MutantResult>& results) {
  for (const auto& result : results) {
    const auto kind = result.mutant.is_rule ? "rule" : "fault";
    if (result.killers.size() > 1) continue;
    if (result.killers.size() == 1)
      fmt::print("killed by one case only: {} {} by {}\n", kind, result.mutant.id, result.killers.front());
    if (result.survived()) fmt::print("SURVIVED: {} {}: {}\n", kind, result.mutant.id, result.mutant.sentence);
    if (!result.killed() && !result.survived())
      fmt::print("excused: {} {}: {}\n", kind, result.mutant.id, result.mutant.excuse);
  }
}

}  // namespace

int run_mutant_command(const MutantOptions& options, nlohmann::json& document) {
  auto data = load_data(options.tables);
  if (!data) return kUsage;
  for (auto& table : data->tables) {
    for (auto& test : table.cases) test = quick_form(std::move(test));
  }
  const auto selection = select_cases(data->tables, options.cases, options.exclude);
  for (const auto& error : selection.errors) complain(error);
  if (!selection.errors.empty()) return kUsage;
  auto mutants = mutant_names();
  std::erase_if(mutants, [&](const MutantName& mutant) { return !glob_matches(options.only, mutant.id); });
  if (mutants.empty()) {
    complain(fmt::format("--only {}: no mutant of that name (see wsgauntlet list mutants)", options.only));
    return kUsage;
  }
  catch_signals();
  std::vector<MutantResult> results;
  {
    Progress progress("mutants", mutants.size());
    results = run_mutants(selection.cases, mutants, options.jobs, interrupted(),
                          [&](const MutantResult& result) { progress.step(result.mutant.id); });
  }
  document = to_json(results);
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
    fmt::print("{} mutants: {} killed ({} by one case only), {} excused, {} survived\n", results.size(),
               document["killed"].get<long>(), document["single_killer"].get<long>(), document["excused"].get<long>(),
               document["survived"].get<long>());
  }
  return document["survived"].get<long>() > 0 ? kFindings : kAsExpected;
}

void add_mutants(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("mutants", "Mutation testing: which faults of the codec do the tables find?");
  auto options = std::make_shared<MutantOptions>();
  command->add_option("--only", options->only, "Glob over mutant ids")->capture_default_str();
  command->add_option("--cases", options->cases, "Which cases, as for conformance")->capture_default_str();
  command->add_option("--exclude", options->exclude, "Which not")->capture_default_str();
  command->add_option("--tables", options->tables, "A folder of case tables instead of the built-in ones");
  command->add_option("--jobs,-j", options->jobs, "Threads (default: one a core)");
  command->add_option("--out", options->out, "Folder for mutants.json")->capture_default_str();
  command->add_flag("--json", options->json, "As JSON");
  command->callback([options, &exit] {
    nlohmann::json document;
    exit = run_mutant_command(*options, document);
  });
}

}  // namespace gauntlet::cli
