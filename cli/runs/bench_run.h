#pragma once
#include "cli/options/bench.h"

namespace gauntlet::cli {

/// Measures and writes bench.json, or compares. Returns an exit code: 0; 1 a benchmark failed of itself; 2
/// usage, broken input, or a program that is not built; 4 slower than what it is compared with.
[[nodiscard]] int run_bench(const BenchOptions& options);

}  // namespace gauntlet::cli
