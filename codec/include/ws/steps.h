#pragma once
#include <cstdint>

namespace ws {

/// What the codec's calls in this thread have cost so far: octets looked at, masked, copied or moved, once for each
/// time that happens, and calls that came without any. Held against the octets that a peer has sent, it shows work that
/// is more than linear, which a peer could ask for (RFC 6455 section 10), without a clock. Only counted in builds for
/// fuzzing and with sanitizers (WS_COUNT_STEPS); always 0 in others, at no cost.
[[nodiscard]] std::uint64_t steps() noexcept;

}  // namespace ws
