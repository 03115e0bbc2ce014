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
  if (pairs.head.size() < bounds.fewest || pairs.same.size() < bounds.fewest) {
    verdict.change = Change::kInconclusive;
    return verdict;
  }
  verdict.ratio = median(pairs.head);
  verdict.same = median(pairs.same);
  const auto slower = std::count_if(pairs.head.begin(), pairs.head.end(), [](double ratio) { return ratio > 1; });
  verdict.likelihood = sign_test(static_cast<std::size_t>(slower), pairs.head.size());
  if (std::abs(std::log(verdict.same)) > std::log1p(bounds.same_program)) {
    verdict.change = Change::kInconclusive;
  } else if (verdict.ratio > bounds.ratio || verdict.ratio < 1 / bounds.ratio) {
    // Beyond the bound, but some pairs say the opposite: neither a change nor none.
    verdict.change = verdict.likelihood >= bounds.likelihood ? Change::kInconclusive
                     : verdict.ratio > 1                     ? Change::kRegressed
                                                             : Change::kImproved;
  }
  return verdict;
}

std::optional<Change> judge(std::span<const BatchVerdict> batches) {
  const auto count = [&](Change change) {
    return std::count_if(batches.begin(), batches.end(), [&](const auto& one) { return one.change == change; });
  };
  for (const Change change : {Change::kRegressed, Change::kImproved, Change::kUnchanged}) {
    if (count(change) >= 2) return change;
  }
  if (count(Change::kUnchanged) == 1 && count(Change::kRegressed) + count(Change::kImproved) == 0) {
    return Change::kUnchanged;
  }
  if (batches.size() < kMostBatches) return std::nullopt;
  return Change::kInconclusive;
}

}  // namespace gauntlet::bench
