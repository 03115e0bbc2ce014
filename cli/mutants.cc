#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/runs/mutants_run.h"

namespace gauntlet::cli {

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
    exit = run_mutation(*options, document);
  });
}

}  // namespace gauntlet::cli
