#pragma once
#include <cstddef>
#include <cstdint>

namespace gauntlet::fuzz {

/// Counts what the heap gives out while it lives (under a sanitizer all of malloc, elsewhere operator new), so that a
/// limit on memory is an oracle that no clock and no machine can sway. Targets are single-threaded; meters may nest.
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
  std::uint64_t allocations_before_ = 0;
  std::int64_t live_before_ = 0, peak_before_ = 0;
};

}  // namespace gauntlet::fuzz
