#include <fmt/format.h>

#include <map>

#include "reports/coverage.h"
#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/reproduce.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

std::string case_list(const std::vector<std::string>& cases) {
  constexpr std::size_t kMost = 8;
  std::string out;
  for (std::size_t i = 0; i < std::min(kMost, cases.size()); ++i) out += (i > 0 ? ", " : "") + html(cases[i]);
  if (cases.size() > kMost) out += fmt::format(" and {} more", cases.size() - kMost);
  return out;
}

std::string cases_cell(const RequirementInfo& requirement, const std::vector<std::string>& cases) {
  if (cases.empty()) {
    return requirement.testable ? "<span class=\"tag ns\">no case</span>"
                                : "<span class=\"quiet\">not testable: " + html(requirement.reason) + "</span>";
  }
  return fmt::format("<a href=\"#results?req={}\">{}</a> <span class=\"quiet\">{}</span>", html(requirement.id),
                     cases.size() == 1 ? "1 case" : fmt::format("{} cases", cases.size()), case_list(cases));
}

std::string row(const RequirementInfo& requirement, const Matrix& matrix, const Coverage& coverage) {
  std::string out = fmt::format("<tr id=\"{0}\"><th scope=\"row\"><code>{0}</code><td><b>{1}</b> {2}<td>{3}",
                                html(requirement.id), html(requirement.level), html(requirement.text),
                                cases_cell(requirement, coverage.cases_of(requirement)));
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    const std::optional<Standing> worst = coverage.standing_of(requirement, i);
    out += worst ? fmt::format("<td class=\"{}\">{}", css_class(*worst), name(*worst)) : "<td class=\"no\">\u2013";
  }
  return out + "\n";
}

/// Statements of one section, with how many of them have a case.
std::string section(const std::vector<const RequirementInfo*>& statements, const Matrix& matrix,
                    const Coverage& coverage) {
  const RequirementInfo& first = *statements.front();
  std::size_t testable = 0, covered = 0;
  std::string rows;
  for (const RequirementInfo* one : statements) {
    testable += one->testable ? 1 : 0;
    covered += one->testable && !coverage.cases_of(*one).empty() ? 1 : 0;
    rows += row(*one, matrix, coverage);
  }
  const std::string url = url_of(first);
  const std::string heading = html("RFC " + rfc_of(first) + ", section " + first.section);
  return fmt::format(
      "<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{} <span class=\"quiet\">{} statement{}, {} of "
      "{} testable ones covered</span>\n{}</tbody>\n",
      3 + matrix.columns.size(),
      url.empty() ? heading : fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", html(url), heading),
      statements.size(), statements.size() == 1 ? "" : "s", covered, testable, rows);
}

std::string list_of(std::string_view heading, const std::vector<std::string>& texts) {
  constexpr std::size_t kMost = 500;
  if (texts.empty()) return {};
  std::string out = fmt::format("<h3>{} <span class=\"quiet\">{}</span></h3><ul>", heading, texts.size());
  for (std::size_t i = 0; i < std::min(kMost, texts.size()); ++i) out += "<li>" + html(cut(texts[i], 500)) + "\n";
  if (texts.size() > kMost) out += fmt::format("<li>and {} more", texts.size() - kMost);
  return out + "</ul>";
}

constexpr std::string_view kFilter = R"(<form class="filters" id="requirement-filter" hidden>
<label>Find <input type="search" id="requirement-find" placeholder="section, id, level, words" autocomplete="off"></label>
<label class="chip"><input type="checkbox" id="requirement-gaps"> Only without a case</label>
<label class="chip"><input type="checkbox" id="requirement-failed"> Only where a subject fails</label>
<output id="requirement-count"></output>
</form>
)";

}  // namespace

std::string coverage(const Report& report, const Matrix& matrix) {
  if (report.requirements.empty()) return {};
  const Coverage known(matrix);
  const CoverageCounts counts = count(report.requirements, known);
  std::string out = fmt::format(
      "<p>{} statements of the RFCs; {} can be tested; a case cites {}. Each subject's verdict is the worst of the "
      "cases that cite the statement.</p>\n{}<div class=\"scroll tall\" role=\"region\" aria-label=\"Requirements, "
      "table\" tabindex=\"0\"><table class=\"reqtable\"><thead><tr><th scope=\"col\">Id<th scope=\"col\">Statement<th "
      "scope=\"col\">Cases",
      counts.total, counts.testable, counts.with_cases, kFilter);
  for (const Column& column : matrix.columns) out += "<th scope=\"col\">" + html(column.agent);
  out += "</thead>\n";
  std::vector<const RequirementInfo*> statements;
  for (const RequirementInfo& requirement : report.requirements) {
    const bool same = !statements.empty() && statements.front()->section == requirement.section &&
                      rfc_of(*statements.front()) == rfc_of(requirement);
    if (!statements.empty() && !same) {
      out += section(statements, matrix, known);
      statements.clear();
    }
    statements.push_back(&requirement);
  }
  return out + section(statements, matrix, known) + "</table></div>\n";
}

std::string run_facts(const Report& report, const Matrix& matrix) {
  const RunInfo& info = report.info;
  std::string out = "<dl class=\"facts\">\n";
  const auto fact = [&out](std::string_view label, const std::string& value) {
    out += fmt::format("<dt>{}<dd>{}\n", label, html(value));
  };
  if (!info.command.empty()) fact("Command", shell_words(info.command));
  if (!info.version.empty()) fact("Version", info.version);
  fact("Started", iso_milliseconds(info.started));
  fact("Ended", iso_milliseconds(info.ended));
  fact("Seed", std::to_string(info.seed));
  fact("Cases \u00d7 subjects", fmt::format("{} selected, {} shown", info.selected, matrix.total));
  out += "</dl>" + list_of("Not run", info.not_run) + list_of("Notes", info.notes);
  return out + list_of("Notes on this report", matrix.notes);
}

}  // namespace gauntlet::reports::page
