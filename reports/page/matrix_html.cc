#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

constexpr Standing kWorstFirst[] = {Standing::kFailed, Standing::kNonStrict, Standing::kOk, Standing::kInformational,
                                    Standing::kUnimplemented};

std::string_view word(Behaviour behaviour) {
  switch (behaviour) {
    case Behaviour::kOk: return "OK";
    case Behaviour::kNonStrict: return "Non-strict";
    case Behaviour::kInformational: return "Info";
    case Behaviour::kUnimplemented: return "Unimplemented";
    case Behaviour::kFailed: return "Failed";
  }
  return "Failed";
}

std::string close_words(const RunResult& result) {
  const std::string code = result.remote_close_code ? std::to_string(*result.remote_close_code) : "";
  switch (result.close_behaviour) {
    case CloseBehaviour::kOk:
    case CloseBehaviour::kInformational: return code.empty() ? "no code" : code;
    case CloseBehaviour::kFailed: return code.empty() ? "Failed" : "Failed " + code;
    case CloseBehaviour::kUnclean: return code.empty() ? "Unclean" : "Unclean " + code;
    case CloseBehaviour::kWrongCode: return "Wrong code " + code;
    case CloseBehaviour::kFailedByClient: return code.empty() ? "Not dropped" : "Not dropped " + code;
  }
  return code;
}

constexpr std::string_view kUnexpectedMark =
    "<b class=x title=\"Unexpected: counts for the exit code\"> \u2731<span class=sr> unexpected</span></b>";

// End tags of cells and rows may be left out in HTML, and there are thousands.
std::string cells(const Column& column, const RunResult* result) {
  if (result == nullptr) return "<td class=\"no\">not run<td class=\"no\">";
  const bool unimplemented = result->behaviour == Behaviour::kUnimplemented;
  const std::string_view behaviour_class = result->behaviour == Behaviour::kFailed ? css_class(Standing::kFailed)
                                           : result->behaviour == Behaviour::kNonStrict
                                               ? css_class(Standing::kNonStrict)
                                           : unimplemented                       ? css_class(Standing::kUnimplemented)
                                           : result->behaviour == Behaviour::kOk ? css_class(Standing::kOk)
                                                                                 : css_class(Standing::kInformational);
  std::string verdict(word(result->behaviour));
  if (is_finding(*result)) verdict = fmt::format("<a href=\"#{}\">{}</a>", html(anchor(column, *result)), verdict);
  if (result->death) verdict += " (died)";
  if (result->unexpected) verdict += kUnexpectedMark;
  return fmt::format("<td class=\"{}\">{}<td class=\"{}\">{}", behaviour_class, verdict,
                     unimplemented ? behaviour_class : css_class(result->close_behaviour),
                     unimplemented ? "" : close_words(*result));
}

/// What the filter looks at besides what is to be seen.
std::string keywords(const RunResult& result) {
  return html(fmt::format("{} {} {}", name(result.severity), fmt::join(result.flags, " "),
                          fmt::join(result.requirements, " ")));
}

std::string head(const Matrix& matrix) {
  std::string out = "<thead><tr><th scope=\"col\" rowspan=\"2\" class=\"case\">Case";
  for (const Column& column : matrix.columns) {
    const std::string agent = html(column.agent);
    out += fmt::format("<th scope=\"colgroup\" colspan=\"2\" title=\"{0}\" data-stem=\"{1}\"><span>{0}</span>", agent,
                       html(column.stem));
  }
  out += "<tr>";
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) out += "<th scope=\"col\">behaviour<th scope=\"col\">close";
  return out + "</thead>\n";
}

constexpr std::string_view kFilters = R"(<form class="filters" id="filters" hidden>
<label>Find <input type="search" id="find" placeholder="id, title, flag, requirement" autocomplete="off"></label>
<fieldset id="standings"><legend class="sr">Verdicts</legend>
<label class="chip fail"><input type="checkbox" value="fail" checked> Failed</label>
<label class="chip ns"><input type="checkbox" value="ns" checked> Non-strict</label>
<label class="chip ok"><input type="checkbox" value="ok" checked> OK</label>
<label class="chip info"><input type="checkbox" value="info" checked> Info</label>
<label class="chip un"><input type="checkbox" value="un" checked> Unimplemented</label>
<label class="chip no"><input type="checkbox" value="no" checked> Not run</label>
</fieldset>
<label class="chip"><input type="checkbox" id="unexpected"> Only unexpected</label>
<details id="agents"><summary>Subjects</summary><div></div></details>
<output id="count"></output>
</form>
<p class="quiet">Behaviour, and the close code that the subject sent. <b class="x">✱</b> unexpected: counts for the exit code.</p>
)";

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

std::string_view css_class(CloseBehaviour close) {
  switch (close) {
    case CloseBehaviour::kOk: return "ok";
    case CloseBehaviour::kInformational: return "info";
    case CloseBehaviour::kFailedByClient: return "ns";
    case CloseBehaviour::kFailed:
    case CloseBehaviour::kUnclean:
    case CloseBehaviour::kWrongCode: return "fail";
  }
  return "fail";
}

std::string anchor(const Column& column, const RunResult& result) { return column.stem + "/" + result.case_id; }

std::string headline(const Matrix& matrix) {
  if (matrix.total == 0) return "<p class=\"verdict\">No case was run.</p>";
  const std::string of = fmt::format("{} results of {} subject{}", matrix.total, matrix.columns.size(),
                                     matrix.columns.size() == 1 ? "" : "s");
  if (matrix.unexpected == 0) return fmt::format("<p class=\"verdict ok\"><b>As expected</b> {}</p>", of);
  return fmt::format("<p class=\"verdict fail\"><b>{} unexpected</b> of {}</p>", matrix.unexpected, of);
}

std::string subjects(const Matrix& matrix) {
  if (matrix.columns.empty()) return {};
  std::string out =
      "<div class=\"scroll\"><table class=\"subjects\"><thead><tr><th scope=\"col\">Subject<th scope=\"col\">Role"
      "<th scope=\"col\" class=\"wide\">Share<th scope=\"col\">Failed<th scope=\"col\">Non-strict<th scope=\"col\">OK"
      "<th scope=\"col\">Info<th scope=\"col\">Unimplemented<th scope=\"col\">Unexpected<th "
      "scope=\"col\">Died</thead><tbody>\n";
  for (const Column& column : matrix.columns) {
    std::string bar, numbers;
    for (const Standing standing : kWorstFirst) {
      const std::size_t count = column.counts[static_cast<std::size_t>(standing)];
      if (count > 0) {
        bar += fmt::format("<i class=\"{}\" style=\"flex-grow:{}\"></i>", css_class(standing), count);
      }
      numbers += fmt::format("<td class=\"num{}{}\">{}", count > 0 ? " " : " zero",
                             count > 0 ? css_class(standing) : "", count);
    }
    out += fmt::format(
        "<tr><th scope=\"row\">{}<td>{}<td><div class=\"bar\" aria-hidden=\"true\">{}</div>{}"
        "<td class=\"num{}\">{}<td class=\"num{}\">{}\n",
        html(column.agent), name(column.role), bar, numbers, column.unexpected > 0 ? " fail" : " zero",
        column.unexpected, column.deaths > 0 ? " fail" : " zero", column.deaths);
  }
  return out + "</tbody></table></div>\n";
}

std::string matrix_table(const Report& report, const Matrix& matrix) {
  if (matrix.rows.empty()) return "<p>There are no results.</p>";
  std::string out(kFilters);
  out +=
      "<div class=\"scroll tall\" role=\"region\" aria-label=\"Results by case and subject\" tabindex=\"0\">"
      "<table class=\"matrix\" id=\"results\">\n" +
      head(matrix);
  const std::string* table = nullptr;
  for (const Row& row : matrix.rows) {
    if (table == nullptr || *table != row.table) {
      if (table != nullptr) out += "</tbody>\n";
      table = &row.table;
      out += fmt::format("<tbody><tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\"><span>{}</span>\n",
                         1 + 2 * matrix.columns.size(), html(table_heading(report, row.table)));
    }
    const RunResult& any = row.any();
    out += fmt::format("<tr data-id=\"{0}\" data-k=\"{1}\"><th scope=\"row\"><b>{0}</b> {2}", html(row.id),
                       keywords(any), html(any.title));
    for (std::size_t i = 0; i < row.cells.size(); ++i) out += cells(matrix.columns[i], row.cells[i]);
    out += '\n';
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace gauntlet::reports::page
