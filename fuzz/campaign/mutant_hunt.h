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

namespace gauntlet::fuzz {

/// Whether the fuzzers find planted faults: each mutant of the codec is put under the targets, at first with the
/// corpus alone, then with a budget of mutations. What runs knows nothing of the mutant but its name.
struct HuntPlan {
  std::filesystem::path programs;  ///< where mutants_NAME and mutant_fuzz_NAME are
  std::filesystem::path corpus, dictionaries;
  std::filesystem::path out;         ///< a folder for what they write
  std::vector<std::string> mutants;  ///< "rule:ID" or "fault:ID"
  std::chrono::seconds budget{60};   ///< of a processor, for the mutations of one mutant over all targets
  std::uint64_t seed = 1;
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::string_view)> say;
};

struct HuntResult {
  std::string mutant;
  std::string target;     ///< that found it; empty: none
  std::string signature;  ///< of its finding
  bool by_corpus = false;
  [[nodiscard]] bool found() const { return !target.empty(); }
};

/// One line that says what is missing, or a result for each mutant, in their order.
using HuntOutcome = std::variant<std::vector<HuntResult>, std::string>;
[[nodiscard]] HuntOutcome hunt_mutants(const HuntPlan& plan);

}  // namespace gauntlet::fuzz
