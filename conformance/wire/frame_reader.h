#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// A broken rule: its name (the same word that the codec's rule table uses, so that the two readings
/// can be compared) and the octet of the stream on whose arrival it became certain.
struct WireViolation {
  std::string_view rule;  ///< a literal: "reserved-bits", "mask-required", ...
  std::uint64_t offset = 0;

  friend bool operator==(const WireViolation&, const WireViolation&) = default;
};

/// A frame's header was read. All that it breaks is listed, in the order in which it shows.
struct FrameStart {
  bool fin = true;
  std::uint8_t rsv = 0;
  std::uint8_t opcode = 0;
  std::optional<std::uint32_t> masking_key;
  std::uint64_t length = 0;
  std::uint64_t offset = 0;  ///< of its first octet in the stream
  std::vector<WireViolation> violations;
};
/// The next octets of its payload, unmasked; `offset` is where the first of them stood.
struct PayloadPiece {
  Bytes octets;
  std::uint64_t offset = 0;
};
struct FrameEnd {
  bool fin = true;
  std::uint8_t opcode = 0;
};
/// A header that is in the wrong, perhaps though not all of it has arrived yet: the first violation of
/// a frame, once, before its FrameStart, so that a strict receiver can act on the earliest octet.
struct EarlyViolation {
  WireViolation violation;
};
using FrameItem = std::variant<FrameStart, PayloadPiece, FrameEnd, EarlyViolation>;

/// Reads the frames that a subject sends, octet by octet, and goes on after a violation as if the
/// frame had been allowed (what comes after is evidence, too). Checks what sections 5.1, 5.2, 5.4 and
/// 5.5 and RFC 7692 section 6 ask of headers:
///   reserved-bits, reserved-opcode, control-fragmented, unexpected-continuation,
///   expected-continuation, compressed-control, compressed-continuation (octet 0);
///   mask-required, mask-forbidden, control-too-long (octet 1);
///   length-top-bit (first octet of a 64-bit length); length-not-minimal (last octet of a length).
/// A frame with a reserved opcode counts as what section 5.2 reserves it for: 3..7 as a data frame, 11..15
/// as a control frame. A data frame belongs to the open message or else begins one, and FIN ends it.
/// Payloads and limits are not its business. Memory: what was fed and not yet asked for.
class FrameReader {
 public:
  struct Rules {
    bool expect_masked = false;    ///< the sender is a client
    bool rsv1_negotiated = false;  ///< permessage-deflate is in use
  };
  explicit FrameReader(Rules rules);
  /// As if newly made, but nothing is allocated until more items wait than ever before.
  void restart(Rules rules);

  void feed(View octets);
  /// The next item, or nothing until more is fed. A payload piece never spans two feeds.
  [[nodiscard]] std::optional<FrameItem> next();

  /// Inside a fragmented message, by what was fed: from the header of a first frame without FIN to the
  /// end of the frame with FIN.
  [[nodiscard]] bool inside_message() const { return inside_message_; }
  /// By what was fed, a frame has begun and not ended.
  [[nodiscard]] bool inside_frame() const { return in_payload_ || header_size_ > 0; }
  /// Octets fed so far.
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  FrameReader(Rules rules, std::vector<FrameItem> items) : rules_(rules), items_(std::move(items)) {}
  void header_octet(std::uint8_t octet);
  void first_octet(std::uint8_t octet);
  void second_octet(std::uint8_t octet);
  void length_octet(std::uint8_t octet);
  void start_frame();
  void payload(View octets);
  void end_frame();
  void violated(std::string_view rule);
  [[nodiscard]] std::size_t length_octets() const;

  Rules rules_;
  std::vector<FrameItem> items_;  ///< that were read; those before `next_` were given out
  std::size_t next_ = 0;
  std::array<std::uint8_t, 14> header_{};  ///< of the frame that is being read
  std::size_t header_size_ = 0;            ///< octets of it so far; 0 between frames and inside a payload
  bool inside_message_ = false;
  bool in_payload_ = false;
  FrameStart frame_;  ///< the frame being read
  std::uint64_t payload_left_ = 0;
  std::uint64_t phase_ = 0;  ///< octets of its payload so far
  std::uint64_t offset_ = 0;
};

}  // namespace gauntlet::wire
