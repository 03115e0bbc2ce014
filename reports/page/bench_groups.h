#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace gauntlet::reports::page {

/// One line of bench.json, or of Google Benchmark's own JSON.
struct Measured {
  std::string name, kernel, peer;
  double size = 0, value = 0;
  std::string anchor;            ///< what it is compared with, without size; empty: with nothing
  double anchor_value = 0;       ///< what that measured
  bool anchor_is_limit = false;  ///< of the machine; else of the codec's own way
};

/// Measurements of one kind and unit: one chart.
struct BenchGroup {
  std::string title, unit;
  std::vector<Measured> measured;
  [[nodiscard]] bool by_size() const;  ///< several sizes: lines; else bars
  [[nodiscard]] bool rates() const;    ///< high is good
  [[nodiscard]] bool anchors() const;  ///< the machine's limits themselves
  [[nodiscard]] bool has_peers() const;
};

/// Those with rivals first, the machine's limits last; at most 5000 measurements.
[[nodiscard]] std::vector<BenchGroup> bench_groups(const nlohmann::json& document);

/// "93 % of rewrite's rate", "8.0 times parse_batch's time": how a value stands to its anchor's, in the
/// words that fit its unit. Empty if it has none.
[[nodiscard]] std::string beside_anchor(const BenchGroup& group, const Measured& one);

}  // namespace gauntlet::reports::page
