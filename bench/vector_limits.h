#pragma once
#include <cstddef>
#include <cstdint>

namespace gauntlet::bench {

/// Whole vectors from an aligned address: `size` is rounded up, so there is nothing to be done at the end.
using Rewrite = void (*)(std::uint8_t* octets, std::size_t size);
using Read = std::uint64_t (*)(const std::uint8_t* octets, std::size_t size);

/// With the widest vectors that this processor has.
[[nodiscard]] Rewrite widest_rewrite();
[[nodiscard]] Read widest_read();

}  // namespace gauntlet::bench
