#include "cli/runs/fuzz_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/program/places.h"
#include "cli/program/program.h"
#include "cli/runs/fuzz_live.h"
#include "cli/runs/fuzz_mutants.h"
#include "fuzz/campaign/campaign.h"
#include "fuzz/campaign/minimize_input.h"
#include "fuzz/campaign/targets.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {
namespace {

namespace fs = std::filesystem;

int list_targets(bool json) {
  auto all = nlohmann::ordered_json::array();
  for (const auto& target : fuzz::kTargets) {
    if (json) {
      all.push_back({{"target", target.name}, {"what", target.sentence}});
    } else {
      fmt::print("{:<30} {}\n", target.name, target.sentence);
    }
  }
  if (json) fmt::print("{}\n", all.dump(2));
  return kAsExpected;
}

/// Where the programs of the targets are: beside this one, or in the folder of the `fuzz` preset.
fs::path find_programs(const FuzzOptions& options) {
  if (!options.programs.empty()) return options.programs;
  const fs::path own = program_directory();
  const fs::path source(WS_SOURCE_DIR);
  const bool replays = options.replay || !options.minimize.empty();
  const std::string_view sample = replays ? "replay_receiver" : "fuzz_receiver";
  std::error_code error;
  for (const fs::path& folder :
       {own, own.parent_path().parent_path() / "fuzz" / "bin", source / "build" / "fuzz" / "bin"}) {
    if (fs::exists(folder / sample, error)) return folder.lexically_normal();
  }
  return (source / "build" / "fuzz" / "bin").lexically_normal();
}

std::optional<fuzz::CampaignPlan> plan_for(const FuzzOptions& options) {
  fuzz::CampaignPlan plan;
  const fs::path source(WS_SOURCE_DIR);
  plan.targets = options.targets;
  if (plan.targets.empty()) {
    for (const auto& target : fuzz::kTargets) plan.targets.emplace_back(target.name);
  }
  for (const auto& name : plan.targets) {
    if (fuzz::find_target(name) != nullptr) continue;
    complain(fmt::format("no fuzz target is named {} (see wsgauntlet fuzz --list)", name));
    return std::nullopt;
  }
  plan.programs = find_programs(options);
  plan.corpus = corpus_directory(options.corpus);
  std::error_code error;
  if (!fs::is_directory(plan.corpus, error)) {
    complain(fmt::format("no such folder: {}", plan.corpus.string()));
    return std::nullopt;
  }
  auto accepted = fuzz::load_accepted(from_here(source / "fuzz" / "accepted.json"));
  if (const auto* line = std::get_if<std::string>(&accepted)) {
    complain(*line);
    return std::nullopt;
  }
  plan.accepted = std::get<std::vector<fuzz::AcceptedFinding>>(std::move(accepted));
  plan.dictionaries = from_here(source / "fuzz" / "dictionaries");
  plan.out = options.out;
  plan.replay = options.replay;
  plan.runs = options.runs;
  plan.time = std::chrono::seconds(options.time);
  plan.seed = options.seed;
  plan.jobs = options.jobs;
  plan.stop = &interrupted();
  plan.say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
  return plan;
}

void print_results(const std::vector<fuzz::TargetResult>& results) {
  for (const auto& result : results) {
    fmt::print("{:<30} {:>10} runs {:>8.1f} s {:>9.0f} runs/s {:>6} edges {:>3} findings\n", result.target, result.runs,
               result.seconds, static_cast<double>(result.runs) / result.seconds, result.edges, result.findings.size());
    for (const auto& found : result.findings) {
      constexpr std::array<std::string_view, 3> kAcceptance{"", ", accepted", ", no longer accepted"};
      fmt::print("  {} {}\n    {}\n    reproduced {} of 3 times{}\n", found.kind, found.signature, found.file,
                 found.reproduced, kAcceptance[static_cast<std::size_t>(found.acceptance)]);
      if (!found.smallest.empty()) fmt::print("    smallest: {}\n", found.smallest);
      if (!found.case_table.empty()) fmt::print("    case: {}\n", found.case_table);
    }
  }
}

int run_minimize(const FuzzOptions& options) {
  std::string target = options.targets.size() == 1 ? options.targets.front() : fuzz::target_of(options.minimize);
  if (fuzz::find_target(target) == nullptr) {
    complain("--minimize needs the one target that the file is for: wsgauntlet fuzz TARGET --minimize FILE");
    return kUsage;
  }
  const auto outcome = fuzz::minimize_input(find_programs(options), target, options.minimize);
  if (const auto* line = std::get_if<std::string>(&outcome)) {
    complain(*line);
    return kUsage;
  }
  const auto& result = std::get<fuzz::MinimizedInput>(outcome);
  if (options.json) {
    const nlohmann::ordered_json json{
        {"target", target}, {"file", result.file.string()}, {"signature", result.signature}, {"story", result.story}};
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    fmt::print("{}{}: {}\n", result.story, result.signature, result.file.string());
  }
  return kAsExpected;
}

}  // namespace

int run_fuzz(const FuzzOptions& options) {
  if (options.list) return list_targets(options.json);
  if (!options.minimize.empty()) return run_minimize(options);
  if (!options.targets.empty() && is_live_subject(options.targets.front())) return run_fuzz_live(options);
  const auto plan = plan_for(options);
  if (!plan) return kUsage;
  std::error_code error;
  fs::create_directories(plan->out, error);
  if (error) {
    complain(fmt::format("can't make the folder {}: {}", plan->out.string(), error.message()));
    return kUsage;
  }
  if (options.mutants) return run_fuzz_mutants(options, *plan);
  const auto outcome = fuzz::run_campaign(*plan);
  if (const auto* line = std::get_if<std::string>(&outcome)) {
    complain(*line);
    return kUsage;
  }
  const auto& results = std::get<std::vector<fuzz::TargetResult>>(outcome);
  const std::string json = fuzz::fuzz_json(results, options.seed);
  if (const auto failed = reports::replace_file(plan->out / "fuzz.json", json)) {
    complain(*failed);
    return kUsage;
  }
  if (options.json) {
    fmt::print("{}", json);
  } else {
    print_results(results);
  }
  const bool found = std::ranges::any_of(results, [](const auto& result) {
    return std::ranges::any_of(result.findings,
                               [](const auto& one) { return one.acceptance != fuzz::Acceptance::kAccepted; });
  });
  return found ? kFindings : kAsExpected;
}

}  // namespace gauntlet::cli
