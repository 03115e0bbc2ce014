#include "cli/fuzz_live.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "conformance/subjects/file_limit.h"
#include "conformance/subjects/subject.h"
#include "conformance/subjects/uri.h"
#include "fuzz/live/live_run.h"
#include "reports/atomic_file.h"

namespace gauntlet::cli {
namespace {

namespace fs = std::filesystem;

bool is_loopback(std::string_view host) {
  const bool digits = std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
  return host == "localhost" || host == "::1" || (digits && host.starts_with("127."));
}

/// Whether it may be fuzzed; says why not.
bool may_be_fuzzed(const FuzzOptions& options, const std::string& subject) {
  if (subject.starts_with("exec:") || options.own_target) return true;
  const auto uri = parse_ws_uri(subject);
  if (uri && is_loopback(uri->host)) return true;
  complain(uri ? fmt::format("{} is not this machine: fuzzing it needs --i-own-this-target", uri->host)
               : fmt::format("{}: not a ws: or wss: URI", subject));
  return false;
}

nlohmann::ordered_json to_json(const std::string& subject, const fuzz::LiveResult& result, std::uint64_t seed) {
  auto findings = nlohmann::ordered_json::array();
  for (const auto& finding : result.findings) {
    findings.push_back({{"signature", finding.signature},
                        {"severity", name(finding.severity)},
                        {"reproduced", finding.reproduced},
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
  for (const auto& finding : result.findings) {
    fmt::print("  {}: {}\n    {}\n    reproduced {} of 3 times; case: {}\n", name(finding.severity), finding.signature,
               finding.story, finding.reproduced, finding.case_table);
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
  return word.starts_with("ws:") || word.starts_with("wss:") || word.starts_with("exec:");
}

int run_fuzz_live(const FuzzOptions& options) {
  const std::string& subject = options.targets.front();
  if (options.targets.size() != 1) {
    complain("fuzz: one subject at a time");
    return kUsage;
  }
  if (!may_be_fuzzed(options, subject)) return kUsage;
  std::error_code error;
  fs::create_directories(options.out, error);
  if (error) {
    complain(fmt::format("can't make the folder {}: {}", options.out, error.message()));
    return kUsage;
  }
  auto opened = open_subject(subject, {}, options.out);
  if (const auto* line = std::get_if<std::string>(&opened)) {
    complain(*line);
    return kUsage;
  }
  raise_file_limit();
  fuzz::LivePlan plan;
  plan.corpus = options.corpus.empty() ? fs::path(WS_SOURCE_DIR) / "corpus" : fs::path(options.corpus);
  plan.out = options.out;
  plan.runs = options.runs;
  plan.time = std::chrono::seconds(options.time);
  plan.rate = options.rate;
  plan.seed = options.seed;
  plan.run.jobs = options.jobs;
  plan.run.seed = options.seed;
  plan.run.stop = plan.stop = &interrupted();
  plan.say = [](std::string_view line) { fmt::print(stderr, "{}\n", line); };
  return report(options, subject, fuzz::fuzz_live(*std::get<Subjects>(opened).front(), plan));
}

}  // namespace gauntlet::cli
