#pragma once
#include <cstdint>

namespace gauntlet {

inline thread_local constinit std::uint64_t steps_so_far = 0;

/// What the codec's calls in this thread have cost so far: octets looked at, masked, copied or moved, once for each
/// time that happens, and calls that came without any. Held against the octets that a peer has sent, it shows work that
/// is more than linear, which a peer could ask for (RFC 6455 section 10), without a clock. Counted by the copies of the
/// codec in which plant.py has planted steps.json (ws_codec_mutants, ws_codec_counted); the codec itself counts
/// nothing.
[[nodiscard]] inline std::uint64_t steps() noexcept { return steps_so_far; }

inline void count_steps(std::uint64_t count) noexcept { steps_so_far += count; }

}  // namespace gauntlet
