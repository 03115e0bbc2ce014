#include "frames/header_decoding.h"
#include "ws/frame_parser.h"

namespace ws {
namespace {

/// The rule on RSV bits that the first octet of a frame breaks. RFC 7692 section 6 gives RSV1 its one
/// meaning, and that only on the first frame of a data message.
std::optional<Rule> broken_by_rsv(std::uint8_t rsv, Opcode opcode, bool rsv1_negotiated) noexcept {
  const std::uint8_t without_meaning = rsv1_negotiated ? rsv & (kRsv2 | kRsv3) : rsv;
  if (without_meaning != 0) return Rule::kReservedBits;
  if (!rsv1_negotiated || (rsv & kRsv1) == 0) return std::nullopt;
  if (is_control(opcode)) return Rule::kCompressedControl;
  if (opcode == Opcode::kContinuation) return Rule::kCompressedContinuation;
  return std::nullopt;
}

/// The rule on the order of frames in a message (RFC 6455 section 5.4).
std::optional<Rule> broken_by_order(Opcode opcode, bool inside_message) noexcept {
  if (is_control(opcode)) return std::nullopt;
  const bool continues = opcode == Opcode::kContinuation;
  if (continues && !inside_message) return Rule::kUnexpectedContinuation;
  if (!continues && inside_message) return Rule::kExpectedContinuation;
  return std::nullopt;
}

/// The rule on masking (section 5.1).
std::optional<Rule> broken_by_mask(bool masked, Role receiver) noexcept {
  if (receiver == Role::kServer && !masked) return Rule::kMaskRequired;
  if (receiver == Role::kClient && masked) return Rule::kMaskForbidden;
  return std::nullopt;
}

void receive(Octets octets, const ReceiverState& state, std::uint64_t max_frame_size, HeaderDecode& result) noexcept {
  if (octets.empty()) return;

  const std::uint8_t rsv = octets[0] & (kRsv1 | kRsv2 | kRsv3);
  const auto opcode = static_cast<Opcode>(octets[0] & 0x0F);
  if (const auto rule = broken_by_rsv(rsv, opcode, state.rsv1_negotiated)) return refuse(result, *rule, 0);
  decode_frame_header(octets.first(1), result);
  if (result.status == HeaderDecode::Status::kViolation) return;
  if (const auto rule = broken_by_order(opcode, state.inside_message)) return refuse(result, *rule, 0);

  if (octets.size() < 2) return;
  if (const auto rule = broken_by_mask((octets[1] & 0x80) != 0, state.role)) return refuse(result, *rule, 1);

  decode_frame_header(octets, result);
  if (result.status == HeaderDecode::Status::kViolation) return;
  // The length is known before the masking key is there.
  const LengthField length = read_length(octets);
  if (length.complete && length.value > max_frame_size) {
    refuse(result, Rule::kFrameTooBig, length.end - 1);
  }
}

}  // namespace

HeaderDecode receive_frame_header(Octets octets, const ReceiverState& state, std::uint64_t max_frame_size) noexcept {
  HeaderDecode result;
  receive(octets, state, max_frame_size, result);
  return result;
}

}  // namespace ws
