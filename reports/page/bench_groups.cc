#include "reports/page/bench_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reports/page/parts.h"

namespace gauntlet::reports::page {
namespace {

using nlohmann::json;

constexpr std::size_t kMostMeasurements = 5000;
constexpr std::string_view kAnchor = "anchor:";

/// "rewrite" of "anchor:rewrite/size:64", "parse_batch" of "parse/batches:fresh/kernel:parse_batch/size:64".
std::string short_anchor(std::string_view name) {
  if (name.starts_with(kAnchor)) {
    name.remove_prefix(kAnchor.size());
    return std::string(name.substr(0, name.find('/')));
  }
  constexpr std::string_view kKernel = "kernel:";
  const std::size_t kernel = name.find(kKernel);
  if (kernel == std::string_view::npos) return std::string(name.substr(0, name.find('/')));
  name.remove_prefix(kernel + kKernel.size());
  return std::string(name.substr(0, name.find('/')));
}

/// Also takes Google Benchmark's own keys.
bool read(const json& from, Measured& one, std::string& unit) {
  if (!from.is_object()) return false;
  one.name = string_of(from, "name");
  one.kernel = string_of(from, "kernel");
  one.peer = string_of(from, "peer");
  one.size = number_of(from, "size");
  one.value = number_of(from, from.contains("value") ? "value" : "real_time");
  unit = string_of(from, from.contains("unit") ? "unit" : "time_unit");
  const double ratio = number_of(from, "anchor_ratio");
  if (ratio > 0) {
    const std::string anchor = string_of(from, "anchor");
    one.anchor = anchor.empty() ? "the machine's limit" : short_anchor(anchor);
    one.anchor_is_limit = anchor.empty() || anchor.starts_with(kAnchor);
    one.anchor_value = one.value / ratio;
  }
  return one.value > 0;
}

int rank(const BenchGroup& group) { return group.anchors() ? 3 : group.has_peers() ? 0 : group.by_size() ? 1 : 2; }

}  // namespace

bool BenchGroup::by_size() const {
  std::set<double> sizes;
  for (const Measured& one : measured) sizes.insert(one.size);
  return sizes.size() > 1;
}

bool BenchGroup::rates() const { return unit.ends_with("/s"); }
bool BenchGroup::anchors() const { return title.starts_with("anchor"); }
bool BenchGroup::has_peers() const {
  return std::any_of(measured.begin(), measured.end(), [](const Measured& one) { return !one.peer.empty(); });
}

std::vector<BenchGroup> bench_groups(const json& document) {
  std::vector<BenchGroup> groups;
  std::size_t taken = 0;
  for (const json& from : rows_of(document, "benchmarks")) {
    Measured one;
    std::string unit;
    if (!read(from, one, unit) || taken++ >= kMostMeasurements) continue;
    std::string title = string_of(from, "group");
    if (title.empty()) title = one.name.substr(0, one.name.find('/'));
    const auto at = std::find_if(groups.begin(), groups.end(),
                                 [&](const BenchGroup& group) { return group.title == title && group.unit == unit; });
    if (at != groups.end()) {
      // Several programs measure what they compare with: the first figure will do.
      const auto again = [&](const Measured& other) { return other.name == one.name && other.size == one.size; };
      if (std::none_of(at->measured.begin(), at->measured.end(), again)) at->measured.push_back(std::move(one));
    } else {
      groups.push_back({std::move(title), std::move(unit), {std::move(one)}});
    }
  }
  std::stable_sort(groups.begin(), groups.end(),
                   [](const BenchGroup& a, const BenchGroup& b) { return rank(a) < rank(b); });
  return groups;
}

std::string beside_anchor(const BenchGroup& group, const Measured& one) {
  if (one.anchor.empty()) return {};
  const double ratio = one.value / one.anchor_value;
  if (group.rates()) return fmt::format("{:.3g} % of {}'s rate", ratio * 100, one.anchor);
  return fmt::format("{:.3g} times {}'s {}", ratio, one.anchor, group.unit.starts_with("ns") ? "time" : "amount");
}

}  // namespace gauntlet::reports::page
