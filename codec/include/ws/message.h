#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "ws/octets.h"
#include "ws/opcode.h"

namespace ws {

enum class MessageType : std::uint8_t { kText = 1, kBinary = 2 };

/// A message that owns its payload.
struct Message {
  MessageType type = MessageType::kText;
  std::vector<std::uint8_t> payload;

  static Message text(std::string_view text) { return {MessageType::kText, {text.begin(), text.end()}}; }
  static Message binary(Octets octets) { return {MessageType::kBinary, {octets.begin(), octets.end()}}; }
  [[nodiscard]] std::string_view as_text() const noexcept { return ws::as_text(payload); }

  friend bool operator==(const Message&, const Message&) = default;
};

/// Makes frames of messages (RFC 6455 section 5.4), of at most `max_frame_size` octets each: the first of a message
/// carries its type, the others are continuations, the last has FIN. An empty message is one empty frame.
class Fragmenter {
 public:
  /// 0 is taken as 1.
  explicit Fragmenter(std::uint64_t max_frame_size) noexcept
      : max_frame_size_(max_frame_size == 0 ? 1 : max_frame_size) {}

  /// Calls `frame(Opcode, Octets payload, bool fin)` for each frame of a message, or of the next part of one that comes
  /// in parts: its first part tells the type, the last one has `fin`. Payloads are views into it, nothing is copied.
  template <class Frame>
  void fragment(MessageType type, Octets part, bool fin, Frame frame) {
    const auto opcode = inside_message_ ? Opcode::kContinuation : static_cast<Opcode>(type);
    inside_message_ = !fin;
    if (part.size() > max_frame_size_) return cut(opcode, part, fin, frame);
    frame(opcode, part, fin);
  }

  /// A part has come, and not yet the last.
  [[nodiscard]] bool inside_message() const noexcept { return inside_message_; }

 private:
  // Seldom needed, and by itself: its loop would cost every message registers.
  template <class Frame>
  [[gnu::noinline]] void cut(Opcode opcode, Octets part, bool fin, Frame frame) {
    for (; part.size() > max_frame_size_; opcode = Opcode::kContinuation) {
      const auto size = static_cast<std::size_t>(max_frame_size_);
      frame(opcode, part.first(size), false);
      part = part.subspan(size);
    }
    frame(opcode, part, fin);
  }

  std::uint64_t max_frame_size_;
  bool inside_message_ = false;
};

}  // namespace ws
