#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "reports/writers.h"

namespace gauntlet::reports {

/// The form that shields.io's endpoint badges read.
std::string badge_json(const Matrix& matrix) {
  std::array<std::size_t, kStandings> counts{};
  for (const Column& column : matrix.columns) {
    for (std::size_t i = 0; i < kStandings; ++i) counts[i] += column.counts[i];
  }
  const auto count = [&](Standing standing) { return counts[static_cast<std::size_t>(standing)]; };
  // A capability that a subject does not have takes nothing from what it does right.
  const std::size_t implemented = matrix.total - count(Standing::kUnimplemented);
  const std::size_t passed = implemented - count(Standing::kFailed);

  std::string message = fmt::format("{}/{} passed", passed, implemented);
  if (matrix.columns.size() > 1) message = fmt::format("{} subjects, {}", matrix.columns.size(), message);
  if (matrix.unexpected > 0) message += fmt::format(", {} unexpected", matrix.unexpected);
  const char* color = matrix.total == 0                 ? "lightgrey"
                      : matrix.unexpected > 0           ? "red"
                      : count(Standing::kFailed) > 0    ? "orange"
                      : count(Standing::kNonStrict) > 0 ? "green"
                                                        : "brightgreen";
  const nlohmann::ordered_json badge = {{"schemaVersion", 1},
                                        {"label", "WebSocket conformance"},
                                        {"message", matrix.total == 0 ? "not run" : message},
                                        {"color", color}};
  return badge.dump(2) + "\n";
}

}  // namespace gauntlet::reports
