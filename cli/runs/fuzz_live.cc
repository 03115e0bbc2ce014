#include "cli/runs/fuzz_live.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>
#include <variant>

#include "cli/program/listen_address.h"
#include "cli/program/places.h"
#include "cli/program/program.h"
#include "conformance/subjects/file_limit.h"
#include "conformance/subjects/subject.h"
#include "conformance/subjects/uri.h"
#include "fuzz/live/client_subject.h"
#include "fuzz/live/live_run.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {
namespace {

namespace fs = std::filesystem;

bool is_loopback(std::string_view host) {
  const bool digits = std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return host == "localhost" || host == "::1" || (digits && host.starts_with("127."));
}

constexpr std::string_view kListen = "listen://";

/// A subject that is built with AddressSanitizer keeps what it frees, 256 MiB of it unless told otherwise: that would
/// look like memory that grows. Ours, which has started, is not concerned.
void bound_quarantine_of_subjects() {
  const char* given = std::getenv("ASAN_OPTIONS");
  std::string options = given == nullptr ? "" : given;
  if (options.find("quarantine_size_mb") != std::string::npos) return;
  options += options.empty() ? "quarantine_size_mb=8" : ":quarantine_size_mb=8";
  ::setenv("ASAN_OPTIONS", options.c_str(), 1);
}

/// Where clients are waited for: "listen://HOST:PORT", with or without a path.
std::optional<ListenAddress> listen_address(const std::string& subject) {
  const std::string rest = subject.substr(std::min(kListen.size(), subject.size()));
  return subject.starts_with(kListen) ? parse_listen_address(rest.substr(0, rest.find('/'))) : std::nullopt;
}

/// The machine that would be talked to. Nothing, and one line on stderr, if the subject names none.
std::optional<std::string> host_of(const std::string& subject) {
  if (subject.starts_with("listen:")) {
    const auto address = listen_address(subject);
    if (address) return address->host;
    complain(fmt::format("{}: not of the form listen://HOST:PORT", subject));
    return std::nullopt;
  }
  const auto uri = parse_ws_uri(subject);
  if (uri) return uri->host;
  complain(fmt::format("{}: not a WebSocket URI like ws://127.0.0.1:9001/path", subject));
  return std::nullopt;
}

/// Whether it may be fuzzed; says why not.
bool may_be_fuzzed(const FuzzOptions& options, const std::string& subject) {
  if (subject.starts_with("exec:")) return true;
  const auto host = host_of(subject);
  if (!host) return false;
  if (options.own_target || is_loopback(*host)) return true;
  complain(fmt::format("{} is not this machine: fuzzing it needs --i-own-this-target", *host));
  return false;
}

/// What was asked for that makes no sense with a subject that runs; or empty.
std::string misuse(const FuzzOptions& options) {
  if (options.replay || options.mutants)
    return "fuzz: --replay and --mutants are for our targets, not for a subject that runs";
  if (options.runs == 0 && options.time == 0) return "fuzz: --time 0 leaves no time for a session";
  const fs::path corpus = corpus_directory(options.corpus);
  std::error_code error;
  return fs::is_directory(corpus, error) ? std::string() : fmt::format("no such folder: {}", corpus.string());
}

/// Makes the folder. Why nothing can be written there, or empty: not after all sessions, but before the first.
std::string no_folder(const std::string& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fmt::format("can't make the folder {}: {}", folder, error.message());
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return fmt::format("can't write into the folder {}: {}", folder, std::strerror(errno));
}

/// The subject, or one line that says why there is none.
std::variant<std::unique_ptr<Subject>, std::string> open_live(const std::string& subject, const FuzzOptions& options) {
  const bool starts = subject.starts_with("exec:");
  const bool client = starts && subject.find("{url}") != std::string::npos;
  if (!subject.starts_with("listen:") && (!client || subject.find("{port}") != std::string::npos)) {
    auto opened = open_subject(subject, {}, options.out);
    if (auto* line = std::get_if<std::string>(&opened)) return std::move(*line);
    return std::move(std::get<Subjects>(opened).front());
  }
  fuzz::ClientPlan plan;
  if (client) {
    plan.command = subject.substr(5);
    plan.output_file = (fs::path(options.out) / "client.log").string();
  } else {
    const auto address = listen_address(subject).value_or(ListenAddress{});
    plan.host = address.host;
    plan.port = address.port;
  }
  auto clients = fuzz::make_client_subject(std::move(plan));
  if (auto line = clients->listen(); !line.empty()) return line;
  if (!client)
    fmt::print(stderr, "waiting for clients at ws://{}:{}/\n", listen_address(subject)->host, clients->port());
  return std::unique_ptr<Subject>(std::move(clients));
}

nlohmann::ordered_json to_json(const std::string& subject, const fuzz::LiveResult& result, std::uint64_t seed) {
  auto findings = nlohmann::ordered_json::array();
  for (const auto& finding : result.findings) {
    findings.push_back({{"signature", finding.signature},
                        {"severity", name(finding.severity)},
                        {"reproduced", finding.reproduced},
                        {"minimal", finding.minimal},
                        {"case_table", finding.case_table},
                        {"story", finding.story}});
  }
  return {{"schema_version", 1},
          {"seed", seed},
          {"targets", nlohmann::ordered_json::array()},
          {"live",
           {{"subject", subject},
            {"sessions", result.sessions},
            {"seconds", result.seconds},
            {"findings", std::move(findings)}}}};
}

void print(const std::string& subject, const fuzz::LiveResult& result) {
  fmt::print("{}: {} sessions in {:.1f} s, {} findings\n", subject, result.sessions, result.seconds,
             result.findings.size());
  if (!result.ended.empty()) fmt::print("  it was over before its time: {}\n", result.ended);
  for (const auto& finding : result.findings) {
    fmt::print("  {}: {}\n    {}\n    reproduced {} of 3 times; {}: {}\n", name(finding.severity), finding.signature,
               finding.story, finding.reproduced, finding.minimal ? "case" : "case, perhaps not the smallest",
               finding.case_table);
  }
}

int report(const FuzzOptions& options, const std::string& subject, const fuzz::LiveResult& result) {
  if (!result.unreachable.empty()) {
    complain(fmt::format("{}: {}", subject, result.unreachable));
    return kUnreachable;
  }
  const std::string text =
      to_json(subject, result, options.seed).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const auto failed = reports::replace_file(fs::path(options.out) / "fuzz.json", text);
  if (failed || !result.broken.empty()) {
    complain(failed ? *failed : result.broken);
    return kUsage;
  }
  if (options.json) {
    fmt::print("{}", text);
  } else {
    print(subject, result);
  }
  return result.findings.empty() ? kAsExpected : kFindings;
}

}  // namespace

bool is_live_subject(const std::string& word) {
  return word.starts_with("ws:") || word.starts_with("wss:") || word.starts_with("exec:") ||
         word.starts_with("listen:");
}

int run_fuzz_live(const FuzzOptions& options) {
  bound_quarantine_of_subjects();
  const std::string& subject = options.targets.front();
  if (options.targets.size() != 1) {
    complain("fuzz: one subject at a time");
    return kUsage;
  }
  if (const auto line = misuse(options); !line.empty()) {
    complain(line);
    return kUsage;
  }
  if (!may_be_fuzzed(options, subject)) return kUsage;
  if (const auto line = no_folder(options.out); !line.empty()) {
    complain(line);
    return kUsage;
  }
  auto opened = open_live(subject, options);
  if (const auto* line = std::get_if<std::string>(&opened)) {
    complain(*line);
    return kUsage;
  }
  raise_file_limit();
  fuzz::LivePlan plan;
  plan.corpus = corpus_directory(options.corpus);
  plan.out = options.out;
  plan.runs = options.runs;
  plan.time = std::chrono::seconds(options.time);
  plan.rate = options.rate;
  plan.seed = options.seed;
  plan.run.jobs = options.jobs;
  plan.run.seed = options.seed;
  plan.run.stop = plan.stop = &interrupted();
  plan.say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
  return report(options, subject, fuzz::fuzz_live(*std::get<std::unique_ptr<Subject>>(opened), plan));
}

}  // namespace gauntlet::cli
