#include "cli/conformance.h"

#include <fmt/format.h>
#include <memory>

#include "cli/command.h"
#include "cli/runs/conformance_run.h"
#include "cli/runs/spec_run.h"

namespace gauntlet::cli {

void add_selection_options(CLI::App& command, ConformanceOptions& options) {
  command.add_option("--cases", options.cases, "Comma separated ids, globs, req:GLOB, flag:GLOB, severity:LEVEL")
      ->capture_default_str();
  command.add_option("--exclude", options.exclude, "The same, to leave out");
  command.add_flag("--quick", options.quick, "50 messages instead of 1000 in 9.7, 9.8, 12 and 13");
  command.add_flag("--slow", options.slow,
                   "Also the cases that watch a silent connection for up to two minutes (implied by --cases)");
  command.add_option("--shard", options.shard, "Only part I of N, as I/N");
  command.add_option("--seed", options.seed, "For masking keys and --chop random")->capture_default_str();
  command.add_option("--chop", options.chop, "Cut every write anew")
      ->check(CLI::IsMember({"none", "octets", "random"}))
      ->capture_default_str();
  command.add_option("--out", options.out, "Folder for the reports")->capture_default_str();
  command.add_option("--expect", options.expect, "Known results: only what differs from them fails");
  command.add_flag("--update-expect", options.update_expect,
                   "Write what was seen into the --expect file, or each peer's own");
  command.add_flag_callback(
      "--widen-expect", [&options] { options.update_expect = options.widen_expect = true; },
      "The same, beside what was known: for a subject whose verdict is a race");
  command.add_flag("--allow-better", options.allow_better,
                   "A case that does better than expected does not fail the run");
  command.add_option("--fail-on", options.fail_on, "What counts as a failure")
      ->check(CLI::IsMember({"failed", "non-strict", "unimplemented"}))
      ->capture_default_str();
  command.add_option("--timeout-scale", options.timeout_scale, "Multiplies every time limit")
      ->check(CLI::Range(0.01, 1000.0))
      ->capture_default_str();
  command.add_option("--tables", options.tables, "A folder of case tables instead of the built-in ones");
}

void add_run_options(CLI::App& command, ConformanceOptions& options) {
  command.add_option("--agent", options.agent, "Name of the subject in reports");
  command.add_option("--jobs,-j", options.jobs,
                     "Cases at once (default: 16 connections, 2 clients, or one thread a core)");
  add_selection_options(command, options);
  command.add_option("--ca", options.ca_file, "wss: further authorities to believe, PEM");
  command.add_flag("--insecure", options.insecure, "wss: any certificate will do");
}

void add_conformance(CLI::App& program, int& exit) {
  add_conformance_options(
      *program.add_subcommand("conformance", "Play the case tables against subjects and judge what they do"),
      "codec:", exit);
}

void add_conformance_options(CLI::App& command, const std::string& subject, int& exit) {
  auto options = std::make_shared<ConformanceOptions>();
  command.add_option("subject", options->subjects,
                     fmt::format("codec:, ws://HOST:PORT/PATH, ... (default: {})", subject));
  command.add_option("--peers", options->peers, "Peers of the league: all, or NAME,... (see conformance/peers)")
      ->delimiter(',');
  auto spec = std::make_shared<std::string>();
  command.add_option("--spec", *spec, "Servers and cases from a fuzzingclient spec file of Autobahn");
  add_run_options(command, *options);
  command.add_flag("--list", options->list, "Print the selected cases and stop");
  command.add_flag("--dry-run", options->dry_run, "Check tables, options and selection, send nothing");
  command.callback([options, spec, &command, subject, &exit] {
    if (options->subjects.empty() && options->peers.empty() && spec->empty()) options->subjects = {subject};
    reports::Report report;
    if (spec->empty()) {
      exit = run_conformance(*options, report);
    } else {
      exit = run_spec(*spec, *options, command.count("--out") > 0, report);
    }
  });
}

}  // namespace gauntlet::cli
