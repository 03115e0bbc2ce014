#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/campaign/accepted.h"

namespace gauntlet::fuzz {

/// Runs of fuzz targets, each a program of its own, and what they found.
struct CampaignPlan {
  std::vector<std::string> targets;
  std::filesystem::path programs;      ///< where fuzz_NAME (or replay_NAME) are
  std::filesystem::path corpus;        ///< <target>/ and regressions/<target>/
  std::filesystem::path dictionaries;  ///< <target>.dict
  std::filesystem::path out;           ///< findings/<target>/ and new-corpus/<target>/ come here
  bool replay = false;                 ///< the corpus only, once
  std::uint64_t runs = 0;              ///< of each target; 0: as long as `time` says
  std::chrono::seconds time{60};       ///< for each target
  std::uint64_t seed = 1;
  unsigned jobs = 0;  ///< targets at once; 0: one a processor
  std::vector<AcceptedFinding> accepted;
  std::filesystem::path replays;  ///< where replay_NAME are: what is found is made smaller with them
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::string_view)> say;  ///< a line about how far it is
};

struct FoundInput {
  std::string kind;  ///< see EngineLog::kind()
  std::string signature;
  std::string file;          ///< the input, named by its SHA-256 where it is ours
  std::string story;         ///< what the target said
  int reproduced = 0;        ///< of three times
  std::string smallest{};    ///< an input that fails as `file` does, made as simple as can be; empty: there is none
  std::string case_table{};  ///< the same as a case for `wsgauntlet conformance --tables`; empty: the target has none
  Acceptance acceptance = Acceptance::kNone;
};

struct TargetResult {
  std::string target;
  std::uint64_t runs = 0;
  double seconds = 0;
  std::uint64_t edges = 0, features = 0, corpus = 0;
  std::vector<FoundInput> findings;
};

/// One line that says what is missing or broken, or a result for each target. With `runs` the same seed and
/// corpus give the same result, whatever else the machine does.
using CampaignOutcome = std::variant<std::vector<TargetResult>, std::string>;
[[nodiscard]] CampaignOutcome run_campaign(const CampaignPlan& plan);

/// {"schema_version": 1, "targets": [...]}.
[[nodiscard]] std::string fuzz_json(const std::vector<TargetResult>& results, std::uint64_t seed);

}  // namespace gauntlet::fuzz
