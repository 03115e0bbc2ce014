#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bench/results/outcome.h"

namespace gauntlet::bench {

/// Instructions by kernel and path, of one compiler with its flags. They are the same in every run, so half
/// a percent is a change; they say nothing of caches and branches, which the comparison in time does.
struct InstructionCounts {
  std::string compiler;
  std::map<std::string, std::map<std::string, std::uint64_t>> by_kernel;
};

/// The compiler, with its flags, that made the program which is counted. A line if that is not built.
[[nodiscard]] Outcome<std::string> counted_compiler(const std::filesystem::path& programs);

/// Counts under callgrind with each kernel forced that valgrind knows (it ends at AVX-512).
[[nodiscard]] Outcome<InstructionCounts> count_instructions(const std::filesystem::path& programs,
                                                            const std::atomic<bool>* stop);

/// "gnu-12.2.0.json" for "GNU 12.2.0 -O2".
[[nodiscard]] std::string baseline_name(const std::string& compiler);
[[nodiscard]] std::string baseline_json(const InstructionCounts& counts);
/// A line if it can't be read or is another compiler's.
[[nodiscard]] Outcome<InstructionCounts> read_baseline(const std::filesystem::path& file, const std::string& compiler);

struct InstructionChange {
  std::string kernel, path;
  std::uint64_t before = 0, now = 0;  ///< 0: not counted
  [[nodiscard]] double ratio() const { return static_cast<double>(now) / static_cast<double>(before); }
  [[nodiscard]] bool known() const { return before != 0 && now != 0; }
  [[nodiscard]] bool regressed() const { return known() && ratio() > 1.005; }
  [[nodiscard]] bool improved() const { return known() && ratio() < 1 / 1.005; }
};
[[nodiscard]] std::vector<InstructionChange> changes(const InstructionCounts& before, const InstructionCounts& now);
[[nodiscard]] std::string instruction_table(const std::vector<InstructionChange>& changes);

}  // namespace gauntlet::bench
