#pragma once
#include <string>

namespace gauntlet::bench {

/// What figures depend on beside the code.
struct Machine {
  std::string processor;
  unsigned cores = 0;  ///< that this process may use
  double mhz = 0;      ///< at the moment; 0: not known
  std::string caches;  ///< "L1d 48 KiB, L2 2 MiB, ..."; empty: not known
  std::string system;  ///< "Linux 6.1.0 x86_64"
  double load = 0;     ///< processes that wanted to run, over the last minute, before measuring
};

[[nodiscard]] Machine this_machine();

}  // namespace gauntlet::bench
