#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/subjects/subject.h"
#include "conformance/table/case.h"
#include "fuzz/live/memory_watch.h"

namespace gauntlet::fuzz {

/// Sessions of fuzzed frames with a running endpoint, whose reaction the model predicts.
struct LivePlan {
  std::filesystem::path corpus;
  std::filesystem::path out;  ///< findings/live/*.json come here
  std::uint64_t runs = 0;     ///< sessions; 0: as long as `time` says
  std::chrono::seconds time{60};
  unsigned rate = 200;  ///< sessions a second at most
  std::uint64_t seed = 1;
  std::chrono::seconds minimize{20};  ///< for making one finding smaller
  MemoryLimits memory;
  RunOptions run;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::string_view)> say;
};

/// A reaction that is not what the model predicts.
struct LiveFinding {
  std::string signature;  ///< the same for findings of one cause
  Severity severity = Severity::kMedium;
  std::string story;       ///< what was seen
  std::string case_table;  ///< a file for `wsgauntlet conformance --tables`, as small as can be
  int reproduced = 0;      ///< of three times
  bool minimal = false;    ///< nothing more could be taken out of the case, in the time that there was
};

struct LiveResult {
  std::uint64_t sessions = 0;
  double seconds = 0;
  std::vector<LiveFinding> findings;  ///< one for each signature
  std::string unreachable;            ///< the endpoint could not be reached at all
  std::string ended;                  ///< why it was over before its time, if that is no finding
  std::string broken;                 ///< one line: what can't be written
};

[[nodiscard]] LiveResult fuzz_live(Subject& subject, const LivePlan& plan);

}  // namespace gauntlet::fuzz
