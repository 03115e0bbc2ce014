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

}  // namespace gauntlet::cli
