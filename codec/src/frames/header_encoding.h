#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "ws/frame_header.h"

namespace ws {

// The first two octets, section 5.2.
inline constexpr std::uint8_t kFin = 0x80;
inline constexpr std::uint8_t kRsvBits = kRsv1 | kRsv2 | kRsv3;
inline constexpr std::uint8_t kOpcodeBits = 0x0F;
inline constexpr std::uint8_t kMaskBit = 0x80;
inline constexpr std::uint8_t kLengthBits = 0x7F;
inline constexpr std::uint8_t kLength16 = 126;
inline constexpr std::uint8_t kLength64 = 127;

inline constexpr std::uint64_t kMaxLength16 = 0xFFFF;

/// As the public `encode`, where each octet a frame costs counts: the writer's own copy.
[[gnu::always_inline]] inline std::size_t encode_header(const FrameHeader& header, std::uint8_t* out) noexcept {
  const std::uint64_t length = header.payload_length;
  const auto mask_bit = header.masked ? kMaskBit : std::uint8_t{0};
  out[0] = static_cast<std::uint8_t>((header.fin ? kFin : 0) | (header.rsv & kRsvBits) |
                                     (static_cast<std::uint8_t>(header.opcode) & kOpcodeBits));
  std::size_t size = 2;
  const auto put_big_endian = [&](int octets) {
    for (int i = octets - 1; i >= 0; --i) out[size++] = static_cast<std::uint8_t>(length >> (8 * i));
  };
  if (length < kLength16) {
    out[1] = static_cast<std::uint8_t>(mask_bit | length);
  } else if (length <= kMaxLength16) {
    out[1] = mask_bit | kLength16;
    put_big_endian(2);
  } else {
    out[1] = mask_bit | kLength64;
    put_big_endian(8);
  }
  if (header.masked) {
    std::copy(header.masking_key.begin(), header.masking_key.end(), out + size);
    size += header.masking_key.size();
  }
  return size;
}

}  // namespace ws
