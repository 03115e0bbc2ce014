#include <fmt/format.h>

#include <array>

#include "reports/escape.h"
#include "reports/page/parts.h"
#include "reports/wording.h"

namespace gauntlet::reports::page {
namespace {

using Json = nlohmann::json;

/// How much is told of results that are not findings; levels are tried in turn until all fits.
struct Detail {
  std::size_t rows_of_ok, rows_of_others;
  bool handshakes_of_ok;
};
constexpr std::array<Detail, 5> kDetails = {
    {{24, 200, true}, {12, 100, true}, {8, 40, false}, {4, 12, false}, {0, 0, false}}};

/// As html() does, but for JSON whose strings become text nodes: no entities.
Json text(std::string_view octets) { return xml_text(octets); }

Json log_row(const WireEntry& entry) {
  Json row = {entry.at.count(), static_cast<int>(entry.kind)};
  if (entry.kind == WireEntry::Kind::kTimer || entry.kind == WireEntry::Kind::kNote) {
    row.push_back(text(entry.note));
    return row;
  }
  row.push_back(entry.size);
  if (entry.kind == WireEntry::Kind::kSentOctets || entry.kind == WireEntry::Kind::kReceivedOctets) {
    row.push_back(log_hex(entry.head, entry.size));
    return row;
  }
  row.push_back(text(frame_content(entry)));
  row.push_back(std::string(opcode_name(entry.opcode)));
  row.push_back(entry.fin ? 1 : 0);
  row.push_back(entry.rsv);
  row.push_back(entry.masking_key ? Json(fmt::format("{:08x}", *entry.masking_key)) : Json(nullptr));
  return row;
}

void put_log(Json& out, const RunResult& result, std::size_t most_rows) {
  if (result.wire_log.empty() || most_rows == 0) return;
  const Shown shown = shown_rows(result.wire_log.size(), most_rows);
  Json head = Json::array(), tail = Json::array();
  for (std::size_t i = 0; i < shown.first; ++i) head.push_back(log_row(result.wire_log[i]));
  for (std::size_t i = result.wire_log.size() - shown.last; i < result.wire_log.size(); ++i) {
    tail.push_back(log_row(result.wire_log[i]));
  }
  out["log"] = std::move(head);
  out["tail"] = std::move(tail);
  out["cut"] = result.wire_log.size() - shown.first - shown.last + result.wire_log_dropped;
}

Json result_data(const RunResult& result, const Detail& detail) {
  const bool ok = plain_ok(result);
  Json out = {{"v", verdicts(result)},
              {"s", std::string(css_class(result))},
              {"r", text(result.result + " " + result.result_close)},
              {"got", text(received_events(result))},
              {"close", text(observed_close(result))},
              {"time", duration_words(result.duration)}};
  if (!result.because.empty()) out["because"] = text(result.because);
  if (result.expected_verdict) out["announced"] = text(*result.expected_verdict);
  if (!result.subject_violations.empty()) {
    out["broken"] = text(fmt::format("{}", fmt::join(result.subject_violations, "; ")));
  }
  put_log(out, result, ok ? detail.rows_of_ok : detail.rows_of_others);
  if (!ok || detail.handshakes_of_ok) {
    if (!result.http_request.empty()) out["rq"] = text(cut(result.http_request, 2048));
    if (!result.http_response.empty()) out["rs"] = text(cut(result.http_response, 2048));
  }
  return out;
}

Json case_of(const RunResult& any) {
  Json out = {{"t", text(any.title)}, {"e", text(expected_events(any))}, {"c", text(expected_close(any))}};
  if (!any.why.empty()) out["w"] = text(any.why);
  if (!any.file.empty()) out["f"] = text(case_place(any));
  if (!any.flags.empty()) out["fl"] = text(fmt::format("{}", fmt::join(any.flags, ", ")));
  for (const std::string& id : any.requirements) out["q"].push_back(text(id));
  return out;
}

std::string data(const Report& report, const Matrix& matrix, const Detail& detail) {
  Json columns = Json::array(), cases = Json::object(), results = Json::object(), requirements = Json::object();
  for (const Column& column : matrix.columns) columns.push_back({{"a", text(column.agent)}, {"s", column.stem}});
  for (const Row& row : matrix.rows) {
    cases[valid_utf8(row.id)] = case_of(row.any());
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] == nullptr || is_finding(*row.cells[i])) continue;
      results[valid_utf8(anchor(matrix.columns[i], *row.cells[i]))] = result_data(*row.cells[i], detail);
    }
  }
  for (const RequirementInfo& requirement : report.requirements) {
    requirements[valid_utf8(requirement.id)] = {text(requirement.level), text(requirement.text)};
  }
  const Json all = {{"columns", std::move(columns)},
                    {"cases", std::move(cases)},
                    {"results", std::move(results)},
                    {"requirements", std::move(requirements)}};
  return json_for_script(all.dump(-1, ' ', true, Json::error_handler_t::replace));
}

}  // namespace

std::string case_data(const Report& report, const Matrix& matrix, std::size_t budget) {
  for (const Detail& detail : kDetails) {
    std::string all = data(report, matrix, detail);
    if (all.size() <= budget) return all;
  }
  return "{}";  // then the pane has nothing to add to what is on the page
}

}  // namespace gauntlet::reports::page
