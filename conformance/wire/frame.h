#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// The harness's own reading and writing of the wire (RFC 6455 section 5). It shares no code with the
/// codec, so that the two check each other; it is slow, plain, and can write anything illegal.
namespace gauntlet::wire {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

enum class LengthForm : std::uint8_t { kMinimal, k7, k16, k64 };

/// A frame to be written, legal or not.
struct Frame {
  bool fin = true;
  std::uint8_t rsv = 0;                                     ///< RSV1 = 4, RSV2 = 2, RSV3 = 1
  std::uint8_t opcode = 1;                                  ///< 0..15
  std::optional<std::uint32_t> masking_key = std::nullopt;  ///< first octet in the top bits; absent: not masked
  LengthForm length_form = LengthForm::kMinimal;
  std::optional<std::uint64_t> declared_length = std::nullopt;  ///< instead of the payload's size
  Bytes payload = {};
};

/// The octets of a frame: header, and the payload masked with its key. A length that does not fit
/// into `length_form` keeps its low bits.
[[nodiscard]] Bytes encode(const Frame& frame);
/// The same with a payload that lies elsewhere; the frame's own is not looked at.
[[nodiscard]] Bytes encode(const Frame& frame, View payload);

/// `payload` masked with `key`, as octets `phase`, `phase` + 1, ... of the frame (section 5.3).
[[nodiscard]] Bytes masked(View payload, std::uint32_t key, std::uint64_t phase = 0);

}  // namespace gauntlet::wire
