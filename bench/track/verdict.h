#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace gauntlet::bench {

enum class Change : std::uint8_t { kUnchanged, kImproved, kRegressed, kInconclusive };
[[nodiscard]] std::string_view name(Change change);

/// What counts as a change. `tracker_check` says what is found with these, and what is found wrongly.
struct Bounds {
  double ratio = 1.02;          ///< the median of the pairs is beyond this: 3 % has to be found
  double likelihood = 0.01;     ///< of the sign test, below this
  double same_program = 0.015;  ///< how far the program may seem to differ from itself in the same job
  double disturbed = 0.05;      ///< a pair in which it differs from itself by more says nothing
  std::size_t fewest = 8;       ///< pairs that were not disturbed; 8 are the fewest whose sign test can be below 0.01
};

/// A batch of pairs of one benchmark: time of head through time of base, and of base through base.
struct Pairs {
  std::vector<double> head, same;
};

/// What a batch says for itself.
struct BatchVerdict {
  Change change = Change::kUnchanged;
  double ratio = 1;       ///< median
  double likelihood = 1;  ///< of the sign test
  double same = 1;        ///< median of base through base
};
[[nodiscard]] BatchVerdict judge_batch(const Pairs& pairs, const Bounds& bounds = {});

/// How many batches a benchmark gets at most.
inline constexpr std::size_t kMostBatches = 3;

/// Of all batches so far: a change is one only if two batches say it; none, if a batch says so and no other speaks of a
/// change, or two say so. Nothing: another batch has to decide. After the last one INCONCLUSIVE.
[[nodiscard]] std::optional<Change> judge(std::span<const BatchVerdict> batches);

}  // namespace gauntlet::bench
