#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/page/packed.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

using Json = nlohmann::json;

/// How much is told of results; levels are tried in turn until a subject's fit into its share.
struct Detail {
  std::size_t rows_of_findings, rows_of_others;
  bool handshakes_of_others;
};
constexpr std::array<Detail, 5> kDetails = {
    {{400, 60, true}, {200, 30, true}, {100, 16, false}, {40, 8, false}, {0, 0, false}}};

Json text(std::string_view octets) { return xml_text(octets); }

/// [time in us, kind, note] or [time, kind, size, hex] and, of a frame, opcode, fin, rsv, key or null.
Json log_row(const WireEntry& entry) {
  Json row = {entry.at.count(), static_cast<int>(entry.kind)};
  if (entry.kind == WireEntry::Kind::kTimer || entry.kind == WireEntry::Kind::kNote) {
    row.push_back(text(entry.note));
    return row;
  }
  row.push_back(entry.size);
  row.push_back(hex(entry.head));
  if (entry.kind == WireEntry::Kind::kSentOctets || entry.kind == WireEntry::Kind::kReceivedOctets) return row;
  row.push_back(std::string(opcode_name(entry.opcode)));
  row.push_back(entry.fin ? 1 : 0);
  row.push_back(entry.rsv);
  row.push_back(entry.masking_key ? Json(fmt::format("{:08x}", *entry.masking_key)) : Json(nullptr));
  return row;
}

void put_log(Json& out, const std::vector<WireEntry>& log, std::size_t most_rows) {
  if (log.empty() || most_rows == 0) return;
  Json rows = Json::array();
  const std::size_t last = log.size() <= most_rows ? 0 : most_rows / 4;
  const std::size_t first = std::min(log.size(), most_rows) - last;
  for (std::size_t i = 0; i < first; ++i) rows.push_back(log_row(log[i]));
  if (last > 0) {
    WireEntry gap;
    gap.at = log[first].at;
    gap.note = fmt::format("{} entries are left out here", log.size() - first - last);
    rows.push_back(log_row(gap));
  }
  for (std::size_t i = log.size() - last; i < log.size(); ++i) rows.push_back(log_row(log[i]));
  out["log"] = std::move(rows);
}

/// [outcome, place of the first difference or -1, [[expected, seen, same]]]
Json comparison(const RunResult& result) {
  const Comparison compared = compare_events(result);
  Json rows = Json::array();
  for (const ComparedEvent& event : compared.events) {
    rows.push_back({text(event.expected), text(event.seen), event.same ? 1 : 0});
  }
  const int first = compared.first_difference ? static_cast<int>(*compared.first_difference) : -1;
  return {text(compared.outcome), first, std::move(rows)};
}

void put_optional(Json& out, const RunResult& result) {
  if (!result.because.empty()) out["because"] = text(result.because);
  if (result.expected_verdict) out["announced"] = text(*result.expected_verdict);
  if (result.wire_log_dropped > 0) out["lost"] = result.wire_log_dropped;
  for (const std::string& broken : result.subject_violations) out["broken"].push_back(text(broken));
  if (result.death) out["died"] = {text(result.death->what), text(cut(result.death->output, 16'384))};
  if (result.outcomes.size() > 1) out["all"] = text(expected_events(result));
}

Json result_data(const RunResult& result, const Detail& detail) {
  const bool finding = is_finding(result);
  Json out = {{"v", {std::string(name(result.behaviour)), std::string(name(result.close_behaviour))}},
              {"r", text(result.result)},
              {"rc", text(result.result_close)},
              {"cmp", comparison(result)},
              {"ec", text(expected_close(result))},
              {"oc", text(observed_close(result))},
              {"us", result.duration.count()}};
  put_optional(out, result);
  put_log(out, result.wire_log, finding ? detail.rows_of_findings : detail.rows_of_others);
  if (finding || detail.handshakes_of_others) {
    if (!result.http_request.empty()) out["rq"] = text(cut(result.http_request, 4096));
    if (!result.http_response.empty()) out["rs"] = text(cut(result.http_response, 4096));
  }
  return out;
}

std::string of_column(const Matrix& matrix, std::size_t column, const Detail& detail) {
  std::string out = "[";
  for (const Row& row : matrix.rows) {
    if (out.size() > 1) out += ',';
    const RunResult* const result = row.cells[column];
    out +=
        result == nullptr ? "null" : result_data(*result, detail).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  return packed(out + "]");
}

}  // namespace

std::string details(const Matrix& matrix, std::size_t budget) {
  std::string out;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    // What a subject leaves of its share, those after it get.
    const std::size_t share = (budget - std::min(budget, out.size())) / (matrix.columns.size() - i);
    for (const Detail& detail : kDetails) {
      const std::string column = of_column(matrix, i, detail);
      if (column.size() > share) continue;
      out += fmt::format("<script type=\"text/plain\" id=\"details-{}\">{}</script>\n", i, column);
      break;
    }
  }
  return out;
}

}  // namespace gauntlet::reports::page
