#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "ws/frame_header.h"
#include "ws/limits.h"
#include "ws/message.h"
#include "ws/octets.h"
#include "ws/permessage_deflate.h"
#include "ws/rule.h"
#include "ws/utf8.h"

namespace ws {

/// Makes messages of data frames: joins fragments (RFC 6455 section 5.4), inflates (RFC 7692 section 6), validates text
/// (section 8.1), and holds all of it to the limits. Frames come in the order in which a FrameParser lets them pass;
/// control frames in between are none of its business. Offsets are the stream's. After a violation it is of no more
/// use.
class Reassembly {
 public:
  explicit Reassembly(const Limits& limits) : limits_(limits) {}

  /// From now on messages may be compressed.
  void use(Inflater inflater) { inflater_.emplace(std::move(inflater)); }

  /// A data frame's header was read; `length_offset` is where the last octet of its length stands.
  [[nodiscard]] std::optional<Violation> begin_frame(const FrameHeader& header, std::uint64_t frame_offset,
                                                     std::uint64_t length_offset);
  /// The next octets of its payload.
  [[nodiscard]] std::optional<Violation> payload(Octets piece, std::uint64_t offset);
  /// Its payload is complete, and so is the message, unless it is inside one now; `last_offset` is the frame's last
  /// octet.
  [[nodiscard]] std::optional<Violation> end_frame(std::uint64_t last_offset);

  /// A message of one frame that lies whole in the caller's buffer, uncompressed and within the limits, instead of the
  /// three above: nothing is copied, and a text that is `known_valid` is not looked at again.
  [[nodiscard]] std::optional<Violation> whole(MessageType type, Octets payload, std::uint64_t offset,
                                               bool known_valid);

  /// Between the first frame of a message and the end of its last.
  [[nodiscard]] bool inside_message() const noexcept { return inside_message_; }

  /// The complete message: valid until the next frame begins.
  [[nodiscard]] MessageType type() const noexcept { return joined_.type; }
  [[nodiscard]] Octets message() const noexcept { return message_; }

 private:
  [[nodiscard]] std::optional<Violation> validate_new_text();

  Limits limits_;
  std::optional<Inflater> inflater_;
  Utf8Validator utf8_;
  Message joined_;              ///< what came of the message, inflated
  Octets message_;              ///< all of it, there or in the caller's buffer
  std::size_t validated_ = 0;   ///< octets of an inflated text that were looked at
  std::uint64_t received_ = 0;  ///< payload octets of the message so far, as they came
  std::uint64_t frame_offset_ = 0;
  std::uint32_t frames_ = 0;
  bool fin_ = true;  ///< of the frame that is being read
  bool inside_message_ = false;
  bool compressed_ = false;
};

}  // namespace ws
