#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

struct Group {
  std::string_view heading, words;
  bool (*holds)(const RunResult&);
};
constexpr std::array<Group, 3> kGroups = {{
    {"Unexpected", "They count for the exit code.", [](const RunResult& r) { return r.unexpected; }},
    {"Failed, as announced", "Known results (--expect) say so.",
     [](const RunResult& r) { return !r.unexpected && (r.death || standing(r) == Standing::kFailed); }},
    {"Not strict", "Allowed, but not what the RFC prefers.",
     [](const RunResult& r) { return !r.unexpected && !r.death && standing(r) == Standing::kNonStrict; }},
}};

struct Finding {
  const Column* column;
  const RunResult* result;
};

std::vector<Finding> chosen(const Matrix& matrix, bool (*holds)(const RunResult&)) {
  std::vector<Finding> findings;
  for (const Row& row : matrix.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] != nullptr && holds(*row.cells[i])) findings.push_back({&matrix.columns[i], row.cells[i]});
    }
  }
  return findings;
}

std::string line(const Finding& finding) {
  const RunResult& result = *finding.result;
  const std::string what = result.death ? "died: " + result.death->what : first_difference(result);
  return fmt::format(
      "<tr><td><span class=\"tag {}\">{}</span><th scope=\"row\"><a href=\"#results?case={}\">{}</a><td>{}<td>{}<td>"
      "{}\n",
      css_class(result), html(verdicts(result)), html(anchor(*finding.column, result)), html(result.case_id),
      html(finding.column->agent), html(cut(result.title, 300)), html(cut(what, 300)));
}

std::string lines(const Group& group, const std::vector<Finding>& findings, std::size_t& budget) {
  std::string out = fmt::format(
      "<h3>{0} <span class=\"quiet\">{1}. {2}</span></h3>\n<div class=\"scroll\" role=\"region\" "
      "aria-label=\"{0}\" tabindex=\"0\"><table class=\"data findings\"><thead><tr><th scope=\"col\">Verdict<th "
      "scope=\"col\">Case<th scope=\"col\">Subject<th scope=\"col\">Title<th scope=\"col\">What "
      "differs</thead><tbody>\n",
      group.heading, findings.size(), group.words);
  std::size_t left_out = 0;
  for (const Finding& finding : findings) {
    const std::string one = left_out > 0 ? std::string() : line(finding);
    if (one.size() > budget || left_out > 0) {
      ++left_out;
      continue;
    }
    budget -= one.size();
    out += one;
  }
  out += "</tbody></table></div>\n";
  if (left_out > 0) out += fmt::format("<p class=\"quiet\">{} more stand in the table of results.</p>\n", left_out);
  return out;
}

}  // namespace

bool is_finding(const RunResult& result) {
  return std::any_of(kGroups.begin(), kGroups.end(), [&](const Group& group) { return group.holds(result); });
}

std::size_t count_findings(const Matrix& matrix) { return chosen(matrix, is_finding).size(); }

std::string findings(const Matrix& matrix, std::size_t budget) {
  if (count_findings(matrix) == 0) return {};
  std::string out = "<section class=\"view\" aria-labelledby=\"findings\">\n<h2 id=\"findings\">Findings</h2>\n";
  for (const Group& group : kGroups) {
    const std::vector<Finding> findings = chosen(matrix, group.holds);
    if (!findings.empty()) out += lines(group, findings, budget);
  }
  return out + "</section>\n";
}

}  // namespace gauntlet::reports::page
