#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

using Json = nlohmann::ordered_json;

// GitHub reads 25,000 results a run and shows 5,000; it refuses a file with more.
constexpr std::size_t kMostResults = 25'000;
constexpr std::size_t kMostTags = 20;
constexpr std::size_t kMostText = 2'000;

/// How GitHub grades a security alert: a CVSS-like number, as text.
const char* security_severity(Severity severity) {
  switch (severity) {
    case Severity::kInfo: return "0.0";
    case Severity::kLow: return "3.0";
    case Severity::kMedium: return "5.5";
    case Severity::kHigh: return "8.0";
    case Severity::kCritical: return "9.5";
  }
  return "0.0";
}

const char* level(const RunResult& result) {
  if (result.death) return "error";
  if (standing(result) != Standing::kFailed) return "warning";
  return result.severity >= Severity::kMedium ? "error" : "warning";
}

/// The requirement that a result is about; a case that cites none is its own rule.
std::string rule_id(const RunResult& result) {
  return result.requirements.empty() ? "case-" + valid_utf8(result.case_id) : valid_utf8(result.requirements.front());
}

/// The same as long as subject, case and rule are: so an alert is followed over the runs. FNV-1a.
std::string fingerprint(const Column& column, const RunResult& result) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : column.agent + '\0' + result.case_id + '\0' + rule_id(result)) {
    hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  }
  return fmt::format("{:016x}:1", hash);
}

struct Finding {
  const Column* column;
  const RunResult* result;
};

class Sarif {
 public:
  Sarif(const Report& report, const Matrix& matrix) : report_(report) {
    for (const RequirementInfo& requirement : report.requirements) requirement_[requirement.id] = &requirement;
    choose(matrix);
  }

  Json document() {
    Json results = Json::array();
    for (const Finding& finding : findings_) results.push_back(result(finding));
    Json driver = {{"name", "wsgauntlet"}, {"version", valid_utf8(report_.info.version)}, {"rules", std::move(rules_)}};
    if (report_.info.version.empty()) driver.erase("version");
    Json run = {{"tool", {{"driver", std::move(driver)}}}, {"columnKind", "utf16CodeUnits"}};
    run["invocations"] = Json::array({invocation()});
    run["results"] = std::move(results);
    return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
            {"version", "2.1.0"},
            {"runs", Json::array({std::move(run)})}};
  }

 private:
  /// Unexpected and not OK, the most severe first, so that a bound cuts off the least.
  void choose(const Matrix& matrix) {
    for (const Row& row : matrix.rows) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const RunResult* const one = row.cells[i];
        if (one == nullptr || !one->unexpected) continue;
        if (standing(*one) == Standing::kOk && !one->death) continue;
        findings_.push_back({&matrix.columns[i], one});
      }
    }
    std::stable_sort(findings_.begin(), findings_.end(),
                     [](const Finding& a, const Finding& b) { return a.result->severity > b.result->severity; });
    if (findings_.size() > kMostResults) {
      left_out_ = findings_.size() - kMostResults;
      findings_.resize(kMostResults);
    }
  }

  Json invocation() const {
    Json one = {{"executionSuccessful", true},
                {"startTimeUtc", iso_milliseconds(report_.info.started)},
                {"endTimeUtc", iso_milliseconds(report_.info.ended)}};
    if (left_out_ == 0) return one;
    const std::string text = fmt::format("{} further results are left out.", left_out_);
    one["toolExecutionNotifications"] = Json::array({{{"level", "warning"}, {"message", {{"text", text}}}}});
    return one;
  }

  /// The rule's place among the rules, which gets it there the first time.
  std::size_t rule_index(const RunResult& result) {
    const std::string id = rule_id(result);
    const auto [at, added] = rule_index_.try_emplace(id, rules_.size());
    // Findings come by falling severity, so the first one of a rule has the rule's.
    if (added) rules_.push_back(rule(id, result));
    return at->second;
  }

  Json rule(const std::string& id, const RunResult& result) const {
    Json out = {{"id", id}};
    std::set<std::string> tags;
    const auto known =
        result.requirements.empty() ? requirement_.end() : requirement_.find(result.requirements.front());
    if (known != requirement_.end()) {
      const RequirementInfo& requirement = *known->second;
      const std::string text = valid_utf8(cut(requirement.text, kMostText));
      const std::string where =
          fmt::format("RFC {} section {}, {}", rfc_of(requirement), requirement.section, requirement.level);
      out["shortDescription"] = {{"text", valid_utf8(where)}};
      out["fullDescription"] = {{"text", text}};
      out["help"] = {{"text", valid_utf8(where) + ": " + text}};
      if (const std::string url = url_of(requirement); !url.empty()) out["helpUri"] = url;
      tags = {"rfc" + rfc_of(requirement), valid_utf8(requirement.level)};
    } else {
      out["shortDescription"] = {{"text", valid_utf8(cut(result.title, kMostText))}};
      out["fullDescription"] = {{"text", valid_utf8(cut(result.why.empty() ? result.title : result.why, kMostText))}};
    }
    for (const std::string& flag : result.flags) {
      if (tags.size() < kMostTags - 1) tags.insert(valid_utf8(flag));
    }
    tags.insert("security");  // without it GitHub does not look at security-severity
    out["properties"] = {{"security-severity", security_severity(result.severity)}, {"tags", tags}};
    return out;
  }

  static std::string message(const Finding& finding) {
    const RunResult& result = *finding.result;
    std::string text = fmt::format("{}: case {} ({}) ended {}. {}", finding.column->agent, result.case_id, result.title,
                                   verdicts(result), result.result);
    if (result.death) text += " The subject died: " + result.death->what + ".";
    if (const std::string what = first_difference(result); !what.empty()) text += " First difference: " + what + ".";
    text += " Expected: " + expected_events(result) + "; " + expected_close(result) + ".";
    text += " Received: " + received_events(result, 5) + "; " + observed_close(result) + ".";
    return valid_utf8(cut(text, kMostText));
  }

  Json result(const Finding& finding) {
    const RunResult& result = *finding.result;
    Json out = {{"ruleId", rule_id(result)}, {"ruleIndex", rule_index(result)}, {"level", level(result)}};
    out["message"] = {{"text", message(finding)}};
    // A file is always named: results without a location are refused.
    const std::string uri = uri_path(result.file.empty() ? "conformance/cases" : case_file(result));
    const Json place = {{"artifactLocation", {{"uri", uri}}}, {"region", {{"startLine", std::max(1, result.line)}}}};
    out["locations"] = Json::array({{{"physicalLocation", place}}});
    out["partialFingerprints"] = {{"primaryLocationLineHash", fingerprint(*finding.column, result)}};
    Json requirements = Json::array();
    for (const std::string& id : result.requirements) requirements.push_back(valid_utf8(id));
    out["properties"] = {{"agent", valid_utf8(finding.column->agent)},
                         {"case", valid_utf8(result.case_id)},
                         {"verdict", verdicts(result)},
                         {"requirements", std::move(requirements)}};
    return out;
  }

  const Report& report_;
  std::map<std::string, const RequirementInfo*> requirement_;
  std::vector<Finding> findings_;
  std::size_t left_out_ = 0;
  Json rules_ = Json::array();
  std::map<std::string, std::size_t> rule_index_;
};

}  // namespace

std::string sarif(const Report& report, const Matrix& matrix) {
  return Sarif(report, matrix).document().dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gauntlet::reports
