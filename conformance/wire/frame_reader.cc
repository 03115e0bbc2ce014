#include "conformance/wire/frame_reader.h"

#include <algorithm>
#include <utility>

namespace gauntlet::wire {
namespace {

constexpr std::uint8_t kContinuation = 0;
constexpr std::uint8_t kRsv1 = 4;

/// Section 5.5: the most significant bit of the opcode tells control frames, known or not.
bool is_control(std::uint8_t opcode) { return opcode >= 8; }
/// Section 5.2: %x3-7 and %xB-F.
bool is_reserved(std::uint8_t opcode) { return (opcode >= 3 && opcode <= 7) || opcode >= 11; }

}  // namespace

void FrameReader::feed(View octets) {
  while (!octets.empty()) {
    if (!in_payload_) {
      header_octet(octets.front());
      octets = octets.subspan(1);
      continue;
    }
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, octets.size()));
    payload(octets.first(here));
    octets = octets.subspan(here);
  }
}

// Room for what there usually is: growing by one and two takes more time than reading a frame.
FrameReader::FrameReader(Rules rules) : rules_(rules) {
  constexpr std::size_t kItems = 4;
  items_.reserve(kItems);
}

void FrameReader::restart(Rules rules) {
  items_.clear();
  *this = FrameReader(rules, std::move(items_));
}

std::optional<FrameItem> FrameReader::next() {
  if (next_ == items_.size()) return std::nullopt;
  std::optional<FrameItem> item = std::move(items_[next_++]);
  if (next_ == items_.size()) {
    items_.clear();
    next_ = 0;
  }
  return item;
}

void FrameReader::header_octet(std::uint8_t octet) {
  header_[header_size_++] = octet;
  if (header_size_ == 1) {
    first_octet(octet);
  } else if (header_size_ == 2) {
    second_octet(octet);
  } else if (header_size_ <= 2 + length_octets()) {
    length_octet(octet);
  } else {
    frame_.masking_key = frame_.masking_key.value_or(0) << 8 | octet;
  }
  ++offset_;
  const std::size_t key_octets = header_size_ >= 2 && (header_[1] & 0x80) != 0 ? 4 : 0;
  if (header_size_ >= 2 && header_size_ == 2 + length_octets() + key_octets) start_frame();
}

/// FIN, RSV and opcode. RFC 7692 section 6 gives RSV1 a meaning on the first frame of a data message only.
void FrameReader::first_octet(std::uint8_t octet) {
  frame_ = FrameStart{};
  frame_.offset = offset_;
  frame_.fin = (octet & 0x80) != 0;
  frame_.rsv = (octet >> 4) & 0x07;
  frame_.opcode = octet & 0x0F;
  const bool control = is_control(frame_.opcode);
  const bool continuation = frame_.opcode == kContinuation;

  const std::uint8_t undefined = rules_.rsv1_negotiated ? frame_.rsv & ~kRsv1 & 0x07 : frame_.rsv;
  if (undefined != 0) violated("reserved-bits");
  if (rules_.rsv1_negotiated && (frame_.rsv & kRsv1) != 0) {
    if (control) violated("compressed-control");
    if (continuation) violated("compressed-continuation");
  }
  if (is_reserved(frame_.opcode)) violated("reserved-opcode");
  if (control && !frame_.fin) violated("control-fragmented");
  if (continuation && !inside_message_) violated("unexpected-continuation");
  if (!continuation && !control && inside_message_) violated("expected-continuation");
}

/// MASK and the 7-bit length. 126 and 127 announce a longer form: no control frame needs one (section 5.5).
void FrameReader::second_octet(std::uint8_t octet) {
  const bool mask = (octet & 0x80) != 0;
  const std::uint8_t length = octet & 0x7F;
  if (rules_.expect_masked && !mask) violated("mask-required");
  if (!rules_.expect_masked && mask) violated("mask-forbidden");
  if (is_control(frame_.opcode) && length > 125) violated("control-too-long");
  frame_.length = length <= 125 ? length : 0;
}

/// The 16-bit and 64-bit lengths (section 5.2): the top bit of the latter is 0, and a shorter form that
/// can hold the length has to be used.
void FrameReader::length_octet(std::uint8_t octet) {
  const std::size_t size = length_octets();
  const std::size_t at = header_size_ - 2;  // 1 for the first octet of the length
  if (at == 1 && size == 8 && (octet & 0x80) != 0) violated("length-top-bit");
  frame_.length = frame_.length << 8 | octet;
  if (at == size && frame_.length < (size == 2 ? 126U : 65536U)) violated("length-not-minimal");
}

std::size_t FrameReader::length_octets() const {
  const std::uint8_t length = header_[1] & 0x7F;
  if (length <= 125) return 0;
  return length == 126 ? 2 : 8;
}

void FrameReader::start_frame() {
  header_size_ = 0;
  items_.emplace_back(frame_);
  if (!is_control(frame_.opcode) && !frame_.fin) inside_message_ = true;
  payload_left_ = frame_.length;
  phase_ = 0;
  in_payload_ = true;
  if (payload_left_ == 0) end_frame();
}

void FrameReader::payload(View octets) {
  PayloadPiece piece;
  piece.offset = offset_;
  piece.octets = frame_.masking_key ? masked(octets, *frame_.masking_key, phase_) : Bytes(octets.begin(), octets.end());
  items_.emplace_back(std::move(piece));
  offset_ += octets.size();
  phase_ += octets.size();
  payload_left_ -= octets.size();
  if (payload_left_ == 0) end_frame();
}

void FrameReader::end_frame() {
  in_payload_ = false;
  if (!is_control(frame_.opcode) && frame_.fin) inside_message_ = false;
  items_.emplace_back(FrameEnd{frame_.fin, frame_.opcode});
}

void FrameReader::violated(std::string_view rule) {
  frame_.violations.push_back({rule, offset_});
  if (frame_.violations.size() == 1) items_.emplace_back(EarlyViolation{frame_.violations.front()});
}

}  // namespace gauntlet::wire
