#include "cli/fuzz.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/fuzz_live.h"
#include "cli/fuzz_mutants.h"
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
  plan.corpus = corpus_folder(options);
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

/// A check for options; empty if it holds.
std::string at_least_one(const std::string& number) {
  return std::strtoull(number.c_str(), nullptr, 10) > 0 ? std::string() : number + " is not a number from 1 on";
}

}  // namespace

fs::path corpus_folder(const FuzzOptions& options) {
  return options.corpus.empty() ? from_here(fs::path(WS_SOURCE_DIR) / "corpus") : fs::path(options.corpus);
}

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

void add_fuzz(CLI::App& program, int& exit) {
  auto* command =
      program.add_subcommand("fuzz", "Fuzz the codec or a subject that runs, with the model of the RFC as the oracle");
  auto options = std::make_shared<FuzzOptions>();
  command->add_option(
      "target", options->targets,
      "Targets (see --list), all if none is named; or one subject that runs: a server (ws://..., wss://..., "
      "'exec:COMMAND "
      "{port}') or a client ('exec:COMMAND {url}', listen://HOST:PORT for those that come by themselves)");
  command
      ->add_option("--runs", options->runs,
                   "Inputs for each target, or sessions with the subject: the same seed gives the same ones")
      ->check(at_least_one);
  command->add_option("--time", options->time, "Seconds for each target or with the subject, if there are no --runs")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Seed of the mutations")->capture_default_str();
  command->add_option("--jobs", options->jobs, "Targets at once, 0: one a processor; or connections to a server, 0: 16")
      ->capture_default_str();
  command->add_flag("--replay", options->replay, "Only replay corpus and regressions, with any compiler's build");
  command->add_option("--minimize", options->minimize,
                      "Make this failing input of the named target as simple as can be");
  command->add_option("--rate", options->rate, "Sessions a second with a running subject, at most")
      ->capture_default_str()
      ->check(at_least_one);
  command->add_flag("--i-own-this-target", options->own_target,
                    "A running subject, or the address to listen on, may be of another machine than this one");
  command->add_flag("--mutants", options->mutants, "Which planted faults of the codec are found, in --time each");
  command->add_option("--only", options->only, "With --mutants: glob over their ids")->capture_default_str();
  command->add_option("--targets", options->programs, "Folder of the targets' programs");
  command->add_option("--corpus", options->corpus, "Folder of the corpus instead of the committed one");
  command->add_option("--out", options->out, "Folder for fuzz.json, findings and new inputs")->capture_default_str();
  command->add_flag("--list", options->list, "Say which targets there are");
  command->add_flag("--json", options->json, "Results as JSON on stdout");
  command->callback([options, &exit] {
    catch_signals();
    exit = run_fuzz(*options);
  });
}

}  // namespace gauntlet::cli
