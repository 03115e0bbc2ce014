#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "reports/escape.h"
#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

constexpr std::size_t kMostMeasurements = 5000;

struct Measurement {
  std::string name, kernel, peer;
  double size = 0, value = 0;
  double anchor_ratio = 0;  ///< of the machine's limit for this; 0: not known
};

/// Measurements of one kind and unit: one chart.
struct Group {
  std::string title, unit;
  std::vector<Measurement> measurements;
  [[nodiscard]] bool by_size() const {
    std::set<double> sizes;
    for (const Measurement& one : measurements) sizes.insert(one.size);
    return sizes.size() > 1;
  }
};

std::string string_of(const json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

double number_of(const json& object, const char* key) {
  const auto at = object.find(key);
  const double value = at != object.end() && at->is_number() ? at->get<double>() : 0;
  return std::isfinite(value) ? value : 0;
}

/// Also takes Google Benchmark's own keys.
bool read(const json& from, Measurement& one, std::string& unit) {
  if (!from.is_object()) return false;
  one.name = string_of(from, "name");
  one.kernel = string_of(from, "kernel");
  one.peer = string_of(from, "peer");
  one.size = number_of(from, "size");
  one.value = number_of(from, from.contains("value") ? "value" : "real_time");
  one.anchor_ratio = number_of(from, "anchor_ratio");
  unit = string_of(from, from.contains("unit") ? "unit" : "time_unit");
  return one.value > 0;
}

std::vector<Group> groups_of(const json& document) {
  std::vector<Group> groups;
  if (!document.is_object() || !document.contains("benchmarks") || !document["benchmarks"].is_array()) return groups;
  std::size_t taken = 0;
  for (const json& from : document["benchmarks"]) {
    Measurement one;
    std::string unit;
    if (!read(from, one, unit) || taken++ >= kMostMeasurements) continue;
    std::string title = string_of(from, "group");
    if (title.empty()) title = one.name.substr(0, one.name.find('/'));
    const auto at = std::find_if(groups.begin(), groups.end(),
                                 [&](const Group& group) { return group.title == title && group.unit == unit; });
    if (at != groups.end()) {
      at->measurements.push_back(std::move(one));
    } else {
      groups.push_back({std::move(title), std::move(unit), {std::move(one)}});
    }
  }
  return groups;
}

std::string numbers(const Group& group) {
  std::string out = fmt::format(
      "<div class=\"scroll tall\" role=\"region\" aria-label=\"{0}, numbers\" tabindex=\"0\"><table "
      "class=\"data\"><thead><tr><th scope=\"col\">Name<th scope=\"col\">Kernel<th scope=\"col\">"
      "Peer<th scope=\"col\" class=\"num\">Size<th scope=\"col\" class=\"num\">{1}<th scope=\"col\" "
      "class=\"num\">Share of the limit</thead><tbody>\n",
      html(group.title), html(group.unit));
  for (const Measurement& one : group.measurements) {
    out += fmt::format("<tr><td>{}<td>{}<td>{}<td class=\"num\">{}<td class=\"num\">{}<td class=\"num\">{}\n",
                       html(one.name), html(one.kernel), html(one.peer),
                       one.size > 0 ? fmt::format("{:.0f}", one.size) : "", number_words(one.value),
                       one.anchor_ratio > 0 ? fmt::format("{:.1f} %", one.anchor_ratio * 100) : "");
  }
  return out + "</tbody></table></div>";
}

}  // namespace

std::string bench(const json& document) {
  const std::vector<Group> groups = groups_of(document);
  if (groups.empty()) return page::document("bench", "Speed", document);
  std::string out = "<section aria-labelledby=\"bench\">\n<h2 id=\"bench\">Speed</h2>\n";
  json rest = document;
  rest.erase("benchmarks");
  // The document's own facts (machine, settings), without a second heading.
  const std::string facts = page::document("bench-facts", "Conditions", rest);
  out += "<div class=\"charts\">\n";
  for (std::size_t i = 0; i < groups.size(); ++i) {
    out += fmt::format(
        "<figure class=\"chart\"><figcaption>{0} <span class=\"quiet\">{1}</span></figcaption><div class=\"canvas\" "
        "hidden><canvas data-group=\"{2}\" role=\"img\" aria-label=\"Chart: {0}, {1}; the numbers stand "
        "below\"></canvas></div>"
        "<details class=\"more\"><summary>Numbers</summary>{3}</details></figure>\n",
        html(groups[i].title), html(groups[i].unit), i, numbers(groups[i]));
  }
  return out + "</div>\n</section>\n" + (facts.find("<dd>") == std::string::npos ? std::string() : facts);
}

std::string bench_data(const json& document) {
  const std::vector<Group> groups = groups_of(document);
  if (groups.empty()) return {};
  json out = json::array();
  for (const Group& group : groups) {
    json rows = json::array();
    for (const Measurement& one : group.measurements) {
      json row = {{"name", xml_text(one.name)}, {"value", one.value}};
      if (!one.kernel.empty()) row["kernel"] = xml_text(one.kernel);
      if (!one.peer.empty()) row["peer"] = xml_text(one.peer);
      if (one.size > 0) row["size"] = one.size;
      if (one.anchor_ratio > 0) row["limit"] = one.value / one.anchor_ratio;
      rows.push_back(std::move(row));
    }
    out.push_back({{"unit", xml_text(group.unit)}, {"by_size", group.by_size()}, {"rows", std::move(rows)}});
  }
  return json_for_script(out.dump(-1, ' ', true, json::error_handler_t::replace));
}

}  // namespace gauntlet::reports::page
