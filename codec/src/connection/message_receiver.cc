#include "connection/message_receiver.h"

#include <algorithm>

namespace ws {
namespace {

constexpr std::size_t kLeastBuffer = 128;

}  // namespace

std::optional<Violation> MessageReceiver::begin_frame(const FrameHeader& header, std::uint64_t frame_offset,
                                                      std::uint64_t length_offset) {
  frame_offset_ = frame_offset;
  if (!inside_) {
    inside_ = true;
    type_ = header.opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    compressed_ = inflater_.has_value() && (header.rsv & kRsv1) != 0;
    buffer_.clear();
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

std::optional<Violation> MessageReceiver::payload(Octets piece, std::uint64_t offset) {
  received_ += piece.size();
  if (compressed_) {
    const auto rule = inflater_->feed(piece, buffer_, limits_.max_message_size);
    // First what inflated before the end: cut into smaller pieces it would have been looked at before.
    if (const auto violation = validate_new_text(frame_offset_)) return violation;
    if (rule) return Violation{*rule, frame_offset_};
    return std::nullopt;
  }
  if (type_ == MessageType::kText) {
    if (const auto error = utf8_.feed(piece)) return Violation{Rule::kInvalidUtf8, offset + *error};
  }
  // What comes octet by octet would else allocate at one, two, four octets and so on.
  if (buffer_.capacity() < kLeastBuffer) buffer_.reserve(kLeastBuffer);
  buffer_.insert(buffer_.end(), piece.begin(), piece.end());
  return std::nullopt;
}

std::optional<Violation> MessageReceiver::validate_new_text(std::uint64_t offset) {
  if (type_ != MessageType::kText) return std::nullopt;
  const auto error = utf8_.feed(Octets(buffer_).subspan(validated_));
  validated_ = buffer_.size();
  if (error) return Violation{Rule::kInvalidUtf8, offset};
  return std::nullopt;
}

std::optional<Violation> MessageReceiver::end_frame(bool fin, std::uint64_t last_offset, bool& message_complete) {
  message_complete = fin;
  if (!fin) return std::nullopt;
  inside_ = false;
  if (compressed_) {
    const auto rule = inflater_->finish(buffer_, limits_.max_message_size);
    if (const auto violation = validate_new_text(frame_offset_)) return violation;
    if (rule) return Violation{*rule, frame_offset_};
  }
  if (type_ == MessageType::kText && !utf8_.complete()) {
    return Violation{Rule::kInvalidUtf8, compressed_ ? frame_offset_ : last_offset};
  }
  view_ = buffer_;
  return std::nullopt;
}

std::optional<Violation> MessageReceiver::whole(MessageType type, Octets payload, std::uint64_t offset,
                                                bool known_valid) {
  type_ = type;
  view_ = payload;
  if (known_valid || type != MessageType::kText || is_valid_utf8(payload)) return std::nullopt;
  Utf8Validator validator;
  const auto error = validator.feed(payload);
  return Violation{Rule::kInvalidUtf8, offset + (error ? *error : payload.size() - 1)};
}

}  // namespace ws
