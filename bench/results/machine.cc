#include "bench/results/machine.h"

#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <utility>

namespace gauntlet::bench {

namespace {

std::string processor_fact(const std::string& key) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    const std::size_t colon = line.find(':');
    if (line.starts_with(key) && colon != std::string::npos && colon + 2 <= line.size()) return line.substr(colon + 2);
  }
  return {};
}

std::string caches() {
  std::string out;
  for (const auto& [key, name] : {std::pair{_SC_LEVEL1_DCACHE_SIZE, "L1d"}, std::pair{_SC_LEVEL2_CACHE_SIZE, "L2"},
                                  std::pair{_SC_LEVEL3_CACHE_SIZE, "L3"}}) {
    const long size = sysconf(key);
    if (size <= 0) continue;
    if (!out.empty()) out += ", ";
    out += std::string(name) + " " + std::to_string(size >> 10) + " KiB";
  }
  return out;
}

}  // namespace

Machine this_machine() {
  Machine machine;
  machine.processor = processor_fact("model name");
  machine.mhz = std::strtod(processor_fact("cpu MHz").c_str(), nullptr);
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) machine.cores = static_cast<unsigned>(CPU_COUNT(&set));
  machine.caches = caches();
  utsname names{};
  if (uname(&names) == 0) {
    machine.system = std::string(names.sysname) + " " + names.release + " " + names.machine;
  }
  if (double load = 0; getloadavg(&load, 1) == 1) machine.load = load;
  return machine;
}

}  // namespace gauntlet::bench
