#include "bench/track/verdict.h"

#include <algorithm>
#include <cmath>

#include "bench/track/statistics.h"

namespace gauntlet::bench {

std::string_view name(Change change) {
  switch (change) {
    case Change::kUnchanged: return "unchanged";
    case Change::kImproved: return "improved";
    case Change::kRegressed: return "regressed";
    case Change::kInconclusive: return "INCONCLUSIVE";
  }
  return "";
}

BatchVerdict judge_batch(const Pairs& pairs, const Bounds& bounds) {
  BatchVerdict verdict;
  if (pairs.head.empty() || pairs.same.empty()) {
    verdict.change = Change::kInconclusive;
    return verdict;
  }
  verdict.ratio = median(pairs.head);
  verdict.same = median(pairs.same);
  const auto slower = std::count_if(pairs.head.begin(), pairs.head.end(), [](double ratio) { return ratio > 1; });
  verdict.likelihood = sign_test(static_cast<std::size_t>(slower), pairs.head.size());
  if (std::abs(std::log(verdict.same)) > std::log1p(bounds.same_program)) {
    verdict.change = Change::kInconclusive;
  } else if (verdict.likelihood < bounds.likelihood && verdict.ratio > bounds.ratio) {
    verdict.change = Change::kRegressed;
  } else if (verdict.likelihood < bounds.likelihood && verdict.ratio < 1 / bounds.ratio) {
    verdict.change = Change::kImproved;
  }
  return verdict;
}

Change judge(const BatchVerdict& first, const BatchVerdict& second) {
  return first.change == second.change ? first.change : Change::kInconclusive;
}

}  // namespace gauntlet::bench
