#pragma once
#include <cstdint>
#include <optional>

#include "fast/first_octet.h"
#include "ws/frame_parser.h"

namespace ws {

// What the two forms of parsing in batches share: the ways off their hot paths.

/// How far a batch has come: the next frame's first octet, and 1 inside a fragmented message. What the
/// ways off the hot path return, so that both stay in registers on it.
struct Position {
  std::uint8_t* at;  ///< null: parsing stops
  unsigned inside;
};

struct Job {
  MutableOctets buffer;
  ReceiverState& state;
  std::uint64_t max_frame_size;
  std::optional<Violation> violation;
};

/// A frame of any kind, unmasked in place, or the reason why there is none.
[[gnu::noinline]] Position take_any_frame(Job& job, Position position, FrameView& view) noexcept;

/// A data frame with an extended length, at least 6 octets of it (2 if not masked). Its payload goes to `to`,
/// before where it stands, or stays in place if that is null. Leaves all that is not in order to
/// `take_any_frame`.
template <bool masked>
[[gnu::noinline]] Position take_long_frame(Job& job, Position position, FirstOctet first, std::uint8_t* to,
                                           FrameView& view) noexcept;

}  // namespace ws
