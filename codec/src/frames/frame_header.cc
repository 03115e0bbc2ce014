#include "ws/frame_header.h"

#include <algorithm>

#include "frames/header_decoding.h"
#include "frames/header_encoding.h"
#include "frames/mutant.h"

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
  if (is_64_bit && octets.size() > 2 && (octets[2] & 0x80) != 0 && enforced(Rule::kLengthTopBit) &&
      !WS_FAULT(kLengthTopBitCleared)) {
    length.violation = {Rule::kLengthTopBit, 2};
    return length;
  }
  const std::size_t end = is_64_bit ? 10 : 4;
  if (octets.size() < end) return length;
  length.complete = true;
  length.end = end;
  for (std::size_t i = 2; i < end; ++i) length.value = length.value << 8 | octets[i];
  bool minimal = is_64_bit ? length.value > kMaxLength16 : length.value >= kLength16;
  if (WS_FAULT(kLength126Refused)) minimal = minimal && length.value != kLength16;
  if (WS_FAULT(kLength125In16Taken)) minimal = minimal || (!is_64_bit && length.value == kLength16 - 1);
  if (WS_FAULT(kLength65535In64Taken)) minimal = minimal || length.value == kMaxLength16;
  if (!minimal && enforced(Rule::kLengthNotMinimal)) {
    length.violation = {Rule::kLengthNotMinimal, end - 1};
  }
  if (WS_FAULT(kLength16Swapped) && !is_64_bit) length.value = std::uint64_t{octets[3]} << 8 | octets[2];
  if (WS_FAULT(kLength64CutTo32)) length.value &= 0xFFFF'FFFF;
  if (WS_FAULT(kLength64CutTo16)) length.value &= kMaxLength16;
  if (WS_FAULT(kLength64FirstHalf) && is_64_bit) length.value >>= 32;
  if (WS_FAULT(kLengthTopBitCleared)) length.value &= ~(std::uint64_t{1} << 63);
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
  if (WS_FAULT(kFinLostOnContinuation) && header.opcode == Opcode::kContinuation) header.fin = false;
  const bool skipped = WS_FAULT(kReservedControlIgnored) && is_control(header.opcode);
  if (is_reserved(header.opcode) && !skipped && enforced(Rule::kReservedOpcode)) {
    return refuse(result, Rule::kReservedOpcode, 0);
  }
  if (is_control(header.opcode) && !header.fin && enforced(Rule::kControlFragmented) &&
      !(WS_FAULT(kFragmentedPongTaken) && header.opcode == Opcode::kPong)) {
    return refuse(result, Rule::kControlFragmented, 0);
  }

  if (octets.size() < 2) return;
  header.masked = (octets[1] & kMaskBit) != 0;
  const std::size_t longest = WS_FAULT(kControl126Taken) ? std::size_t{kLength16} : kMaxControlPayload;
  if (is_control(header.opcode) && (octets[1] & kLengthBits) > longest && enforced(Rule::kControlTooLong)) {
    return refuse(result, Rule::kControlTooLong, 1);
  }

  const LengthField length = read_length(octets);
  if (length.violation) return refuse(result, length.violation->rule, length.violation->offset);
  if (!length.complete) return;
  header.payload_length = length.value;

  const std::size_t size = length.end + (header.masked ? header.masking_key.size() : 0);
  if (octets.size() < size) return;
  if (header.masked) {
    const Octets key = octets.subspan(WS_FAULT(kKeyFromThirdOctet) ? 2 : length.end, header.masking_key.size());
    std::copy(key.begin(), key.end(), header.masking_key.begin());
    if (WS_FAULT(kKeyReversed)) std::reverse(header.masking_key.begin(), header.masking_key.end());
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
