#include <fmt/format.h>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "cli/command.h"
#include "cli/options/serve.h"
#include "cli/program/program.h"
#include "cli/runs/spec_run.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {

namespace {

struct WstestOptions {
  std::string mode, spec, url;
  std::string ident, output;  // of modes that are not ours
  int webport = 8080;
  bool debug = false, versions = false, own_exit_code = false;
  ServeOptions serve;  ///< of which fuzzingclient takes what is about cases
};

// Findings are the reference's everyday: its command ends with 0 whatever the verdicts.
int run(WstestOptions options) {
  if (options.versions) {
    fmt::print("wsgauntlet {}\n", kVersion);
    return kAsExpected;
  }
  const bool client = options.mode == "fuzzingclient";
  if (!client && options.mode != "fuzzingserver") {
    complain(fmt::format("-m {}: one of fuzzingclient, fuzzingserver", options.mode));
    return kUsage;
  }
  const auto mode = client ? SpecMode::kFuzzingClient : SpecMode::kFuzzingServer;
  if (options.spec.empty()) {
    options.spec = options.mode + ".json";
    std::error_code failed;
    if (!std::filesystem::exists(options.spec, failed)) {
      fmt::print("Auto-generating spec file {}\n", options.spec);
      if (const auto error = reports::replace_file(options.spec, default_spec(mode))) {
        complain(*error);
        return kUsage;
      }
    }
  }
  auto spec = load_spec(options.spec, mode);
  if (!spec) return kUsage;
  int exit = kAsExpected;
  if (client) {
    if (spec->servers.empty() && !options.url.empty()) spec->servers.push_back({options.url, {}, {}, {}, {}});
    auto& conformance = options.serve.conformance;
    conformance.out = spec->outdir;
    reports::Report report;
    exit = run_client_spec(std::move(*spec), conformance, report);
  } else {
    exit = run_server_spec(std::move(*spec), options.serve, options.url);
  }
  return options.own_exit_code || exit == kUsage ? exit : static_cast<int>(kAsExpected);
}

}  // namespace

void add_wstest(CLI::App& program, int& exit) {
  auto* command =
      program.add_subcommand("wstest", "In place of Autobahn's command: the same spec files, the same reports");
  auto options = std::make_shared<WstestOptions>();
  command->add_option("-m,--mode", options->mode, "Which side to play")
      ->check(CLI::IsMember({"fuzzingclient", "fuzzingserver"}));
  command->add_option("-s,--spec", options->spec, "Spec file (default: ./MODE.json, written if it is not there)");
  command->add_option("-w,--wsuri", options->url, "fuzzingclient: the server, if the spec names none");
  command->add_option("-k,--key", options->serve.key, "fuzzingserver, wss: key, PEM");
  command->add_option("-c,--cert", options->serve.certificate, "fuzzingserver, wss: certificate chain, PEM");
  command->add_option("-u,--webport", options->webport, "Has no effect: there is no web server");
  command->add_option("-i,--ident", options->ident, "Has no effect");
  command->add_option("-o,--outfile", options->output, "Has no effect");
  command->add_flag("-d,--debug", options->debug, "Has no effect");
  command->add_flag("-a,--autobahnversion", options->versions, "Print the version and stop");
  command->add_flag("--exit-code", options->own_exit_code,
                    "Exit codes as of conformance; otherwise 0 whatever the verdicts, as the reference");
  command->add_option("-j,--jobs", options->serve.conformance.jobs, "fuzzingclient: cases at once (default: 16)");
  command->add_flag("--quick", options->serve.conformance.quick, "50 messages instead of 1000 in 9.7, 9.8, 12 and 13");
  command->add_option("--expect", options->serve.conformance.expect,
                      "Known results: only what differs from them fails");
  command->add_option("--ca", options->serve.conformance.ca_file,
                      "fuzzingclient, wss: believe these authorities (PEM) instead of everybody");
  command->add_option("--timeout-scale", options->serve.conformance.timeout_scale, "Multiplies every time limit")
      ->check(CLI::Range(0.01, 1000.0));
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
