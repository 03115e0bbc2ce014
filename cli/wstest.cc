#include "cli/wstest.h"

#include <fmt/format.h>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "cli/serve.h"
#include "conformance/runs/spec_file.h"
#include "conformance/subjects/server_subject.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {

namespace {

struct Options {
  std::string mode, spec, url, key, certificate;
  std::string ident, output;  // of modes that are not ours
  int webport = 8080;
  bool debug = false, versions = false, own_exit_code = false;
  CampaignOptions campaign;
};

std::optional<SpecFile> load_spec(const std::string& file, SpecMode mode) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    complain(fmt::format("{}: can't be read", file));
    return std::nullopt;
  }
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  auto reading = read_spec(text, file, mode);
  for (const auto& warning : reading.warnings) fmt::print(stderr, "{} (warning)\n", to_string(warning));
  for (const auto& error : reading.errors) fmt::print(stderr, "{}\n", to_string(error));
  return std::move(reading.spec);
}

AutobahnPatterns patterns_of(SpecFile& spec) {
  return {std::move(spec.cases), std::move(spec.exclude_cases), std::move(spec.exclude_agent_cases)};
}

// The reference does not look at certificates.
int run_client(SpecFile spec, CampaignOptions campaign, reports::Report& report) {
  Subjects subjects;
  for (auto& server : spec.servers) {
    auto uri = parse_ws_uri(server.url);
    if (!uri) {
      complain(fmt::format("{}: not a WebSocket URI like ws://127.0.0.1:9001/path", server.url));
      return kUsage;
    }
    subjects.push_back(make_server_subject(server.agent, ServerTarget{.uri = std::move(*uri),
                                                                      .origin = std::move(server.origin),
                                                                      .subprotocols = std::move(server.protocols),
                                                                      .server_name = std::move(server.hostname)}));
  }
  if (subjects.empty()) {
    complain("the spec names no servers, and there is no -w either");
    return kUsage;
  }
  campaign.tls.insecure = campaign.tls.ca_file.empty();
  campaign.patterns = patterns_of(spec);
  return run_campaign(campaign, std::move(subjects), report);
}

int run_server(SpecFile spec, const Options& options) {
  const auto uri = parse_ws_uri(options.url.empty() ? spec.url : options.url);
  if (!uri) {
    complain(fmt::format("\"url\" is {}: not a WebSocket URI like ws://127.0.0.1:9001", in_quotes(spec.url)));
    return kUsage;
  }
  ServeOptions serve;
  serve.campaign = options.campaign;
  serve.campaign.out = spec.outdir;
  serve.listen = uri->host.find(':') == std::string::npos ? fmt::format("{}:{}", uri->host, uri->port)
                                                          : fmt::format("[{}]:{}", uri->host, uri->port);
  serve.subprotocols = std::move(spec.protocols);
  if (uri->secure) {
    serve.certificate = options.certificate.empty() ? spec.cert : options.certificate;
    serve.key = options.key.empty() ? spec.key : options.key;
    if (serve.certificate.empty() || serve.key.empty()) {
      complain("a wss: url needs \"cert\" and \"key\" (or -c and -k)");
      return kUsage;
    }
  }
  serve.campaign.patterns = patterns_of(spec);
  return run_serve(serve);
}

// Findings are the reference's everyday: its command ends with 0 whatever the verdicts.
int run(Options options) {
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
    options.campaign.out = spec->outdir;
    reports::Report report;
    exit = run_client(std::move(*spec), options.campaign, report);
  } else {
    exit = run_server(std::move(*spec), options);
  }
  return options.own_exit_code || exit == kUsage ? exit : static_cast<int>(kAsExpected);
}

}  // namespace

int run_spec(const std::string& file, CampaignOptions options, bool keep_out, reports::Report& report) {
  auto spec = load_spec(file, SpecMode::kFuzzingClient);
  if (!spec) return kUsage;
  if (!keep_out) options.out = spec->outdir;
  return run_client(std::move(*spec), std::move(options), report);
}

void add_wstest(CLI::App& program, int& exit) {
  auto* command =
      program.add_subcommand("wstest", "In place of Autobahn's command: the same spec files, the same reports");
  auto options = std::make_shared<Options>();
  command->add_option("-m,--mode", options->mode, "Which side to play")
      ->check(CLI::IsMember({"fuzzingclient", "fuzzingserver"}));
  command->add_option("-s,--spec", options->spec, "Spec file (default: ./MODE.json, written if it is not there)");
  command->add_option("-w,--wsuri", options->url, "fuzzingclient: the server, if the spec names none");
  command->add_option("-k,--key", options->key, "fuzzingserver, wss: key, PEM");
  command->add_option("-c,--cert", options->certificate, "fuzzingserver, wss: certificate chain, PEM");
  command->add_option("-u,--webport", options->webport, "Has no effect: there is no web server");
  command->add_option("-i,--ident", options->ident, "Has no effect");
  command->add_option("-o,--outfile", options->output, "Has no effect");
  command->add_flag("-d,--debug", options->debug, "Has no effect");
  command->add_flag("-a,--autobahnversion", options->versions, "Print the version and stop");
  command->add_flag("--exit-code", options->own_exit_code,
                    "Exit codes as of conformance; otherwise 0 whatever the verdicts, as the reference");
  command->add_option("-j,--jobs", options->campaign.jobs, "fuzzingclient: cases at once (default: 16)");
  command->add_flag("--quick", options->campaign.quick, "50 messages instead of 1000 in 9.7, 9.8, 12 and 13");
  command->add_option("--expect", options->campaign.expect, "Known results: only what differs from them fails");
  command->add_option("--ca", options->campaign.tls.ca_file,
                      "fuzzingclient, wss: believe these authorities (PEM) instead of everybody");
  command->add_option("--timeout-scale", options->campaign.timeout_scale, "Multiplies every time limit")
      ->check(CLI::Range(0.01, 1000.0));
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
