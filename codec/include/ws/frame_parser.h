#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "ws/frame_header.h"
#include "ws/limits.h"
#include "ws/octets.h"
#include "ws/rule.h"

namespace ws {

/// What a receiver knows that decides about frames (RFC 6455 sections 5.1, 5.2, 5.4).
struct ReceiverState {
  Role role = Role::kServer;     ///< who receives
  bool rsv1_negotiated = false;  ///< permessage-deflate is in use (RFC 7692 section 6)
  bool inside_message = false;   ///< a fragmented message has begun
};

/// Judges a frame's first octets by everything that does not need its payload: what
/// `decode_frame_header` checks, and RSV bits, masking, fragmentation state and the frame size limit.
/// The offset of a violation counts from the header's first octet. This is the slow, plain form, and
/// the oracle of `parse_batch`.
[[nodiscard]] HeaderDecode receive_frame_header(Octets octets, const ReceiverState& state,
                                                std::uint64_t max_frame_size) noexcept;

/// What a frame's first octet says (RFC 6455 section 5.2). Four octets without padding: copied by one load and one
/// store, which g++ 12 does not do to three.
struct alignas(4) FirstOctetFields {
  Opcode opcode{};
  bool fin = true;
  std::uint8_t rsv = 0;
  std::uint8_t octet = 0;  ///< as it was on the wire
};

/// A frame inside the caller's buffer: payload unmasked in place.
struct FrameView : FirstOctetFields {
  MutableOctets payload;
};

/// Zero-copy batch form for the hot path.
struct Batch {
  std::size_t frames = 0;              ///< how many of `out` were filled
  std::size_t consumed = 0;            ///< octets of whole frames, up to where parsing stopped
  std::optional<Violation> violation;  ///< what stopped it; offset from the buffer's first octet
};

/// Parses the whole frames at the start of `buffer`, unmasks their payloads in place and describes
/// them in `out`. Stops at the first frame that is incomplete, breaks a rule, or does not fit into
/// `out`; octets from `consumed` on are untouched. A frame of which the header alone shows a
/// violation is reported though its payload is missing. Updates `state.inside_message`.
/// Never allocates, never throws.
Batch parse_batch(MutableOctets buffer, ReceiverState& state, std::uint64_t max_frame_size,
                  std::span<FrameView> out) noexcept;

/// Parses frames that arrive in any pieces. Pull style: give it a piece, then ask for parts until it
/// wants more. No part spans two pieces, so nothing is copied; a header that is split over pieces is
/// kept inside (14 octets at most).
class FrameParser {
 public:
  struct Part {
    enum class Kind : std::uint8_t {
      kNeedMore,   ///< the piece is used up
      kHeader,     ///< `header` of a new frame; its payload follows
      kPayload,    ///< the next octets of the payload, unmasked in place
      kFrameEnd,   ///< the payload is complete (comes for empty ones too)
      kViolation,  ///< `violation`; nothing comes after it
    };
    Kind kind = Kind::kNeedMore;
    MutableOctets payload;
    Violation violation{};  ///< offset from the first octet ever fed
  };

  FrameParser(ReceiverState state, std::uint64_t max_frame_size) noexcept
      : state_(state), max_frame_size_(max_frame_size) {}

  /// The next piece: it must stay valid and in place until `next` says kNeedMore, and is modified.
  void feed(MutableOctets piece) noexcept { piece_ = piece; }

  [[nodiscard]] Part next() noexcept;

  /// The header of the frame that is being read.
  [[nodiscard]] const FrameHeader& header() const noexcept { return header_; }
  /// Octets consumed since the beginning.
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  /// Where the frame of `header` began.
  [[nodiscard]] std::uint64_t frame_offset() const noexcept { return frame_offset_; }
  [[nodiscard]] bool between_frames() const noexcept { return !in_payload_ && pending_size_ == 0; }
  [[nodiscard]] ReceiverState& state() noexcept { return state_; }

  /// Batch form on what is left of the piece, if the parser stands between frames; violations are
  /// left for `next` to find. `offset` moves on by the frames that were parsed; `header` and
  /// `frame_offset` don't follow.
  std::size_t next_batch(std::span<FrameView> out) noexcept;

 private:
  [[nodiscard]] Part next_header() noexcept;
  void take(std::size_t count) noexcept;

  ReceiverState state_;
  std::uint64_t max_frame_size_;
  MutableOctets piece_;
  FrameHeader header_{};
  std::uint64_t payload_left_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t frame_offset_ = 0;
  std::array<std::uint8_t, kMaxFrameHeaderSize> pending_{};
  std::size_t pending_size_ = 0;
  bool in_payload_ = false;
  std::optional<Violation> violation_;
};

}  // namespace ws
