#include "ws/frame_parser.h"

#include <algorithm>

#include "ws/masking.h"

namespace ws {

FrameParser::Part FrameParser::next() noexcept {
  Part part;
  if (violation_) {
    part.kind = Part::Kind::kViolation;
    part.violation = *violation_;
    return part;
  }
  if (!in_payload_) return next_header();
  if (payload_left_ == 0) {
    in_payload_ = false;
    part.kind = Part::Kind::kFrameEnd;
    return part;
  }
  if (piece_.empty()) return part;
  part.kind = Part::Kind::kPayload;
  part.payload = piece_.first(static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, piece_.size())));
  const std::size_t phase = (header_.payload_length - payload_left_) % 4;
  if (header_.masked) mask(part.payload, header_.masking_key, phase);
  payload_left_ -= part.payload.size();
  take(part.payload.size());
  return part;
}

FrameParser::Part FrameParser::next_header() noexcept {
  // A header that begins in this piece is read where it stands, a split one where its parts are put
  // together. As the verdict on a header does not depend on how much of it is there, neither does it
  // depend on how the octets were cut.
  Octets octets = piece_;
  if (pending_size_ != 0) {
    const std::size_t count = std::min(piece_.size(), pending_.size() - pending_size_);
    std::copy_n(piece_.begin(), count, pending_.begin() + static_cast<std::ptrdiff_t>(pending_size_));
    octets = Octets(pending_).first(pending_size_ + count);
  }
  const std::uint64_t start = offset_ - pending_size_;
  const HeaderDecode decoded = receive_frame_header(octets, state_, max_frame_size_);

  Part part;
  switch (decoded.status) {
    case HeaderDecode::Status::kViolation:
      violation_ = {decoded.violation.rule, start + decoded.violation.offset};
      part.kind = Part::Kind::kViolation;
      part.violation = *violation_;
      return part;
    case HeaderDecode::Status::kIncomplete:
      // 13 octets at most: the piece had no more.
      if (pending_size_ == 0) std::copy(piece_.begin(), piece_.end(), pending_.begin());
      pending_size_ = octets.size();
      take(piece_.size());
      return part;
    case HeaderDecode::Status::kComplete: break;
  }
  take(decoded.size - pending_size_);
  pending_size_ = 0;
  frame_offset_ = start;
  header_ = decoded.header;
  payload_left_ = header_.payload_length;
  in_payload_ = true;
  if (!is_control(header_.opcode)) state_.inside_message = !header_.fin;
  part.kind = Part::Kind::kHeader;
  return part;
}

void FrameParser::take(std::size_t count) noexcept {
  piece_ = piece_.subspan(count);
  offset_ += count;
}

std::size_t FrameParser::next_batch(std::span<FrameView> out) noexcept {
  if (!between_frames() || violation_) return 0;
  const Batch batch = parse_batch(piece_, state_, max_frame_size_, out);
  take(batch.consumed);
  return batch.frames;
}

}  // namespace ws
