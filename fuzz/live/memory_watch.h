#pragma once
#include <cstdint>
#include <optional>
#include <vector>

namespace gauntlet::fuzz {

/// Resident octets of all processes of a group together (proc(5): statm); nothing if there are none.
[[nodiscard]] std::optional<std::uint64_t> group_memory(int group);

/// What counts as growth: less may be a heap that gets fragmented.
struct MemoryLimits {
  std::uint64_t warm_up = 256;                 ///< sessions that fill the caches and the heap
  std::uint64_t fewest_sessions = 512;         ///< after them
  std::uint64_t least = 64U << 20;             ///< octets in all
  std::uint64_t least_per_session = 1U << 10;  ///< octets
  std::size_t plays = 256;                     ///< sessions in each measurement of who it is, see memory_hunt.h
};

/// Whether an endpoint's memory grows with the number of sessions and not only until its caches and its heap are warm.
/// It is looked at between batches of sessions, when none is under way. Growth is suspect if it is above all limits,
/// and if each quarter of the samples has a minimum above that of the quarter before: a collector of garbage gives back
/// now and then, and what it can't give back is the minimum.
class MemoryWatch {
 public:
  static constexpr std::size_t kParts = 4;

  struct Growth {
    std::uint64_t from = 0, to = 0;  ///< octets
    std::uint64_t sessions = 0;
    [[nodiscard]] std::uint64_t per_session() const { return (to - from) / sessions; }
  };

  MemoryWatch() = default;
  explicit MemoryWatch(const MemoryLimits& limits) : limits_(limits) {}

  /// After so many `sessions` in all, in that process group. Another group begins anew.
  void sample(int group, std::uint64_t sessions, std::uint64_t octets);
  [[nodiscard]] std::optional<Growth> suspicion() const;
  /// Forgets what was seen, but not that it is warm: the growth had another reason.
  void rebase() { samples_.clear(); }

 private:
  struct Sample {
    std::uint64_t sessions = 0, octets = 0;
  };
  [[nodiscard]] std::uint64_t least_of_part(std::size_t part) const;

  MemoryLimits limits_;
  int group_ = 0;
  std::uint64_t begin_ = 0;  ///< sessions before this group
  std::vector<Sample> samples_;
};

}  // namespace gauntlet::fuzz
