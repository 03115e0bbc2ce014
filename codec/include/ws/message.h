#pragma once
#include <cstdint>
#include <optional>
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
/// carries its type, the others are continuations, the last has FIN. An empty message is one empty frame. Views into
/// what it was given, nothing is copied.
class Fragmenter {
 public:
  struct Fragment {
    Opcode opcode;
    bool fin;
    Octets payload;
  };

  /// 0 is taken as 1.
  explicit Fragmenter(std::uint64_t max_frame_size) noexcept
      : max_frame_size_(max_frame_size == 0 ? 1 : max_frame_size) {}

  /// The next message, or a part of one that comes in parts: the first part tells the type, the last one has `fin`. To
  /// be called once `next` has nothing left of what was put before.
  void put(MessageType type, Octets part, bool fin = true) noexcept {
    rest_ = part;
    opcode_ = inside_message_ ? Opcode::kContinuation : static_cast<Opcode>(type);
    fin_ = fin;
    inside_message_ = !fin;
    empty_ = false;
  }

  /// The next frame of it, or nothing after the last.
  [[nodiscard]] std::optional<Fragment> next() noexcept {
    if (empty_) return std::nullopt;
    empty_ = rest_.size() <= max_frame_size_;
    const Octets payload = empty_ ? rest_ : rest_.first(static_cast<std::size_t>(max_frame_size_));
    const Fragment fragment{opcode_, empty_ && fin_, payload};
    rest_ = rest_.subspan(payload.size());
    opcode_ = Opcode::kContinuation;
    return fragment;
  }

  /// A part was put, and not yet the last.
  [[nodiscard]] bool inside_message() const noexcept { return inside_message_; }

 private:
  std::uint64_t max_frame_size_;
  Octets rest_;
  Opcode opcode_ = Opcode::kContinuation;
  bool fin_ = true;
  bool inside_message_ = false;
  bool empty_ = true;  ///< nothing is left of what was put
};

}  // namespace ws
