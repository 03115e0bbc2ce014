#pragma once
#include <cstddef>

namespace gauntlet::bench {

/// Calls of operator new so far, in a program that links allocations.cc.
[[nodiscard]] std::size_t allocations() noexcept;

/// Octets of heap in use, those of C libraries included.
[[nodiscard]] std::size_t heap_octets() noexcept;

}  // namespace gauntlet::bench
