#pragma once
#include <atomic>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bench/run/programs.h"
#include "bench/track/verdict.h"

namespace gauntlet::bench {

struct ComparePlan {
  std::filesystem::path base, head;   ///< folders with the programs of either
  std::vector<std::string> programs;  ///< names of those that both have
  std::string filter;                 ///< as for `measure`
  unsigned pairs = 12;                ///< in a batch
  /// Of one run of a pair: many short repetitions, of which some run undisturbed on a busy machine too.
  /// Either side is the other's anchor.
  Effort effort{.seconds = 0.0005, .repetitions = 25, .core = std::nullopt, .anchors = false};
  Bounds bounds;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::string_view)> say;  ///< a line of progress
};

struct Comparison {
  std::string name, unit;
  double base = 0, head = 0;  ///< medians, in that unit
  double ratio = 1;           ///< time of head through time of base, of the batch that decided
  double same = 1;            ///< base through base
  double likelihood = 1;
  unsigned batches = 1;
  Change change = Change::kUnchanged;
};

/// Runs base, head and base again, over and over, so that whatever else the machine does falls on both.
/// Benchmarks that seem to have changed, or whose base seems to differ from itself, are run in a second
/// batch, and in a third if the two disagree. A line if a program fails.
[[nodiscard]] std::variant<std::vector<Comparison>, std::string> compare(const ComparePlan& plan);

/// A table, what changed first. Ends with one line of counts.
[[nodiscard]] std::string comparison_table(std::vector<Comparison> comparisons);

/// {"schema_version", "base", "head", "comparisons": [...]}.
[[nodiscard]] std::string comparison_json(const std::vector<Comparison>& comparisons, const std::string& base,
                                          const std::string& head);

}  // namespace gauntlet::bench
