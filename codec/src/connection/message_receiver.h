#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "ws/frame_header.h"
#include "ws/limits.h"
#include "ws/message.h"
#include "ws/permessage_deflate.h"
#include "ws/rule.h"
#include "ws/utf8.h"

namespace ws {

/// Turns the payloads of data frames into messages: reassembly, inflating, UTF-8, limits. Frames are
/// known to be in order (the parser has judged their headers). Offsets are the stream's.
class MessageReceiver {
 public:
  explicit MessageReceiver(const Limits& limits) : limits_(limits) {}

  void use(Inflater inflater) { inflater_.emplace(std::move(inflater)); }

  /// A data frame's header was read; `length_offset` is where the last octet of its length stands.
  [[nodiscard]] std::optional<Violation> begin_frame(const FrameHeader& header, std::uint64_t frame_offset,
                                                     std::uint64_t length_offset);
  /// The next octets of its payload.
  [[nodiscard]] std::optional<Violation> payload(Octets piece, std::uint64_t offset);
  /// Its payload is complete; `last_offset` is the frame's last octet. True in `message_complete` if
  /// the message is.
  [[nodiscard]] std::optional<Violation> end_frame(bool fin, std::uint64_t last_offset, bool& message_complete);

  /// A message of one frame that lies whole in the caller's buffer, uncompressed: nothing is copied, and a
  /// text that is `known_valid` is not looked at again.
  [[nodiscard]] std::optional<Violation> whole(MessageType type, Octets payload, std::uint64_t offset,
                                               bool known_valid);

  [[nodiscard]] bool inside_message() const noexcept { return inside_; }
  [[nodiscard]] MessageType type() const noexcept { return type_; }
  /// The complete message: valid until the next frame begins.
  [[nodiscard]] Octets message() const noexcept { return view_; }

 private:
  [[nodiscard]] std::optional<Violation> validate_new_text(std::uint64_t offset);

  Limits limits_;
  std::optional<Inflater> inflater_;
  Utf8Validator utf8_;
  std::vector<std::uint8_t> buffer_;
  Octets view_;
  std::size_t validated_ = 0;   ///< octets of an inflated text that were looked at
  std::uint64_t received_ = 0;  ///< payload octets of the message so far
  std::uint64_t frame_offset_ = 0;
  std::uint32_t frames_ = 0;
  MessageType type_ = MessageType::kText;
  bool inside_ = false;
  bool compressed_ = false;
};

}  // namespace ws
