#include "ws/reassembly.h"

#include <algorithm>

namespace ws {
namespace {

constexpr std::size_t kLeastBuffer = 128;

}  // namespace

std::optional<Violation> Reassembly::begin_frame(const FrameHeader& header, std::uint64_t frame_offset,
                                                 std::uint64_t length_offset) {
  frame_offset_ = frame_offset;
  fin_ = header.fin;
  if (!inside_message_) {
    inside_message_ = true;
    joined_.type = header.opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    compressed_ = inflater_.has_value() && (header.rsv & kRsv1) != 0;
    joined_.payload.clear();
    utf8_.reset();
    validated_ = 0;
    received_ = 0;
    frames_ = 0;
  }
  if (frames_ >= limits_.max_fragments) return Violation{Rule::kTooManyFragments, frame_offset};
  ++frames_;
  // Subtracted, not added: a sum of declared lengths could wrap (CVE-2020-27813).
  const std::uint64_t room = limits_.max_message_size - std::min(received_, limits_.max_message_size);
  if (header.payload_length > room) return Violation{Rule::kMessageTooBig, length_offset};
  return std::nullopt;
}

std::optional<Violation> Reassembly::payload(Octets piece, std::uint64_t offset) {
  received_ += piece.size();
  if (compressed_) {
    const auto rule = inflater_->feed(piece, joined_.payload, limits_.max_message_size);
    // First what inflated before the end: cut into smaller pieces it would have been looked at before.
    if (const auto violation = validate_new_text()) return violation;
    if (rule) return Violation{*rule, frame_offset_};
    return std::nullopt;
  }
  if (joined_.type == MessageType::kText) {
    if (const auto error = utf8_.feed(piece)) return Violation{Rule::kInvalidUtf8, offset + *error};
  }
  // What comes octet by octet would else allocate at one, two, four octets and so on.
  auto& joined = joined_.payload;
  if (joined.capacity() < kLeastBuffer) joined.reserve(kLeastBuffer);
  joined.insert(joined.end(), piece.begin(), piece.end());
  return std::nullopt;
}

std::optional<Violation> Reassembly::validate_new_text() {
  if (joined_.type != MessageType::kText) return std::nullopt;
  const auto error = utf8_.feed(Octets(joined_.payload).subspan(validated_));
  validated_ = joined_.payload.size();
  if (error) return Violation{Rule::kInvalidUtf8, frame_offset_};
  return std::nullopt;
}

std::optional<Violation> Reassembly::end_frame(std::uint64_t last_offset) {
  if (!fin_) return std::nullopt;
  inside_message_ = false;
  if (compressed_) {
    const auto rule = inflater_->finish(joined_.payload, limits_.max_message_size);
    if (const auto violation = validate_new_text()) return violation;
    if (rule) return Violation{*rule, frame_offset_};
  }
  if (joined_.type == MessageType::kText && !utf8_.complete()) {
    return Violation{Rule::kInvalidUtf8, compressed_ ? frame_offset_ : last_offset};
  }
  message_ = joined_.payload;
  return std::nullopt;
}

std::optional<Violation> Reassembly::whole(MessageType type, Octets payload, std::uint64_t offset, bool known_valid) {
  joined_.type = type;
  message_ = payload;
  if (known_valid || type != MessageType::kText || is_valid_utf8(payload)) return std::nullopt;
  Utf8Validator validator;
  const auto error = validator.feed(payload);
  return Violation{Rule::kInvalidUtf8, offset + (error ? *error : payload.size() - 1)};
}

}  // namespace ws
