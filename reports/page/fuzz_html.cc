#include <fmt/format.h>

#include "reports/escape.h"
#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

std::string target_row(const json& target) {
  const std::size_t findings = rows_of(target, "findings").size();
  std::string out = fmt::format("<tr><th scope=\"row\"><code>{}</code>", html(string_of(target, "target")));
  for (const char* key : {"runs", "seconds", "exec_per_s", "edges", "features", "corpus"}) {
    out += fmt::format("<td class=\"num\">{}", number_words(number_of(target, key)));
  }
  return out + fmt::format("<td class=\"{}\">{}\n", findings > 0 ? "fail" : "ok",
                           findings > 0 ? fmt::format("{} findings", findings) : "no finding");
}

std::string finding_row(const json& target, const json& finding) {
  return fmt::format("<tr><th scope=\"row\"><code>{}</code><td>{}<td>{}<td><code>{}</code><td class=\"num\">{}\n",
                     html(string_of(target, "target")), html(string_of(finding, "kind")),
                     html(cut(string_of(finding, "signature"), 600)), html(string_of(finding, "file")),
                     number_words(number_of(finding, "reproduced")));
}

}  // namespace

std::string fuzz(const json& document_json) {
  const json& targets = rows_of(document_json, "targets");
  if (targets.empty()) return document(document_json);
  std::string rows, findings;
  for (const json& target : targets) {
    rows += target_row(target);
    for (const json& finding : rows_of(target, "findings")) findings += finding_row(target, finding);
  }
  std::string out;
  if (!findings.empty()) {
    out +=
        "<h3>Findings</h3>\n<div class=\"scroll\" role=\"region\" aria-label=\"Fuzz findings\" tabindex=\"0\"><table "
        "class=\"data\"><thead><tr><th scope=\"col\">Target<th scope=\"col\">Kind<th scope=\"col\">What happened<th "
        "scope=\"col\">Input<th scope=\"col\" class=\"num\">Reproduced, of 3</thead><tbody>\n" +
        findings + "</tbody></table></div>\n";
  }
  return out +
         "<h3>Targets</h3>\n<div class=\"scroll\" role=\"region\" aria-label=\"Fuzz targets\" tabindex=\"0\"><table "
         "class=\"data\"><thead><tr><th scope=\"col\">Target<th scope=\"col\" class=\"num\">Runs<th scope=\"col\" "
         "class=\"num\">Seconds<th scope=\"col\" class=\"num\">Runs a second<th scope=\"col\" class=\"num\">Edges<th "
         "scope=\"col\" class=\"num\">Features<th scope=\"col\" class=\"num\">Corpus<th "
         "scope=\"col\">Findings</thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

}  // namespace gauntlet::reports::page
