#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ws/frame_header.h"
#include "ws/limits.h"
#include "ws/octets.h"
#include "ws/rule.h"

namespace ws {

enum class MessageType : std::uint8_t { kText = 1, kBinary = 2 };

/// A whole message that owns its payload.
struct Message {
  MessageType type = MessageType::kText;
  std::vector<std::uint8_t> payload;

  static Message text(std::string_view text);
  static Message binary(Octets octets);
  [[nodiscard]] std::string_view as_text() const noexcept { return ws::as_text(payload); }

  friend bool operator==(const Message&, const Message&) = default;
};

/// Cuts a message into frames of at most `max_frame_size` octets (RFC 6455 section 5.4): the first
/// carries the type, the others are continuations, the last has FIN. An empty message is one empty
/// frame. Views into the message, nothing is copied.
class Fragmenter {
 public:
  struct Fragment {
    Opcode opcode;
    bool fin;
    Octets payload;
  };
  /// `max_frame_size` of 0 is taken as 1.
  Fragmenter(MessageType type, Octets payload, std::size_t max_frame_size) noexcept;
  /// The next fragment, or nothing after the last.
  [[nodiscard]] std::optional<Fragment> next() noexcept;

 private:
  Octets rest_;
  std::size_t max_frame_size_;
  Opcode opcode_;
  bool done_ = false;
};

/// Puts data frames together again, within the limits on size and count. Control frames are not its
/// business: they may stand in between (section 5.4).
class Reassembly {
 public:
  explicit Reassembly(const Limits& limits)
      : max_size_(limits.max_message_size), max_fragments_(limits.max_fragments) {}

  /// Takes the next data frame. The rule that it breaks, if any: unexpected-continuation,
  /// expected-continuation, message-too-big, too-many-fragments. UTF-8 is not looked at.
  [[nodiscard]] std::optional<Rule> add(Opcode opcode, bool fin, Octets payload);

  /// The message, once its last frame was added; leaves the reassembly empty.
  [[nodiscard]] std::optional<Message> take();

  [[nodiscard]] bool inside_message() const noexcept { return inside_; }

 private:
  std::uint64_t max_size_;
  std::uint32_t max_fragments_;
  std::uint32_t fragments_ = 0;
  bool inside_ = false;
  bool complete_ = false;
  Message message_;
};

}  // namespace ws
