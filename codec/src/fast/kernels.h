#pragma once
#include <atomic>

#include "ws/kernel.h"

namespace ws {

/// What `active_kernel` returns, for who calls it for every frame: until the first use a stand-in that chooses, so that
/// the hot path has no test for it. Threads that race there choose alike.
extern constinit std::atomic<const Kernel*> kernel_in_use;

[[nodiscard]] inline const Kernel& kernel() noexcept { return *kernel_in_use.load(std::memory_order_relaxed); }

}  // namespace ws
