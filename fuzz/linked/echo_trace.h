#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "conformance/wire/frame_reader.h"
#include "conformance/wire/utf8.h"
#include "fuzz/model/trace.h"

namespace gauntlet::fuzz {

/// What an endpoint that echoes has sent after the opening handshake, read back from its octets. What no
/// endpoint may send, whatever it was sent before, is its first `complaint`.
class EchoTrace {
 public:
  struct Message {
    bool text = false;
    wire::Bytes payload;
    friend bool operator==(const Message&, const Message&) = default;
  };

  explicit EchoTrace(bool from_client) : reader_({.expect_masked = from_client, .rsv1_negotiated = false}) {}

  void feed(wire::View octets);

  std::vector<Message> messages;
  std::vector<wire::Bytes> pongs;
  bool closed = false;                ///< a Close frame came
  std::optional<std::uint16_t> code;  ///< its status code
  std::string complaint;              ///< "mask-required", "frame-after-close", ...; empty: all in order
  [[nodiscard]] bool inside_frame() const { return inside_frame_; }

 private:
  void on(const wire::EarlyViolation& early) { complain(early.violation.rule); }
  void on(const wire::FrameStart& frame);
  void on(const wire::PayloadPiece& piece);
  void on(const wire::FrameEnd& end);
  void on_close();
  void complain(std::string_view rule) {
    if (complaint.empty()) complaint = rule;
  }

  wire::FrameReader reader_;
  std::uint8_t opcode_ = 0;
  bool inside_frame_ = false, inside_message_ = false;
  Message message_;
  wire::Bytes control_;
};

}  // namespace gauntlet::fuzz
