#include <map>
#include <nlohmann/json.hpp>

#include "reports/escape.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {

/// What dozens of scripts parse: the reference's index.json, octet for octet (its indent, its order
/// of keys, its separators, ASCII only, no newline at the end).
std::string autobahn_index(const Matrix& matrix) {
  nlohmann::json index = nlohmann::json::object();
  for (const Row& row : matrix.rows) {
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (row.cells[i] == nullptr) continue;
      const RunResult& result = *row.cells[i];
      const Column& column = matrix.columns[i];
      nlohmann::json& entry = index[valid_utf8(column.agent)][valid_utf8(row.id)];
      entry["behavior"] = std::string(name(result.behaviour));
      entry["behaviorClose"] = std::string(name(result.close_behaviour));
      entry["duration"] = whole_milliseconds(result.duration);
      entry["remoteCloseCode"] = nullptr;
      if (result.remote_close_code) entry["remoteCloseCode"] = *result.remote_close_code;
      entry["reportfile"] = case_file_name(column.stem, row.id);
    }
  }
  return index.dump(3, ' ', true, nlohmann::json::error_handler_t::replace);
}

}  // namespace gauntlet::reports
