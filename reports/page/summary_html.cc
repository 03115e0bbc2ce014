#include <fmt/format.h>

#include <map>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

constexpr Standing kWorstFirst[] = {Standing::kFailed, Standing::kNonStrict, Standing::kOk, Standing::kInformational,
                                    Standing::kUnimplemented};

std::string cases_verdict(const Matrix& matrix) {
  if (matrix.total == 0) return "<p class=\"verdict\"><b>No case was run.</b></p>\n";
  const std::string of = fmt::format("{} results of {} subject{}", matrix.total, matrix.columns.size(),
                                     matrix.columns.size() == 1 ? "" : "s");
  if (matrix.unexpected == 0)
    return fmt::format("<p class=\"verdict ok\"><b>As expected</b> <span>{}</span></p>\n", of);
  return fmt::format("<p class=\"verdict fail\"><b>{} unexpected</b> <span>of {}</span></p>\n", matrix.unexpected, of);
}

std::string gate_verdict(const nlohmann::json& gate) {
  const nlohmann::json& parts = rows_of(gate, "parts");
  if (parts.empty()) return {};
  const bool passed = true_in(gate, "passed");
  std::string out = fmt::format("<div class=\"verdict gate {}\"><b>{}</b><ul>", passed ? "ok" : "fail",
                                passed ? "Gate passed" : "Gate failed");
  for (const nlohmann::json& part : parts) {
    const bool good = true_in(part, "passed");
    const std::string_view word = true_in(part, "not_run") ? "not run" : good ? "passed" : "failed";
    out += fmt::format("<li class=\"{}\">{} {} <span class=\"quiet\">{:.1f} s</span>", good ? "ok" : "fail",
                       html(string_of(part, "name")), word, number_of(part, "seconds"));
  }
  return out + "</ul></div>\n";
}

/// What one subject did in the cases of one table.
struct Totals {
  std::size_t cases = 0, passed = 0;
  Standing worst = Standing::kUnimplemented;
};

std::string totals_cell(const Totals& totals) {
  if (totals.cases == 0) return "<td class=\"no\">not run";
  return fmt::format("<td class=\"{}\">{} of {}{}", css_class(totals.worst), totals.passed, totals.cases,
                     totals.passed == totals.cases ? "" : fmt::format(", worst: {}", name(totals.worst)));
}

}  // namespace

std::string_view css_class(Standing standing) {
  switch (standing) {
    case Standing::kUnimplemented: return "un";
    case Standing::kInformational: return "info";
    case Standing::kOk: return "ok";
    case Standing::kNonStrict: return "ns";
    case Standing::kFailed: return "fail";
  }
  return "fail";
}

std::string_view css_class(const RunResult& result) { return css_class(standing(result)); }

std::string anchor(const Column& column, const RunResult& result) { return column.stem + "/" + result.case_id; }

std::string banner(const Report& report, const Matrix& matrix) {
  return gate_verdict(report.gate) + cases_verdict(matrix);
}

std::string subjects(const Matrix& matrix) {
  if (matrix.columns.empty()) return {};
  std::string out =
      "<div class=\"scroll\" role=\"region\" aria-label=\"Subjects\" tabindex=\"0\"><table class=\"subjects\">"
      "<thead><tr><th scope=\"col\">Subject<th scope=\"col\">Role"
      "<th scope=\"col\" class=\"wide\">Share<th scope=\"col\">Failed<th scope=\"col\">Non-strict<th scope=\"col\">OK"
      "<th scope=\"col\">Info<th scope=\"col\">Unimplemented<th scope=\"col\">Unexpected<th "
      "scope=\"col\">Died</thead><tbody>\n";
  for (const Column& column : matrix.columns) {
    std::string bar, numbers;
    for (const Standing standing : kWorstFirst) {
      const std::size_t count = column.counts[static_cast<std::size_t>(standing)];
      if (count > 0) bar += fmt::format("<i class=\"{}\" style=\"flex-grow:{}\"></i>", css_class(standing), count);
      numbers += fmt::format("<td class=\"num {}\">{}", count > 0 ? css_class(standing) : "zero", count);
    }
    out += fmt::format(
        "<tr><th scope=\"row\">{}<td>{}<td><div class=\"bar\" aria-hidden=\"true\">{}</div>{}"
        "<td class=\"num {}\">{}<td class=\"num {}\">{}\n",
        html(column.agent), name(column.role), bar, numbers, column.unexpected > 0 ? "fail" : "zero", column.unexpected,
        column.deaths > 0 ? "fail" : "zero", column.deaths);
  }
  return out + "</tbody></table></div>\n";
}

std::string section_totals(const Report& report, const Matrix& matrix) {
  if (matrix.rows.empty()) return "<p>There are no results.</p>";
  std::vector<std::string> order;
  std::map<std::string, std::vector<Totals>> tables;
  for (const Row& row : matrix.rows) {
    std::vector<Totals>& of_table = tables[row.table];
    if (of_table.empty()) order.push_back(row.table);
    of_table.resize(matrix.columns.size());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] == nullptr) continue;
      const Standing one = standing(*row.cells[i]);
      ++of_table[i].cases;
      of_table[i].passed += one == Standing::kOk || one == Standing::kInformational ? 1 : 0;
      of_table[i].worst = std::max(of_table[i].worst, one);
    }
  }
  std::string out =
      "<div class=\"scroll tall\" role=\"region\" aria-label=\"Results by section\" tabindex=\"0\"><table "
      "class=\"data\"><thead><tr><th scope=\"col\">Section";
  for (const Column& column : matrix.columns) out += "<th scope=\"col\">" + html(column.agent);
  out += "</thead><tbody>\n";
  for (const std::string& table : order) {
    out += "<tr><th scope=\"row\">" + html(table_heading(report, table));
    for (const Totals& totals : tables[table]) out += totals_cell(totals);
    out += '\n';
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace gauntlet::reports::page
