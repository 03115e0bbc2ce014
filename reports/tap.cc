#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/reproduce.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

/// A description is one line, and `#` begins a directive in it.
std::string line_text(const std::string& text) {
  std::string out;
  for (const char c : xml_text(text)) {
    if (c == '#' || c == '\\') out += '\\';
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out;
}

/// A JSON string is a double-quoted YAML scalar too.
std::string scalar(const std::string& text) {
  return nlohmann::json(xml_text(text)).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string block(const Report& report, const Column& column, const RunResult& result) {
  std::string out = "  ---\n";
  const auto line = [&out](const char* key, const std::string& value) {
    if (!value.empty()) out += fmt::format("  {}: {}\n", key, scalar(value));
  };
  line("verdict", verdicts(result));
  line("message", result.death ? result.death->what : result.result + " " + result.result_close);
  line("expected", expected_events(result));
  line("seen", received_events(result, 10));
  line("difference", first_difference(result));
  line("case", case_place(result));
  line("reproduce", reproduce_command(report.info, result.agent, column.role, result.case_id));
  return out + "  ...\n";
}

/// What counts for the exit code is `not ok`; a failure that was announced is one still to do.
std::string test(const Report& report, const Column& column, const RunResult& result, std::size_t number) {
  const Standing both = standing(result);
  const bool announced = !result.unexpected && both == Standing::kFailed;
  std::string out = fmt::format("{} {} - {}", result.unexpected || announced ? "not ok" : "ok", number,
                                line_text(column.agent + " " + result.case_id + " " + result.title));
  if (announced) out += " # TODO announced";
  if (!result.unexpected && both == Standing::kUnimplemented) out += " # SKIP not implemented";
  out += '\n';
  return result.unexpected ? out + block(report, column, result) : out;
}

}  // namespace

std::string tap(const Report& report, const Matrix& matrix) {
  std::string out = fmt::format("TAP version 13\n1..{}\n", matrix.total);
  std::size_t number = 0;
  for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
    for (const Row& row : matrix.rows) {
      if (row.cells[i] != nullptr) out += test(report, matrix.columns[i], *row.cells[i], ++number);
    }
  }
  return out;
}

}  // namespace gauntlet::reports
