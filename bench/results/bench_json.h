#pragma once
#include <string>

#include "bench/results/machine.h"
#include "bench/results/measurement.h"

namespace gauntlet::bench {

/// bench.json: {"schema_version", "machine", "settings", "benchmarks": [{"name", "group", "kernel", "peer",
/// "size", "value", "unit", "median", "repetitions", "anchor", "anchor_ratio", "ratios"}], "complexity"}.
/// `anchor_ratio` is the value through that of the anchor: 0.9 of a limit in GB/s is near it, 2.0 of a limit
/// in nanoseconds takes twice as long. Ends in a newline.
[[nodiscard]] std::string bench_json(const Measurements& measurements, const Machine& machine, bool quick);

/// A table for people: name, value, unit, ratios.
[[nodiscard]] std::string bench_table(const Measurements& measurements);

}  // namespace gauntlet::bench
