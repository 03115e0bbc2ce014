#pragma once
#include <string>

namespace gauntlet::cli {

struct BenchOptions {
  std::string filter;  ///< regular expression on names; empty: all
  bool quick = false;  ///< short measurements: under 40 s in all
  bool list = false, json = false;
  bool brief = false;  ///< one line instead of the table of all figures
  std::string out = "reports/latest";
  std::string against;        ///< compare with a git ref, or with the bench.json of an earlier run
  bool instructions = false;  ///< count instructions and compare with the baseline
  bool update_baseline = false;
  std::string baselines;  ///< their folder; empty: the committed ones
  std::string history;    ///< a file to which the run is appended
};

/// Measures and writes bench.json, or compares. Returns an exit code: 0; 1 a benchmark failed of itself; 2
/// usage, broken input, or a program that is not built; 4 slower than what it is compared with.
[[nodiscard]] int run_bench(const BenchOptions& options);

}  // namespace gauntlet::cli
