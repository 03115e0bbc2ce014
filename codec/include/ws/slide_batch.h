#pragma once
#include <cstddef>
#include <cstdint>
#include <span>

#include "ws/frame_parser.h"
#include "ws/octets.h"

namespace ws {

/// Octets around the buffer of `slide_batch` that are the caller's too.
inline constexpr std::size_t kSlideRoom = 128;

/// The fastest way to read small frames, for a buffer that the caller owns with kSlideRoom octets on either
/// side: those before it are overwritten, those behind it are read (whatever they hold) and left alone.
///
/// As `parse_batch`, except that a server's payloads are moved towards the front while they are unmasked, the
/// first one to the beginning of the room, so that they follow each other without a gap. For up to 125 octets
/// every access is then a whole vector whatever the size, and there is no branch that a mix of sizes could
/// mislead. A client's input, and all of it where the processor has no vectors, stays in place.
///
/// What is left behind `consumed` octets is untouched, and the next call can go on there: the octets that
/// were consumed are its room, and views of earlier calls stay valid.
/// Never allocates, never throws.
Batch slide_batch(MutableOctets buffer, ReceiverState& state, std::uint64_t max_frame_size,
                  std::span<FrameView> out) noexcept;

/// Whether each payload of `views` is valid UTF-8: frames that follow each other, as `parse_batch` or
/// `slide_batch` gave them. Looks at neighbours as at one text, which costs far less than one look at each.
/// The headers between payloads are overwritten with blanks. On false, look at each to know which it was.
[[nodiscard]] bool are_valid_utf8(std::span<const FrameView> views) noexcept;

}  // namespace ws
