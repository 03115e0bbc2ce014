#pragma once
#include <cstddef>
#include <cstdint>

namespace gauntlet::fuzz {

/// Counts what operator new gives out while it lives, so that a limit on memory is an oracle that no clock
/// and no machine can sway. Targets are single-threaded; meters may nest.
class HeapMeter {
 public:
  HeapMeter();
  ~HeapMeter();
  HeapMeter(const HeapMeter&) = delete;
  HeapMeter& operator=(const HeapMeter&) = delete;

  [[nodiscard]] std::uint64_t allocations() const;
  /// The most octets that were alive at once, beyond those that were when it began.
  [[nodiscard]] std::size_t peak() const;

 private:
  std::uint64_t allocations_before_;
  std::int64_t live_before_, peak_before_;
};

}  // namespace gauntlet::fuzz
