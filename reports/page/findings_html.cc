#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

// How many rows of a log are tried, in turn, until a finding fits.
constexpr std::array<std::size_t, 5> kRows = {400, 100, 24, 8, 0};

struct Finding {
  const Column* column;
  const RunResult* result;
};

std::string entry(const Finding& finding, const RequirementIndex& requirements, std::size_t rows) {
  const RunResult& result = *finding.result;
  // The id is on the content: a browser that is sent there opens the details, also without a script.
  return fmt::format(
      "<details class=\"finding\"><summary><span class=\"tag {}\">{}</span> <b>{}</b> {} {} "
      "<span class=\"quiet\">{}</span></summary>\n<div id=\"{}\">{}</div></details>\n",
      css_class(result), html(verdicts(result)), html(finding.column->agent), html(result.case_id), html(result.title),
      html(result.death ? result.death->what : result.result), html(anchor(*finding.column, result)),
      case_body(result, requirements, rows));
}

// What a finding takes without its log, as a rule.
constexpr std::size_t kEnoughForFacts = 8000;

/// Shares a budget among findings: each may take thrice its share of what is left, since most need
/// far less, but not what the facts of those after it need.
class Sharing {
 public:
  Sharing(std::size_t budget, std::size_t findings) : left_(budget), findings_(findings) {}

  /// The finding with as much of its log as fits; empty if not even its facts do.
  std::string fitting(const Finding& finding, const RequirementIndex& requirements) {
    const std::size_t share = left_ / std::max<std::size_t>(findings_, 1);
    if (findings_ > 0) --findings_;
    const std::size_t reserved = findings_ * std::min(share, kEnoughForFacts);
    const std::size_t allowed = std::min(std::max(share * 3, kEnoughForFacts), left_ - std::min(left_, reserved));
    for (const std::size_t rows : kRows) {
      std::string text = entry(finding, requirements, rows);
      if (text.size() > allowed) continue;
      left_ -= text.size();
      return text;
    }
    return {};
  }

 private:
  std::size_t left_, findings_;
};

struct Group {
  std::string_view heading;
  bool (*holds)(const RunResult&);
};
constexpr std::array<Group, 3> kGroups = {{
    {"Unexpected", [](const RunResult& r) { return r.unexpected; }},
    {"Failed, as announced",
     [](const RunResult& r) { return !r.unexpected && (r.death || standing(r) == Standing::kFailed); }},
    {"Not strict", [](const RunResult& r) { return !r.unexpected && !r.death && standing(r) == Standing::kNonStrict; }},
}};

std::vector<Finding> chosen(const Matrix& matrix, bool (*holds)(const RunResult&)) {
  std::vector<Finding> findings;
  for (const Row& row : matrix.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] != nullptr && holds(*row.cells[i])) findings.push_back({&matrix.columns[i], row.cells[i]});
    }
  }
  return findings;
}

}  // namespace

RequirementIndex index_of(const std::vector<RequirementInfo>& requirements) {
  RequirementIndex index;
  for (const RequirementInfo& requirement : requirements) index[requirement.id] = &requirement;
  return index;
}

bool is_finding(const RunResult& result) {
  return std::any_of(kGroups.begin(), kGroups.end(), [&](const Group& group) { return group.holds(result); });
}

std::string findings(const Report& report, const Matrix& matrix, std::size_t budget) {
  const std::size_t all = chosen(matrix, is_finding).size();
  if (all == 0) return {};
  const RequirementIndex requirements = index_of(report.requirements);
  Sharing sharing(budget, all);
  std::string out = "<section aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n";
  for (const Group& group : kGroups) {
    const std::vector<Finding> findings = chosen(matrix, group.holds);
    if (findings.empty()) continue;
    out += fmt::format("<h3>{} <span class=\"quiet\">{}</span></h3>\n", group.heading, findings.size());
    std::size_t left_out = 0;
    for (const Finding& finding : findings) {
      const std::string text = sharing.fitting(finding, requirements);
      left_out += text.empty() ? 1 : 0;
      out += text;
    }
    if (left_out > 0)
      out += fmt::format("<p class=\"quiet\">{} more are in results.jsonl: this page has a limit.</p>\n", left_out);
  }
  return out + "</section>\n";
}

}  // namespace gauntlet::reports::page
