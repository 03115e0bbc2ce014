#include "ws/message.h"

#include <algorithm>
#include <utility>

namespace ws {

Message Message::text(std::string_view text) { return {MessageType::kText, {text.begin(), text.end()}}; }

Message Message::binary(Octets octets) { return {MessageType::kBinary, {octets.begin(), octets.end()}}; }

Fragmenter::Fragmenter(MessageType type, Octets payload, std::size_t max_frame_size) noexcept
    : rest_(payload), max_frame_size_(std::max<std::size_t>(max_frame_size, 1)), opcode_(static_cast<Opcode>(type)) {}

std::optional<Fragmenter::Fragment> Fragmenter::next() noexcept {
  if (done_) return std::nullopt;
  const std::size_t size = std::min(rest_.size(), max_frame_size_);
  const Fragment fragment{opcode_, size == rest_.size(), rest_.first(size)};
  rest_ = rest_.subspan(size);
  opcode_ = Opcode::kContinuation;
  done_ = fragment.fin;
  return fragment;
}

std::optional<Rule> Reassembly::add(Opcode opcode, bool fin, Octets payload) {
  const bool continues = opcode == Opcode::kContinuation;
  if (continues && !inside_) return Rule::kUnexpectedContinuation;
  if (!continues && inside_) return Rule::kExpectedContinuation;

  if (!inside_) {
    // Also where a message was completed and never taken.
    message_.type = opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    message_.payload.clear();
    fragments_ = 0;
    complete_ = false;
  }
  if (fragments_ >= max_fragments_) return Rule::kTooManyFragments;
  const std::uint64_t size = message_.payload.size();
  if (size > max_size_ || payload.size() > max_size_ - size) return Rule::kMessageTooBig;

  message_.payload.insert(message_.payload.end(), payload.begin(), payload.end());
  ++fragments_;
  inside_ = !fin;
  complete_ = fin;
  return std::nullopt;
}

std::optional<Message> Reassembly::take() {
  if (!complete_) return std::nullopt;
  complete_ = false;
  return std::exchange(message_, Message{});
}

}  // namespace ws
