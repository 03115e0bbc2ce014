#include <cstdlib>
#include <memory>
#include <string>

#include "cli/command.h"
#include "cli/program/program.h"
#include "cli/runs/fuzz_run.h"

namespace gauntlet::cli {

namespace {

/// A check for options; empty if it holds.
std::string at_least_one(const std::string& number) {
  return std::strtoull(number.c_str(), nullptr, 10) > 0 ? std::string() : number + " is not a number from 1 on";
}

}  // namespace

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
