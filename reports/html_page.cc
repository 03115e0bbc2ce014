#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "reports/escape.h"
#include "reports/page/assets.h"
#include "reports/page/parts.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

// Enough for a browser to open at once, and for an artifact of a CI run.
constexpr std::size_t kMostOctets = 8 << 20;

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

std::string charts(const nlohmann::json& bench) {
  const std::string data = page::bench_data(bench);
  if (data.empty() || page::chart_library().empty()) return {};
  return fmt::format(
      "<script type=\"application/json\" id=\"bench-data\">{}</script>\n<script>\n{}\n</script>\n"
      "<script>\n{}\n</script>\n",
      data, inline_script(page::chart_library()), inline_script(page::charts_js()));
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

std::string sections(const Report& report) {
  return page::document("gate", "Gate", report.gate) + page::bench(report.bench) +
         page::document("fuzz", "Fuzzing", report.fuzz) + page::document("mutants", "Mutants", report.mutants) +
         page::document("history", "History", report.history);
}

/// Links to the sections that are there.
std::string navigation(const std::string& body) {
  static constexpr std::pair<const char*, const char*> kSections[] = {
      {"matrix", "Results"}, {"findings", "Findings"}, {"gate", "Gate"},       {"bench", "Speed"},
      {"fuzz", "Fuzzing"},   {"mutants", "Mutants"},   {"history", "History"}, {"requirements", "Requirements"},
      {"run", "This run"}};
  std::string out;
  for (const auto& [id, label] : kSections) {
    const bool always = id == std::string_view("matrix") || id == std::string_view("run");
    if (!always && body.find(fmt::format("<h2 id=\"{}\">", id)) == std::string::npos) continue;
    out += fmt::format("<a href=\"#{}\">{}</a>\n", id, label);
  }
  return out;
}

std::size_t size_of(const Parts& parts) {
  std::size_t size = page::page_html().size();
  for (const auto& [name, text] : parts) size += text.size();
  return size;
}

}  // namespace

std::string html_page(const Report& report, const Matrix& matrix) {
  Parts parts;
  parts["css"] = page::page_css();
  parts["js"] = inline_script(page::page_js());
  parts["subtitle"] = subtitle(report);
  parts["headline"] = page::headline(matrix);
  parts["subjects"] = page::subjects(matrix);
  parts["matrix"] = page::matrix_table(report, matrix);
  parts["sections"] = sections(report);
  parts["coverage"] = page::coverage(report, matrix);
  parts["run"] = page::run_facts(report, matrix);
  parts["charts"] = charts(report.bench);

  // Details get what is left: findings first.
  const std::size_t taken = size_of(parts) + 4096;
  const std::size_t left = kMostOctets - std::min(kMostOctets, taken);
  parts["findings"] = page::findings(report, matrix, left / 3 * 2);
  parts["cases"] = page::case_data(report, matrix, left - std::min(left, parts["findings"].size()));
  parts["nav"] = navigation(parts["findings"] + parts["sections"] + parts["coverage"]);
  return filled(page::page_html(), parts);
}

}  // namespace gauntlet::reports
