#include "ws/frame_header.h"

#include <algorithm>

#include "frames/header_decoding.h"
#include "frames/header_encoding.h"

namespace ws {
std::size_t encoded_size(const FrameHeader& header) noexcept {
  std::size_t size = 2;
  if (header.payload_length > kMaxLength16) {
    size += 8;
  } else if (header.payload_length >= kLength16) {
    size += 2;
  }
  return header.masked ? size + 4 : size;
}

std::size_t encode(const FrameHeader& header, std::span<std::uint8_t, kMaxFrameHeaderSize> out) noexcept {
  return encode_header(header, out.data());
}

LengthField read_length(Octets octets) noexcept {
  const std::uint8_t first = octets[1] & kLengthBits;
  LengthField length;
  if (first < kLength16) {
    length.complete = true;
    length.value = first;
    length.end = 2;
    return length;
  }
  const bool is_64_bit = first == kLength64;
  if (is_64_bit && octets.size() > 2 && (octets[2] & 0x80) != 0) {
    length.violation = {Rule::kLengthTopBit, 2};
    return length;
  }
  const std::size_t end = is_64_bit ? 10 : 4;
  if (octets.size() < end) return length;
  length.complete = true;
  length.end = end;
  for (std::size_t i = 2; i < end; ++i) length.value = length.value << 8 | octets[i];
  const bool minimal = is_64_bit ? length.value > kMaxLength16 : length.value >= kLength16;
  if (!minimal) length.violation = {Rule::kLengthNotMinimal, end - 1};
  return length;
}

void refuse(HeaderDecode& result, Rule rule, std::uint64_t offset) noexcept {
  result.status = HeaderDecode::Status::kViolation;
  result.violation = {rule, offset};
}

void decode_frame_header(Octets octets, HeaderDecode& result) noexcept {
  FrameHeader& header = result.header;
  if (octets.empty()) return;

  header.fin = (octets[0] & kFin) != 0;
  header.rsv = octets[0] & kRsvBits;
  header.opcode = static_cast<Opcode>(octets[0] & kOpcodeBits);
  if (is_reserved(header.opcode)) return refuse(result, Rule::kReservedOpcode, 0);
  if (is_control(header.opcode) && !header.fin) return refuse(result, Rule::kControlFragmented, 0);

  if (octets.size() < 2) return;
  header.masked = (octets[1] & kMaskBit) != 0;
  if (is_control(header.opcode) && (octets[1] & kLengthBits) > kMaxControlPayload) {
    return refuse(result, Rule::kControlTooLong, 1);
  }

  const LengthField length = read_length(octets);
  if (length.violation) return refuse(result, length.violation->rule, length.violation->offset);
  if (!length.complete) return;
  header.payload_length = length.value;

  const std::size_t size = length.end + (header.masked ? header.masking_key.size() : 0);
  if (octets.size() < size) return;
  if (header.masked) {
    const Octets key = octets.subspan(length.end, header.masking_key.size());
    std::copy(key.begin(), key.end(), header.masking_key.begin());
  }
  result.status = HeaderDecode::Status::kComplete;
  result.size = size;
}

HeaderDecode decode_frame_header(Octets octets) noexcept {
  HeaderDecode result;
  decode_frame_header(octets, result);
  return result;
}

}  // namespace ws
