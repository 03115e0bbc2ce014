#pragma once
#include <span>

#include "ws/frame_parser.h"

namespace ws {

/// Whether each payload of `views` is valid UTF-8: frames that follow each other, as `parse_batch` gave them.
/// Looks at neighbours as at one text, which costs far less than one look at each. The headers between payloads
/// are overwritten with blanks. On false, look at each to know which it was.
[[nodiscard]] bool are_valid_utf8(std::span<const FrameView> views) noexcept;

}  // namespace ws
