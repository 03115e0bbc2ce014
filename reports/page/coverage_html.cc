#include <fmt/format.h>

#include "reports/coverage.h"
#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

std::string case_list(const std::vector<std::string>& cases) {
  constexpr std::size_t kMost = 12;
  std::string out;
  for (std::size_t i = 0; i < std::min(kMost, cases.size()); ++i) out += (i > 0 ? ", " : "") + html(cases[i]);
  if (cases.size() > kMost) out += fmt::format(" and {} more", cases.size() - kMost);
  return out;
}

std::string row(const RequirementInfo& requirement, const Matrix& matrix, const Coverage& coverage) {
  const std::vector<std::string> cases = coverage.cases_of(requirement);
  const std::string url = url_of(requirement);
  const std::string section = html("RFC " + rfc_of(requirement) + ", " + requirement.section);
  std::string out = fmt::format(
      "<tr id=\"{0}\"><th scope=\"row\"><code>{0}</code><td>{1}<td><b>{2}</b> {3}{4}<td>{5}", html(requirement.id),
      url.empty() ? section : fmt::format("<a href=\"{}\" rel=\"noreferrer\">{}</a>", html(url), section),
      html(requirement.level), html(requirement.text),
      requirement.reason.empty() ? "" : "<br><span class=\"quiet\">" + html(requirement.reason) + "</span>",
      !cases.empty()         ? case_list(cases)
      : requirement.testable ? "<span class=\"tag ns\">no case</span>"
                             : "<span class=\"quiet\">not testable</span>");
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    const std::optional<Standing> worst = coverage.standing_of(requirement, i);
    out += worst ? fmt::format("<td class=\"{}\">{}", css_class(*worst), name(*worst)) : "<td class=\"no\">\u2013";
  }
  return out + "\n";
}

std::string list_of(std::string_view heading, const std::vector<std::string>& texts) {
  constexpr std::size_t kMost = 500;
  if (texts.empty()) return {};
  std::string out = fmt::format("<h3>{} <span class=\"quiet\">{}</span></h3><ul>", heading, texts.size());
  for (std::size_t i = 0; i < std::min(kMost, texts.size()); ++i) out += "<li>" + html(cut(texts[i], 500)) + "\n";
  if (texts.size() > kMost) out += fmt::format("<li>and {} more", texts.size() - kMost);
  return out + "</ul>";
}

/// As it can be typed again, for a shell: what is not plain stands in quotes.
std::string command_line(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\$`!*?[]{}()<>|&;~#") == std::string::npos;
    out += out.empty() ? "" : " ";
    if (plain) {
      out += word;
      continue;
    }
    out += '\'';
    for (const char c : word) out += c == '\'' ? "'\\''" : std::string(1, c);
    out += '\'';
  }
  return out;
}

}  // namespace

std::string coverage(const Report& report, const Matrix& matrix) {
  if (report.requirements.empty()) return {};
  const Coverage known(matrix);
  const CoverageCounts counts = count(report.requirements, known);
  std::string out = fmt::format(
      "<section aria-labelledby=\"requirements\">\n<h2 id=\"requirements\">Requirements</h2>\n"
      "<p>{} statements of the RFCs; {} can be tested; a case of this run or of the table cites {}.</p>\n"
      "<details class=\"more\" id=\"requirement-list\"><summary>All statements, their cases, and each subject's worst "
      "verdict on "
      "them</summary>\n<div class=\"scroll tall\" role=\"region\" aria-label=\"Requirements, table\" "
      "tabindex=\"0\"><table "
      "class=\"reqtable\"><thead><tr><th scope=\"col\">Id<th scope=\"col\">Section<th "
      "scope=\"col\">Statement<th scope=\"col\">Cases",
      counts.total, counts.testable, counts.with_cases);
  for (const Column& column : matrix.columns) out += "<th scope=\"col\">" + html(column.agent);
  out += "</thead><tbody>\n";
  for (const RequirementInfo& requirement : report.requirements) out += row(requirement, matrix, known);
  return out + "</tbody></table></div></details></section>\n";
}

std::string run_facts(const Report& report, const Matrix& matrix) {
  const RunInfo& info = report.info;
  std::string out = "<dl class=\"facts\">\n";
  const auto fact = [&out](std::string_view label, const std::string& value) {
    out += fmt::format("<dt>{}<dd>{}\n", label, html(value));
  };
  if (!info.command.empty()) fact("Command", command_line(info.command));
  if (!info.version.empty()) fact("Version", info.version);
  fact("Started", iso_milliseconds(info.started));
  fact("Ended", iso_milliseconds(info.ended));
  fact("Seed", std::to_string(info.seed));
  fact("Cases \u00d7 subjects", fmt::format("{} selected, {} shown", info.selected, matrix.total));
  out += "</dl>" + list_of("Not run", info.not_run) + list_of("Notes", info.notes);
  return out + list_of("Notes on this report", matrix.notes);
}

}  // namespace gauntlet::reports::page
