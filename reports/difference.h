#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "conformance/play/result.h"

namespace gauntlet::reports {

/// What was expected and what came, side by side.
struct ComparedEvent {
  std::string expected;  ///< "nothing more" where the list is at its end
  std::string seen;      ///< "nothing more" where nothing else came
  bool same = true;
};

/// The events of a result beside the outcome that they come nearest to.
struct Comparison {
  std::string outcome;                ///< the verdict that the outcome stands for: "OK", ...
  std::vector<ComparedEvent> events;  ///< up to the first difference, which is the last one then
  std::optional<std::size_t> first_difference;
};

/// Empty if the case has a rule of its own, or if the log is of an older version, which has words alone.
[[nodiscard]] Comparison compare_events(const RunResult& result);

/// One line: `expected pong "x", came text "y" (1 octet)`; what differs in the close if the events
/// agree; empty if nothing differs that can be told.
[[nodiscard]] std::string first_difference(const RunResult& result);

}  // namespace gauntlet::reports
