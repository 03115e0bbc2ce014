#include <fmt/format.h>

#include <algorithm>

#include "reports/escape.h"
#include "reports/page/bench_groups.h"
#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTrends = 24;

std::string numbers(const BenchGroup& group) {
  std::string out = fmt::format(
      "<div class=\"scroll tall\" role=\"region\" aria-label=\"{0}, numbers\" tabindex=\"0\"><table "
      "class=\"data\"><thead><tr><th scope=\"col\">Name<th scope=\"col\">Kernel<th scope=\"col\">"
      "Peer<th scope=\"col\" class=\"num\">Size<th scope=\"col\" class=\"num\">{1}<th scope=\"col\">"
      "Beside its anchor</thead><tbody>\n",
      html(group.title), html(group.unit));
  for (const Measured& one : group.measured) {
    out += fmt::format("<tr><th scope=\"row\">{}<td>{}<td>{}<td class=\"num\">{}<td class=\"num\">{}<td>{}\n",
                       html(one.name), html(one.kernel), html(one.peer),
                       one.size > 0 ? fmt::format("{:.0f}", one.size) : "", number_words(one.value),
                       html(beside_anchor(group, one)));
  }
  return out + "</tbody></table></div>";
}

std::string chart(const BenchGroup& group, std::size_t index) {
  return fmt::format(
      "<figure class=\"chart\"><figcaption>{0} <span class=\"quiet\">{1}, {3} is better</span></figcaption><div "
      "class=\"canvas\" hidden><canvas data-group=\"{2}\" role=\"img\" aria-label=\"Chart: {0}, {1}; the numbers "
      "stand below\"></canvas></div><details class=\"more\"><summary>Numbers</summary>{4}</details></figure>\n",
      html(group.title), html(group.unit), index, group.rates() ? "higher" : "lower", numbers(group));
}

/// What has one figure only needs no chart.
std::string single_figures(const std::vector<BenchGroup>& groups) {
  std::string rows;
  for (const BenchGroup& group : groups) {
    if (group.measured.size() != 1 || group.anchors()) continue;
    rows += fmt::format("<tr><th scope=\"row\">{}<td class=\"num\">{}<td>{}<td>{}\n", html(group.title),
                        number_words(group.measured[0].value), html(group.unit),
                        html(beside_anchor(group, group.measured[0])));
  }
  if (rows.empty()) return {};
  return "<h3>Single figures</h3>\n<div class=\"scroll\" role=\"region\" aria-label=\"Single figures\" "
         "tabindex=\"0\"><table class=\"data\"><thead><tr><th scope=\"col\">What<th scope=\"col\" "
         "class=\"num\">Figure<th scope=\"col\">Unit<th scope=\"col\">Beside its anchor</thead><tbody>\n" +
         rows + "</tbody></table></div>\n";
}

std::string trends(const json& history) {
  std::string out;
  std::size_t index = 0;
  for (const json& series : rows_of(history, "series")) {
    if (index == kMostTrends) break;
    const std::string name = html(string_of(series, "name"));
    const std::size_t changes = rows_of(series, "changes").size();
    out += fmt::format(
        "<figure class=\"chart small\"><figcaption>{0} <span class=\"quiet\">{1} runs{2}</span></figcaption><div "
        "class=\"canvas\" hidden><canvas data-trend=\"{3}\" role=\"img\" aria-label=\"Trend of {0}\"></canvas></div>"
        "</figure>\n",
        name, rows_of(series, "points").size(), changes > 0 ? fmt::format(", {} steps", changes) : "", index++);
  }
  return out.empty() ? out
                     : "<h3>Trend <span class=\"quiet\">each figure through the machine's own speed</span></h3>\n<div "
                       "class=\"charts\">\n" +
                           out + "</div>\n";
}

json trend_data(const json& history) {
  json out = json::array();
  for (const json& series : rows_of(history, "series")) {
    if (out.size() == kMostTrends) break;
    json points = json::array();
    for (const json& point : rows_of(series, "points")) {
      points.push_back({xml_text(string_of(point, "time")), xml_text(cut(string_of(point, "commit"), 12)),
                        number_of(point, "value")});
    }
    out.push_back(std::move(points));
  }
  return out;
}

json group_data(const BenchGroup& group) {
  json rows = json::array();
  for (const Measured& one : group.measured) {
    json row = {{"name", xml_text(one.name)}, {"value", one.value}};
    if (!one.kernel.empty()) row["kernel"] = xml_text(one.kernel);
    if (!one.peer.empty()) row["peer"] = xml_text(one.peer);
    if (one.size > 0) row["size"] = one.size;
    if (one.anchor_is_limit) row["limit"] = one.anchor_value;
    rows.push_back(std::move(row));
  }
  return {{"unit", xml_text(group.unit)}, {"by_size", group.by_size()}, {"rows", std::move(rows)}};
}

}  // namespace

std::string bench(const json& document_json, const json& history) {
  const std::vector<BenchGroup> groups = bench_groups(document_json);
  if (groups.empty()) return document(document_json) + trends(history);
  std::string out, limits;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].anchors()) {
      limits += chart(groups[i], i);
    } else if (groups[i].measured.size() > 1) {
      out += chart(groups[i], i);
    }
  }
  out = "<div class=\"charts\">\n" + out + "</div>\n" + single_figures(groups) + trends(history);
  if (!limits.empty()) {
    out +=
        "<h3>The machine's limits <span class=\"quiet\">what the figures above are held against</span></h3>\n<div "
        "class=\"charts\">\n" +
        limits + "</div>\n";
  }
  json rest = document_json;
  rest.erase("benchmarks");
  const std::string facts = document(rest);
  return out + (facts.empty() ? facts : "<h3>Conditions</h3>\n" + facts);
}

std::string bench_data(const json& document_json, const json& history) {
  const std::vector<BenchGroup> groups = bench_groups(document_json);
  json charts = json::array();
  for (const BenchGroup& group : groups) charts.push_back(group_data(group));
  json trend = trend_data(history);
  if (charts.empty() && trend.empty()) return {};
  const json all = {{"groups", std::move(charts)}, {"trends", std::move(trend)}};
  return json_for_script(all.dump(-1, ' ', true, json::error_handler_t::replace));
}

}  // namespace gauntlet::reports::page
