#pragma once
#include <cstddef>
#include <cstdint>

#include "ws/frame_header.h"
#include "ws/octets.h"

namespace ws {

/// XORs `payload` in place with the key of RFC 6455 section 5.3: octet i with key[(phase + i) % 4].
/// Masking and unmasking are the same. `phase` is the count of the frame's octets that came before,
/// so that a payload can be unmasked in any pieces. Any alignment; cost is one pass.
void mask(MutableOctets payload, MaskingKey key, std::size_t phase = 0) noexcept;

/// The same from `in` to `out`, which are of one size. They may overlap if `out` begins before `in`.
void mask_copy(Octets in, std::uint8_t* out, MaskingKey key, std::size_t phase = 0) noexcept;

/// What `mask_copy_short` takes at most.
inline constexpr std::size_t kMaxShortMask = 128;

/// `mask_copy` of a few octets to where kMaxShortMask can be written: those behind `in.size()` are
/// overwritten with anything. The key zero makes it a copy.
void mask_copy_short(Octets in, std::uint8_t* out, MaskingKey key) noexcept;

}  // namespace ws
