#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace gauntlet {

/// Looks through what a subject writes, as it grows, for the report of a sanitizer.
class OutputScan {
 public:
  explicit OutputScan(std::string file);

  /// The first line of a report in what was written since the last call; at most 1 MiB of it is looked
  /// at in one go.
  [[nodiscard]] std::optional<std::string> new_report();
  /// The end of it all, for reports.
  [[nodiscard]] std::string tail() const;

 private:
  std::string file_;
  std::uint64_t seen_ = 0;
  std::string line_;  ///< a line that has not ended yet, its first octets
};

/// Whether a line is the head of a report by ASan, UBSan, TSan, MSan, LSan or Go's race detector.
[[nodiscard]] bool is_fault_report(const std::string& line);

}  // namespace gauntlet
