#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/escape.h"
#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

constexpr std::size_t kMostRows = 500, kMostColumns = 16, kMostOfCell = 300, kMostTables = 12;

/// A value on one line. Depth is bounded: documents may come from other programs.
std::string words_of(const json& value, int depth = 0) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "\u2013";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_float()) return number_words(value.get<double>());
  if (!value.is_structured()) return value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (depth > 3) return "\u2026";
  std::string out;
  for (const auto& [key, element] : value.items()) {
    if (out.size() > kMostOfCell) break;
    if (!out.empty()) out += ", ";
    if (value.is_object()) out += key + ": ";
    out += words_of(element, depth + 1);
  }
  return out;
}

bool is_table(const json& value) {
  return value.is_array() && !value.empty() &&
         std::all_of(value.begin(), value.end(), [](const json& element) { return element.is_object(); });
}

/// Keys of all rows: what names a row first, the rest by name.
std::vector<std::string> columns_of(const json& rows) {
  static constexpr const char* kFirst[] = {"id", "name", "target", "kind", "verdict", "passed", "ok", "killed"};
  std::vector<std::string> columns;
  const auto add = [&columns](const std::string& key) {
    const bool known = std::find(columns.begin(), columns.end(), key) != columns.end();
    if (!known && columns.size() < kMostColumns) columns.push_back(key);
  };
  for (const char* key : kFirst) {
    if (std::any_of(rows.begin(), rows.end(), [key](const json& row) { return row.contains(key); })) add(key);
  }
  for (const json& row : rows) {
    for (const auto& [key, value] : row.items()) add(key);
  }
  return columns;
}

/// Green and red for what is good or bad by its name; the word stands beside the colour.
std::string_view tint_of(const std::string& column, const json& value) {
  static constexpr const char* kGood[] = {"killed", "passed", "ok", "pass"};
  const bool judged = std::find(std::begin(kGood), std::end(kGood), column) != std::end(kGood);
  if (judged && value.is_boolean()) return value.get<bool>() ? " class=\"ok\"" : " class=\"fail\"";
  if (value.is_number()) return " class=\"num\"";
  return "";
}

std::string label(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return html(text);
}

std::string heading(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return label(std::move(text));
}

/// Numbers stand to the right, and so does their heading.
bool numeric(const json& rows, const std::string& column) {
  return std::all_of(rows.begin(), rows.end(),
                     [&](const json& row) { return !row.contains(column) || row[column].is_number(); });
}

std::string table(const std::string& title, const json& rows) {
  const std::vector<std::string> columns = columns_of(rows);
  std::string out = fmt::format(
      "<h3>{} <span class=\"quiet\">{}</span></h3>\n<div class=\"scroll tall\" role=\"region\" aria-label=\"{}, "
      "table\" "
      "tabindex=\"0\"><table class=\"data\"><thead><tr>",
      heading(title), rows.size(), label(title));
  for (const std::string& column : columns)
    out += (numeric(rows, column) ? "<th scope=\"col\" class=\"num\">" : "<th scope=\"col\">") + label(column);
  out += "</thead><tbody>\n";
  std::size_t shown = 0;
  for (const json& row : rows) {
    if (shown++ == kMostRows) break;
    out += "<tr>";
    for (const std::string& column : columns) {
      const auto at = row.find(column);
      out += at == row.end() ? "<td>"
                             : fmt::format("<td{}>{}", tint_of(column, *at), html(cut(words_of(*at), kMostOfCell)));
    }
    out += '\n';
  }
  out += "</tbody></table></div>";
  if (rows.size() > kMostRows) out += fmt::format("<p class=\"quiet\">{} more</p>", rows.size() - kMostRows);
  return out;
}

}  // namespace

std::string number_words(double value) {
  return std::abs(value) >= 1000 && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                           : fmt::format("{:.4g}", value);
}

std::string string_of(const json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

double number_of(const json& object, const char* key) {
  if (!object.is_object()) return 0;
  const auto at = object.find(key);
  const double value = at != object.end() && at->is_number() ? at->get<double>() : 0;
  return std::isfinite(value) ? value : 0;
}

bool true_in(const json& object, const char* key) {
  if (!object.is_object()) return false;
  const auto at = object.find(key);
  return at != object.end() && at->is_boolean() && at->get<bool>();
}

const json& rows_of(const json& object, const char* key) {
  static const json none = json::array();
  if (!object.is_object()) return none;
  const auto at = object.find(key);
  return at != object.end() && at->is_array() ? *at : none;
}

std::string document(const json& document) {
  if (document.is_null()) return {};
  std::string facts, tables;
  std::size_t count = 0;
  const auto add = [&](const std::string& key, const json& value) {
    if (key == "schema_version") return;
    if (is_table(value)) {
      if (++count <= kMostTables) tables += table(key, value);
    } else if (facts.size() < 20'000) {
      facts += fmt::format("<dt>{}<dd>{}\n", label(key), html(cut(words_of(value), kMostOfCell)));
    }
  };
  if (document.is_object()) {
    for (const auto& [key, value] : document.items()) add(key, value);
  } else {
    add("content", document);
  }
  if (!facts.empty()) facts = "<dl class=\"facts\">\n" + facts + "</dl>\n";
  return facts + tables;
}

}  // namespace gauntlet::reports::page
