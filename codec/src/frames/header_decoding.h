#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

#include "ws/frame_header.h"
#include "ws/octets.h"
#include "ws/rule.h"

namespace ws {

/// What the octets that are there tell about a frame's payload length (RFC 6455 section 5.2).
struct LengthField {
  bool complete = false;    ///< the last octet of the length is there
  std::uint64_t value = 0;  ///< if complete
  std::size_t end = 0;      ///< if complete: octets from the frame's first one to the end of the length
  std::optional<Violation> violation;
};

/// `octets` begins with a frame's first octet and has at least two.
[[nodiscard]] LengthField read_length(Octets octets) noexcept;

/// As the public form, into a `result` that is fresh. Written where it will be
/// returned: copying it just after its members were written, one octet each, takes longer
/// than all the rest.
void decode_frame_header(Octets octets, HeaderDecode& result) noexcept;

void refuse(HeaderDecode& result, Rule rule, std::uint64_t offset) noexcept;

}  // namespace ws
