#include "bench/results/bench_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

namespace gauntlet::bench {

namespace {

using nlohmann::ordered_json;

/// Four significant digits: the rest is chance.
double rounded(double value) {
  if (value == 0) return 0;
  const double scale = std::pow(10.0, 3 - std::floor(std::log10(std::abs(value))));
  return std::round(value * scale) / scale;
}

ordered_json row_of(const Measurement& one) {
  ordered_json row{{"name", one.name}, {"group", one.group}};
  if (!one.kernel.empty()) row["kernel"] = one.kernel;
  if (!one.peer.empty()) row["peer"] = one.peer;
  if (one.size > 0) row["size"] = one.size;
  row["value"] = rounded(one.value());
  row["unit"] = one.unit;
  row["median"] = rounded(one.median());
  row["repetitions"] = one.samples.size();
  row["program"] = one.program;
  if (one.ratios.empty()) return row;
  for (const auto& anchor : one.anchors) {
    const auto ratio = one.ratios.find(anchor);
    if (ratio == one.ratios.end()) continue;
    if (!row.contains("anchor")) {
      row["anchor"] = anchor;
      row["anchor_ratio"] = rounded(ratio->second);
    }
    row["ratios"][anchor] = rounded(ratio->second);
  }
  return row;
}

/// "rewrite 0.93, memcpy 1.8": an anchor's name without its size, which is the benchmark's own.
std::string ratio_words(const Measurement& one) {
  std::string words;
  for (const auto& anchor : one.anchors) {
    const auto ratio = one.ratios.find(anchor);
    if (ratio == one.ratios.end()) continue;
    Measurement named;
    named.name = anchor;
    read_name(named);
    std::string name = named.group.starts_with("anchor ") ? named.group.substr(7) : named.group;
    if (!named.kernel.empty()) name = named.kernel;
    if (!named.peer.empty()) name = named.peer;
    words += fmt::format("{}{}x {}", words.empty() ? "" : ", ", short_number(ratio->second), name);
  }
  return words;
}

}  // namespace

std::string bench_json(const Measurements& measurements, const Machine& machine, bool quick) {
  ordered_json out{{"schema_version", 1},
                   {"machine",
                    {{"processor", machine.processor},
                     {"cores", machine.cores},
                     {"mhz", machine.mhz},
                     {"caches", machine.caches},
                     {"system", machine.system},
                     {"load_before", machine.load}}},
                   {"settings", {{"quick", quick}}},
                   {"benchmarks", ordered_json::array()}};
  for (const auto& [key, value] : measurements.settings) out["settings"][key] = value;
  for (const auto& one : measurements.measured) out["benchmarks"].push_back(row_of(one));
  if (!measurements.fits.empty()) {
    auto& fits = out["complexity"] = ordered_json::array();
    for (const auto& fit : measurements.fits) {
      fits.push_back(
          {{"name", fit.name}, {"order", fit.order}, {"ns", rounded(fit.coefficient)}, {"rms", rounded(fit.rms)}});
    }
  }
  return out.dump(1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string bench_table(const Measurements& measurements) {
  std::size_t width = 4;
  for (const auto& one : measurements.measured) width = std::max(width, one.name.size());
  std::string out = fmt::format("{:<{}} {:>10} {:<14} {}\n", "name", width, "value", "unit", "of its anchors");
  for (const auto& one : measurements.measured) {
    out +=
        fmt::format("{:<{}} {:>10} {:<14} {}", one.name, width, short_number(one.value()), one.unit, ratio_words(one));
    out.erase(out.find_last_not_of(' ') + 1);
    out += '\n';
  }
  for (const auto& fit : measurements.fits) {
    out += fmt::format("{:<{}} {:>10} ns x {:<9} deviation {:.1f} %\n", fit.name, width, short_number(fit.coefficient),
                       fit.order, fit.rms * 100);
  }
  return out;
}

}  // namespace gauntlet::bench
