#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "conformance/wire/frame_reader.h"
#include "conformance/wire/utf8.h"
#include "fuzz/model/inflation.h"
#include "fuzz/model/trace.h"

namespace gauntlet::model {

/// A strict endpoint whose opening handshake is over, straight from RFC 6455: slow, plain, one octet at a time
/// wherever an octet can decide something. It is what the codec's connection is held against, and shares no code
/// with it.
///
/// Where the RFC leaves a choice, this is the codec's documented one:
///   - what a header breaks of the RFC goes before the limits that are ours (section 10.4), and the limits
///     of messages are looked at once the header is whole;
///   - the body of a Close frame is judged once it is whole;
///   - a Close is answered with the code that came and no reason (section 5.5.1), by a server never with
///     1010, which is the client's alone (section 7.4.1);
///   - failing the connection sends the rule's name as the reason;
///   - what is wrong with compressed data counts as found at the first octet of the frame in which it shows, and
///     what inflated before it is looked at first.
class Receiver {
 public:
  struct Options {
    bool server = true;
    std::uint64_t max_frame = 0, max_message = 0;
    std::uint32_t max_fragments = 0;
    int registry_year = 2016;  ///< of the close codes: 2011, 2012 or 2016
    bool deflate = false;      ///< permessage-deflate is agreed on: compressed messages may come
    bool peer_no_context_takeover = false;
    std::chrono::milliseconds ping_interval{0};  ///< 0: no pings of its own (section 5.5.2)
    std::chrono::milliseconds pong_timeout{0}, closing_timeout{5000};
    /// A client's n-th masking key.
    std::uint32_t (*masking_key)(std::uint64_t n) = nullptr;
  };

  /// What is seen is added to `trace`, which outlives the receiver.
  Receiver(const Options& options, Trace& trace);
  /// As if newly made; what it has allocated is used again. For who reads many short connections.
  void restart(const Options& options);

  void octets(View octets);
  /// The transport ended.
  void ended();
  /// It is that late.
  void advance(std::chrono::milliseconds now);
  /// When advance() has something to do, if nothing else happens.
  [[nodiscard]] std::optional<std::chrono::milliseconds> next_deadline() const;

  // What the application asks for; false, and nothing is sent, if the RFC forbids it: after Close (section 5.5.1),
  // a message inside another (5.4), control frames above 125 octets (5.5), a code that may not be sent (7.4).
  bool send(bool text, View payload);
  bool send_fragment(bool text, View payload, bool fin);
  bool ping(View payload);
  bool pong(View payload);
  /// Starts the closing handshake (section 7.1.2). 1005: without a code.
  bool close(std::uint16_t code, View reason = {});

  enum class State : std::uint8_t { kOpen, kClosing, kClosed };
  [[nodiscard]] State state() const;

 private:
  Receiver(const Options& options, Trace& trace, wire::FrameReader reader, Bytes message, Bytes control);

  void header_octet(std::uint8_t octet);
  void read_items();
  void on(const wire::EarlyViolation& early) { fail(early.violation.rule, early.violation.offset); }
  void on(const wire::FrameStart& frame);
  void on(const wire::PayloadPiece& piece);
  void on(const wire::FrameEnd& end);
  void begin_data_frame(const wire::FrameStart& frame);
  void end_data_frame(bool fin);
  void look_at_inflated(const Inflation::Answer& answer, bool whole);
  void end_control_frame(std::uint8_t opcode);
  void on_close();
  void closed(bool clean, std::uint16_t code);
  void fail(std::string_view rule, std::uint64_t offset);
  void send_frame(std::uint8_t opcode, View payload, bool fin = true);
  bool send_control(std::uint8_t opcode, View payload);
  void send_close(std::uint16_t code, std::string_view reason);

  Options options_;
  Trace* trace_;
  wire::FrameReader reader_;
  wire::Utf8Reader utf8_;

  bool open_ = true;     ///< Close was not sent
  bool over_ = false;    ///< nothing more is looked at
  bool closed_ = false;  ///< the end was told
  bool close_received_ = false;
  std::uint16_t close_code_ = 1005;

  std::array<std::uint8_t, 10> header_{};  ///< the first octets of the header that is being read
  std::size_t header_size_ = 0;            ///< octets of it that came
  std::uint64_t payload_left_ = 0;
  std::uint64_t offset_ = 0;  ///< octets looked at

  wire::FrameStart frame_;
  std::uint64_t length_end_ = 0;  ///< where the last octet of the frame's length stands
  bool inside_message_ = false;
  bool text_ = false;
  std::uint32_t frames_ = 0;
  std::uint64_t received_ = 0;  ///< octets of the message's payload, as they came
  Bytes message_;
  Bytes control_;
  std::uint64_t sent_frames_ = 0;
  bool sending_fragments_ = false;
  std::optional<Inflation> inflation_;  ///< if it was agreed on
  bool compressed_ = false;             ///< the message that is being read

  using Time = std::chrono::milliseconds;
  Time now_{0};
  std::optional<Time> closing_since_, last_ping_, last_pong_;
  [[nodiscard]] bool waits_for_pong() const { return last_ping_ && (!last_pong_ || *last_pong_ < *last_ping_); }
};

/// Section 7.4: whether a code may stand in a Close frame, by the registry of that year.
[[nodiscard]] bool may_stand_in_close(unsigned code, int registry_year);

/// The close code for a broken rule (sections 7.4.1, 10.4).
[[nodiscard]] std::uint16_t close_code_for(std::string_view rule);

}  // namespace gauntlet::model
