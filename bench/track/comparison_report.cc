#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bench/track/compare.h"

namespace gauntlet::bench {

namespace {

int order(Change change) {
  switch (change) {
    case Change::kRegressed: return 0;
    case Change::kInconclusive: return 1;
    case Change::kImproved: return 2;
    case Change::kUnchanged: return 3;
  }
  return 4;
}

}  // namespace

std::string comparison_table(std::vector<Comparison> comparisons) {
  std::stable_sort(comparisons.begin(), comparisons.end(), [](const Comparison& a, const Comparison& b) {
    return order(a.change) != order(b.change) ? order(a.change) < order(b.change) : a.ratio > b.ratio;
  });
  std::size_t width = 9;
  for (const auto& one : comparisons) width = std::max(width, one.name.size());
  std::string out = fmt::format("{:<{}} {:>10} {:>10} {:<14} {:>8} {:>8} {:>8}\n", "benchmark", width, "base", "head",
                                "unit", "time", "A/A", "p");
  std::size_t counts[4] = {};
  for (const auto& one : comparisons) {
    ++counts[order(one.change)];
    out += fmt::format("{:<{}} {:>10} {:>10} {:<14} {:>+7.1f}% {:>+7.1f}% {:>8.4f} {}\n", one.name, width,
                       short_number(one.base), short_number(one.head), one.unit, (one.ratio - 1) * 100,
                       (one.same - 1) * 100, one.likelihood, name(one.change));
  }
  return out + fmt::format("{} regressed, {} inconclusive, {} improved, {} unchanged\n", counts[0], counts[1],
                           counts[2], counts[3]);
}

std::string comparison_json(const std::vector<Comparison>& comparisons, const std::string& base,
                            const std::string& head) {
  nlohmann::ordered_json out{{"schema_version", 1}, {"base", base}, {"head", head}};
  auto& rows = out["comparisons"] = nlohmann::ordered_json::array();
  for (const auto& one : comparisons) {
    rows.push_back({{"name", one.name},
                    {"unit", one.unit},
                    {"base", one.base},
                    {"head", one.head},
                    {"ratio", one.ratio},
                    {"same_ratio", one.same},
                    {"likelihood", one.likelihood},
                    {"batches", one.batches},
                    {"change", name(one.change)}});
  }
  return out.dump(1) + "\n";
}

}  // namespace gauntlet::bench
