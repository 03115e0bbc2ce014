#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet::cli {

struct FuzzOptions {
  std::vector<std::string> targets;  ///< names; empty: all. Or one subject that runs
  std::uint64_t runs = 0;            ///< of each target: a deterministic run; 0: as long as `time` says
  unsigned time = 60;                ///< seconds for each target
  std::uint64_t seed = 1;
  unsigned jobs = 0;
  bool replay = false;      ///< corpus and regressions only, with the replaying programs
  unsigned rate = 200;      ///< sessions a second with a live subject, at most
  bool own_target = false;  ///< a live subject may be on another machine
  bool mutants = false;     ///< which planted faults are found, instead of fuzzing
  std::string only = "*";   ///< of those: a glob over ids
  bool list = false, json = false;
  std::string programs;  ///< where the targets are; empty: found beside this program
  std::string corpus;    ///< empty: the committed one
  std::string minimize;  ///< a file of the one target that is named
  std::string out = "reports/latest";
};

}  // namespace gauntlet::cli
