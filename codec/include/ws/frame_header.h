#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "ws/octets.h"
#include "ws/opcode.h"
#include "ws/rule.h"

namespace ws {

using MaskingKey = std::array<std::uint8_t, 4>;

/// RSV1..3 as they stand in the first octet of a frame (RFC 6455 section 5.2).
inline constexpr std::uint8_t kRsv1 = 0x40;
inline constexpr std::uint8_t kRsv2 = 0x20;
inline constexpr std::uint8_t kRsv3 = 0x10;

/// A header is 2 to 14 octets: 2, 0/2/8 of extended length, 0/4 of masking key.
inline constexpr std::size_t kMaxFrameHeaderSize = 14;
inline constexpr std::uint64_t kMaxPayloadLength = 0x7FFF'FFFF'FFFF'FFFFULL;  ///< 63 bits
inline constexpr std::size_t kMaxControlPayload = 125;                        ///< section 5.5

/// One frame's header as section 5.2 lays it out. A value type; nothing is owned.
struct FrameHeader {
  bool fin = true;
  std::uint8_t rsv = 0;  ///< a combination of kRsv1, kRsv2, kRsv3
  Opcode opcode = Opcode::kText;
  bool masked = false;
  std::uint64_t payload_length = 0;
  MaskingKey masking_key{};  ///< meaningful only if `masked`

  friend bool operator==(const FrameHeader&, const FrameHeader&) = default;
};

/// Octets that `header` takes when encoded in minimal form.
[[nodiscard]] std::size_t encoded_size(const FrameHeader& header) noexcept;

/// Writes `header` in minimal form; returns the octets written, 2 to 14.
/// The length must be at most kMaxPayloadLength.
std::size_t encode(const FrameHeader& header, std::span<std::uint8_t, kMaxFrameHeaderSize> out) noexcept;

struct HeaderDecode {
  enum class Status : std::uint8_t {
    kComplete,    ///< `header` and `size` are set
    kIncomplete,  ///< not an error: call again with more octets
    kViolation,   ///< `violation` is set; its offset counts from the header's first octet
  };
  Status status = Status::kIncomplete;
  FrameHeader header{};
  std::size_t size = 0;  ///< octets of the header
  Violation violation{};
};

/// Decodes the header at the start of `octets` and checks what a header alone can break: reserved
/// opcode, fragmented or overlong control frame, minimal length form, top bit of a 64-bit length.
/// RSV bits, masking and fragmentation state are the receiver's to judge, since they depend on it.
/// A violation is reported on the first octet that shows it, so the verdict never changes as more
/// octets arrive. Never allocates, never throws.
[[nodiscard]] HeaderDecode decode_frame_header(Octets octets) noexcept;

}  // namespace ws
