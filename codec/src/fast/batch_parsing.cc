#include "fast/batch_parsing.h"

#include "frames/mask_word.h"
#include "ws/masking.h"

namespace ws {

Position take_any_frame(Job& job, Position position, FrameView& view) noexcept {
  const auto consumed = static_cast<std::size_t>(position.at - job.buffer.data());
  const MutableOctets rest = job.buffer.subspan(consumed);
  job.state.inside_message = position.inside != 0;
  const HeaderDecode decoded = receive_frame_header(rest, job.state, job.max_frame_size);
  if (decoded.status == HeaderDecode::Status::kViolation) {
    job.violation = {decoded.violation.rule, consumed + decoded.violation.offset};
    return {nullptr, position.inside};
  }
  const FrameHeader& header = decoded.header;
  if (decoded.status == HeaderDecode::Status::kIncomplete || header.payload_length > rest.size() - decoded.size) {
    return {nullptr, position.inside};
  }
  const MutableOctets payload = rest.subspan(decoded.size, static_cast<std::size_t>(header.payload_length));
  if (header.masked) mask(payload, header.masking_key);
  view = {{header.opcode, header.fin, header.rsv, rest.front()}, payload};
  if (!is_control(header.opcode)) position.inside = header.fin ? 0 : 1;
  return {payload.data() + payload.size(), position.inside};
}

template <bool masked>
Position take_long_frame(Job& job, Position position, FirstOctet first, std::uint8_t* to, FrameView& view) noexcept {
  constexpr std::size_t kKeySize = masked ? 4 : 0;
  constexpr std::uint8_t kMaskBit = masked ? 0x80 : 0;
  std::uint8_t* const at = position.at;
  const auto left = static_cast<std::size_t>(job.buffer.data() + job.buffer.size() - at);
  std::uint64_t size = 0;
  std::size_t header_size = kKeySize;
  bool minimal = false;
  if (at[1] == (kMaskBit | 126) && left >= 4 + kKeySize) {
    size = std::uint64_t{at[2]} << 8 | at[3];
    header_size += 4;
    minimal = size > 125;
  } else if (at[1] == (kMaskBit | 127) && left >= 10 + kKeySize) {
    for (std::size_t i = 2; i < 10; ++i) size = size << 8 | at[i];
    header_size += 10;
    minimal = size > 65535 && size <= kMaxPayloadLength;
  }
  if (!minimal || is_control(first.fields.opcode) || size > job.max_frame_size || size > left - header_size) {
    return take_any_frame(job, position, view);
  }
  const MutableOctets payload{at + header_size, static_cast<std::size_t>(size)};
  const auto key = masked ? load<MaskingKey>(payload.data() - kKeySize) : MaskingKey{};
  if (to != nullptr) {
    mask_copy(payload, to, key);
  } else {
    if constexpr (masked) mask(payload, key);
    to = payload.data();
  }
  // Member by member: g++ 12 would build the view on the stack first, and wait for it.
  static_cast<FirstOctetFields&>(view) = first.fields;
  view.payload = {to, payload.size()};
  return {payload.data() + payload.size(), inside_after(first, position.inside)};
}

template Position take_long_frame<true>(Job&, Position, FirstOctet, std::uint8_t*, FrameView&) noexcept;
template Position take_long_frame<false>(Job&, Position, FirstOctet, std::uint8_t*, FrameView&) noexcept;

}  // namespace ws
