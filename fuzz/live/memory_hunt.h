#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace gauntlet::fuzz {

/// Which session it is that memory grows with.
struct MemoryCulprit {
  std::size_t place = 0;          ///< among the sessions
  std::uint64_t per_session = 0;  ///< octets that each play of it alone took
  int reproduced = 0;             ///< of three measurements, how many found at least half of what was suspected
};

/// Sessions are known by their place, 0 .. `count` - 1. `grown` plays those named, one after another and again and
/// again, `plays` in all, and says by how many octets the endpoint's memory grew; nothing if it can't be
/// measured any more. First all of them have to grow by half of `suspected` octets a session; then half of them is
/// taken again and again, the half that grows more.
using Grown = std::function<std::optional<std::uint64_t>(const std::vector<std::size_t>& places)>;
[[nodiscard]] std::optional<MemoryCulprit> find_memory_culprit(std::size_t count, std::uint64_t suspected,
                                                               std::size_t plays, const Grown& grown);

}  // namespace gauntlet::fuzz
