#include "connection/message_receiver.h"

#include <algorithm>

#include "frames/mutant.h"
#include "frames/step_count.h"

namespace ws {
namespace {

constexpr std::size_t kLeastBuffer = 128;

}  // namespace

std::optional<Violation> MessageReceiver::begin_frame(const FrameHeader& header, std::uint64_t frame_offset,
                                                      std::uint64_t length_offset) {
  frame_offset_ = frame_offset;
  if (!inside_) {
    inside_ = true;
    if (!(WS_FAULT(kOldTypeKept) && frames_ > 0)) {
      type_ = header.opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    }
    compressed_ = inflater_.has_value() && ((header.rsv & kRsv1) != 0 || WS_FAULT(kInflatesUncompressed));
    if (!WS_FAULT(kOldOctetsKept)) buffer_.clear();
    utf8_.reset();
    validated_ = 0;
    received_ = 0;
    frames_ = 0;
  } else if (WS_FAULT(kContinuationSetsType)) {
    type_ = MessageType::kBinary;
  } else if (WS_FAULT(kUtf8LostBetweenFragments)) {
    utf8_.reset();
  }
  if (WS_FAULT(kFragmentLimitLow) && frames_ >= 64) return Violation{Rule::kTooManyFragments, frame_offset};
  if (frames_ >= limits_.max_fragments && enforced(Rule::kTooManyFragments)) {
    return Violation{Rule::kTooManyFragments, frame_offset};
  }
  ++frames_;
  // Subtracted, not added: a sum of declared lengths could wrap (CVE-2020-27813).
  std::uint64_t room = limits_.max_message_size - std::min(received_, limits_.max_message_size);
  if (WS_FAULT(kMessageLimitPerFrame)) room = limits_.max_message_size;
  if (WS_FAULT(kMessageLimitLow) && received_ > 1U << 20) room = 0;
  if (header.payload_length > room && enforced(Rule::kMessageTooBig))
    return Violation{Rule::kMessageTooBig, length_offset};
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
    if (WS_FAULT(kUtf8FirstFrameOnly) && frames_ > 1) utf8_.reset();
    const bool unchecked = WS_FAULT(kUtf8VerdictWaits) || (WS_FAULT(kUtf8FirstFrameOnly) && frames_ > 1);
    const auto error = unchecked ? std::nullopt : utf8_.feed(piece);
    if (error && enforced(Rule::kInvalidUtf8)) return Violation{Rule::kInvalidUtf8, offset + *error};
    if (error) utf8_.reset();
  }
  // What comes octet by octet would else allocate at one, two, four octets and so on.
  if (buffer_.capacity() < kLeastBuffer) buffer_.reserve(kLeastBuffer);
  WS_STEPS(piece.size() + (buffer_.capacity() - buffer_.size() < piece.size() ? buffer_.size() : 0));
  buffer_.insert(WS_FAULT(kFragmentsReversed) ? buffer_.begin() : buffer_.end(), piece.begin(), piece.end());
  if (WS_FAULT(kTextReadAnew)) (void)is_valid_utf8(buffer_);
  if (WS_FAULT(kMessageCopiedAnew)) buffer_.shrink_to_fit();
  return std::nullopt;
}

std::optional<Violation> MessageReceiver::validate_new_text(std::uint64_t offset) {
  if (type_ != MessageType::kText || WS_FAULT(kUtf8InflatedUnchecked)) return std::nullopt;
  const auto error = utf8_.feed(Octets(buffer_).subspan(validated_));
  validated_ = buffer_.size();
  if (!error) return std::nullopt;
  if (enforced(Rule::kInvalidUtf8)) return Violation{Rule::kInvalidUtf8, offset};
  utf8_.reset();
  return std::nullopt;
}

std::optional<Violation> MessageReceiver::end_frame(bool fin, std::uint64_t last_offset, bool& message_complete) {
  message_complete = fin;
  if (!fin && !(WS_FAULT(kTailAfterEachFragment) && compressed_)) return std::nullopt;
  inside_ = false;
  if (compressed_) {
    const auto rule = inflater_->finish(buffer_, limits_.max_message_size);
    if (const auto violation = validate_new_text(frame_offset_)) return violation;
    if (rule) return Violation{*rule, frame_offset_};
  }
  if (WS_FAULT(kUtf8VerdictWaits) && type_ == MessageType::kText && !is_valid_utf8(buffer_)) {
    return Violation{Rule::kInvalidUtf8, last_offset};
  }
  if (type_ == MessageType::kText && !utf8_.complete() && !WS_FAULT(kUtf8EndUnchecked) &&
      enforced(Rule::kInvalidUtf8)) {
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
  if (WS_FAULT(kUtf8WholeUnchecked) || (WS_FAULT(kUtf8LongUnchecked) && payload.size() > 4096)) return std::nullopt;
  if (!enforced(Rule::kInvalidUtf8)) return std::nullopt;
  Utf8Validator validator;
  const auto error = validator.feed(payload);
  return Violation{Rule::kInvalidUtf8, offset + (error ? *error : payload.size() - 1)};
}

}  // namespace ws
