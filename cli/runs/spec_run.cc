#include "cli/runs/spec_run.h"

#include <fmt/format.h>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>

#include "cli/program/program.h"
#include "cli/runs/conformance_run.h"
#include "cli/runs/serve_run.h"
#include "conformance/subjects/server_subject.h"
#include "conformance/subjects/uri.h"
#include "conformance/table/finding.h"

namespace gauntlet::cli {

namespace {

AutobahnPatterns patterns_of(SpecFile& spec) {
  return {std::move(spec.cases), std::move(spec.exclude_cases), std::move(spec.exclude_agent_cases)};
}

}  // namespace

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

int run_client_spec(SpecFile spec, ConformanceOptions options, reports::Report& report) {
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
  // The reference does not look at certificates.
  options.insecure = options.ca_file.empty();
  options.patterns = patterns_of(spec);
  return run_conformance(options, std::move(subjects), report);
}

int run_server_spec(SpecFile spec, ServeOptions options, const std::string& url) {
  const auto uri = parse_ws_uri(url.empty() ? spec.url : url);
  if (!uri) {
    complain(fmt::format("\"url\" is {}: not a WebSocket URI like ws://127.0.0.1:9001", in_quotes(spec.url)));
    return kUsage;
  }
  options.conformance.out = spec.outdir;
  options.listen = uri->host.find(':') == std::string::npos ? fmt::format("{}:{}", uri->host, uri->port)
                                                            : fmt::format("[{}]:{}", uri->host, uri->port);
  options.subprotocols = std::move(spec.protocols);
  if (uri->secure) {
    if (options.certificate.empty()) options.certificate = spec.cert;
    if (options.key.empty()) options.key = spec.key;
    if (options.certificate.empty() || options.key.empty()) {
      complain("a wss: url needs \"cert\" and \"key\" (or -c and -k)");
      return kUsage;
    }
  } else {
    options.certificate.clear();
    options.key.clear();
  }
  options.conformance.patterns = patterns_of(spec);
  return run_serve(options);
}

int run_spec(const std::string& file, ConformanceOptions options, bool keep_out, reports::Report& report) {
  auto spec = load_spec(file, SpecMode::kFuzzingClient);
  if (!spec) return kUsage;
  if (!keep_out) options.out = spec->outdir;
  return run_client_spec(std::move(*spec), std::move(options), report);
}

}  // namespace gauntlet::cli
