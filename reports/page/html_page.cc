#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/assets/assets.h"
#include "reports/coverage.h"
#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

// What an artifact of a CI run may well be, and a browser opens at once: the details, by far the most
// of it, are packed until somebody looks at a case.
constexpr std::size_t kMostOfDocument = 14'500'000;
constexpr std::size_t kMostFindings = 1'500'000;

using Parts = std::map<std::string, std::string, std::less<>>;

/// `text` with each {{name}} replaced; what is put in is not looked at again.
std::string filled(std::string_view text, const Parts& parts) {
  std::string out;
  for (;;) {
    const std::size_t open = text.find("{{");
    const std::size_t close = open == std::string_view::npos ? open : text.find("}}", open);
    if (close == std::string_view::npos) return out.append(text);
    out.append(text.substr(0, open));
    const auto part = parts.find(text.substr(open + 2, close - open - 2));
    if (part != parts.end()) out.append(part->second);
    text.remove_prefix(close + 2);
  }
}

/// A script that may stand within a script element: in JavaScript `<\/` within a string is `</`.
std::string inline_script(std::string_view script) {
  std::string out;
  for (std::size_t i = 0; i < script.size(); ++i) {
    out += script[i];
    if (script[i] == '<' && i + 1 < script.size() && script[i + 1] == '/') out += '\\';
  }
  return out;
}

std::string script(std::string_view text) { return "<script>\n" + inline_script(text) + "\n</script>\n"; }

std::string charts(const Report& report) {
  const std::string data = page::bench_data(report.bench, report.history);
  if (data.empty() || page::chart_library().empty()) return {};
  return fmt::format("<script type=\"application/json\" id=\"bench-data\">{}</script>\n", data) +
         script(page::chart_library()) + script(page::charts_js());
}

std::string subtitle(const Report& report) {
  const RunInfo& info = report.info;
  std::string text = "wsgauntlet";
  if (!info.version.empty()) text += " " + info.version;
  if (info.started.time_since_epoch().count() != 0) text += ", " + iso_milliseconds(info.started);
  if (info.ended > info.started) {
    text += ", " + duration_words(std::chrono::duration_cast<std::chrono::microseconds>(info.ended - info.started));
  }
  if (info.quick) text += ", quick";
  return html(text);
}

/// A view of the page and its tab. Views without content are not there.
struct View {
  const char *id, *label;
  std::string count, content;
};

std::string view_section(const View& view) {
  return fmt::format("<section class=\"view\" aria-labelledby=\"{0}\">\n<h2 id=\"{0}\">{1}</h2>\n{2}</section>\n",
                     view.id, view.label, view.content);
}

std::string tab(const View& view) {
  const std::string count =
      view.count.empty() ? std::string() : fmt::format(" <span class=\"count\">{}</span>", view.count);
  return fmt::format("<a href=\"#{}\">{}{}</a>\n", view.id, view.label, count);
}

std::string killed_of_all(const nlohmann::json& mutants) {
  const nlohmann::json& all = page::rows_of(mutants, "mutants");
  return all.empty() ? std::string() : fmt::format("{} of {}", page::number_of(mutants, "killed"), all.size());
}

std::string covered(const Report& report, const Matrix& matrix) {
  const CoverageCounts counts = count(report.requirements, Coverage(matrix));
  return fmt::format("{} of {}", counts.with_cases, counts.total);
}

std::size_t size_of(const Parts& parts) {
  std::size_t size = page::page_html().size();
  for (const auto& [name, text] : parts) size += text.size();
  return size;
}

}  // namespace

std::string html_page(const Report& report, const Matrix& matrix) {
  const std::vector<View> views = {
      {"requirements", "Requirements", covered(report, matrix), page::coverage(report, matrix)},
      {"mutants", "Mutants", killed_of_all(report.mutants), page::mutants(report.mutants)},
      {"fuzz", "Fuzzing", "", page::fuzz(report.fuzz)},
      {"bench", "Speed", "", page::bench(report.bench, report.history)},
      {"run", "This run", "", page::run_facts(report, matrix)}};
  Parts parts;
  parts["css"] = page::page_css();
  parts["js"] = script(page::page_js()) + script(page::matrix_js()) + script(page::pane_js());
  parts["subtitle"] = subtitle(report);
  parts["banner"] = page::banner(report, matrix);
  parts["subjects"] = page::subjects(matrix);
  parts["totals"] = page::section_totals(report, matrix);
  parts["matrix"] = page::matrix_data(report, matrix);
  parts["charts"] = charts(report);
  parts["findings"] = page::findings(matrix, kMostFindings);
  const std::size_t findings = page::count_findings(matrix);
  if (findings > 0) parts["tabs"] = tab({"findings", "Findings", std::to_string(findings), ""});
  for (const View& view : views) {
    if (view.content.empty()) continue;
    parts["views"] += view_section(view);
    parts["tabs"] += tab(view);
  }
  // Details get what is left.
  const std::size_t taken = size_of(parts) + 4096;
  parts["details"] = page::details(matrix, kMostOfDocument - std::min(kMostOfDocument, taken));
  return filled(page::page_html(), parts);
}

}  // namespace gauntlet::reports
