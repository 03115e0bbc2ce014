#pragma once
#include <cstdint>

namespace ws {

// Where octets are gone over, the codec says how many: see ws/steps.h. These are the few functions that all octets
// pass, so that a caller that asks them for too much is found wherever it stands.
#if WS_COUNT_STEPS
inline thread_local constinit std::uint64_t steps_so_far = 0;
#define WS_STEPS(count) (::ws::steps_so_far += (count))
#else
inline constexpr std::uint64_t steps_so_far = 0;
#define WS_STEPS(count) static_cast<void>(0)
#endif

}  // namespace ws
