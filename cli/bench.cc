#include <memory>

#include "cli/command.h"
#include "cli/program/program.h"
#include "cli/runs/bench_run.h"

namespace gauntlet::cli {

void add_bench(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("bench", "Measure the codec beside the machine's limits and its rivals");
  auto options = std::make_shared<BenchOptions>();
  command->add_option("--filter", options->filter, "Only benchmarks whose name matches this regular expression");
  command->add_flag("--quick", options->quick, "Short measurements");
  command->add_option("--against", options->against,
                      "Compare with a git ref in alternation, or with an earlier bench.json");
  command->add_flag("--instructions", options->instructions,
                    "Count instructions (callgrind) and compare with the baseline");
  command->add_flag("--update-baseline", options->update_baseline, "Count instructions and write the baseline");
  command->add_option("--baselines", options->baselines, "Folder of the baselines instead of the committed ones");
  command->add_option("--history", options->history, "Append the run to this file, and write the trend");
  command->add_option("--out", options->out, "Folder for bench.json")->capture_default_str();
  command->add_flag("--list", options->list, "Say which benchmarks there are");
  command->add_flag("--json", options->json, "JSON on stdout instead of a table");
  command->callback([options, &exit] {
    catch_signals();
    exit = run_bench(*options);
  });
}

}  // namespace gauntlet::cli
