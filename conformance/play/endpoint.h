#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/play/record.h"
#include "conformance/table/random_source.h"
#include "conformance/wire/deflate.h"
#include "conformance/wire/frame.h"
#include "conformance/wire/frame_reader.h"
#include "conformance/wire/handshake.h"
#include "conformance/wire/utf8.h"

namespace gauntlet {

using Time = std::chrono::microseconds;  ///< since the transport was connected

/// The harness's side of an open connection: reads what the subject sends, answers pings, carries out
/// the closing handshake, and writes down what it sees. It behaves as the reference suite's endpoint
/// does, since verdicts depend on it: a violation by the subject makes it send Close 1002 (or 1007)
/// and go on reading; a second one makes it drop the transport; the answer to a Close is Close 1000.
class Endpoint {
 public:
  enum class State : std::uint8_t { kOpen, kClosing, kClosed };
  enum class Drop : std::uint8_t { kNone, kGraceful, kAbort };

  struct Limits {
    std::chrono::milliseconds close_handshake{1000};  ///< for the answer to our Close
    std::chrono::milliseconds server_drop{1000};      ///< for a server to end the transport after that
    std::uint64_t max_message = 64ULL << 20;          ///< octets of one message
    std::uint64_t unasked = 1ULL << 20;               ///< of one that nothing that we sent explains by its size
    std::size_t max_events = 4096;                    ///< kept in the record
  };

  /// `record` outlives the endpoint. Octets to be sent go to `send`.
  Endpoint(SubjectRole subject, std::optional<wire::Deflate> deflate, Limits limits, RandomSource& random,
           Record& record, std::function<void(wire::Bytes)> send);
  ~Endpoint();

  void received(wire::View octets, Time now);
  void ended(Time now);  ///< the subject closed the transport
  void time_passed(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;

  /// A frame as the case writes it; our role's masking if `auto_mask`.
  void send_frame(wire::Frame frame, bool auto_mask);
  /// The same with a payload that lies elsewhere.
  void send_frame(wire::Frame frame, wire::View payload, bool auto_mask);
  /// Octets as they are; for the frame statistics nothing is counted.
  void send_octets(wire::Bytes octets);
  /// A well-formed message, by the reference's fragmenting rule: if `fragment` divides the size, an
  /// empty final frame follows. Remembered, so that its echo is known.
  void send_message(MessageKind kind, wire::Bytes payload, std::uint64_t fragment, bool compress);
  /// A whole message went out in single frames: remember it for its echo.
  std::shared_ptr<const wire::Bytes> remember_sent(MessageKind kind, wire::Bytes payload);
  /// Starts the closing handshake with that body, unless there was a Close before.
  void send_close(wire::Bytes body);
  /// The reference's failConnection: Close 1001, or drop if we are closing already.
  void fail(std::uint16_t code, std::string_view reason);
  void drop(Drop how, std::string_view why);

  /// Goes on with the payload of the last frame sent, masked like it.
  void send_payload_part(wire::Bytes payload);

  /// Everything handed to `send` is on its way.
  void all_written() { pong_backlog_ = 0; }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] Drop wanted_drop() const { return drop_; }
  [[nodiscard]] bool compresses() const { return compressor_.has_value(); }
  bool answers_pings = true;
  Time linger{0};  ///< for a client subject: how long the transport stays after both Close frames
  /// Called after each message or pong was written down.
  std::function<void()> on_event;

  void note(Time now, std::string text);
  void set_now(Time now) { now_ = now; }

 private:
  struct SentMessage {
    MessageKind kind;
    std::uint64_t size;
    std::shared_ptr<const wire::Bytes> payload;  ///< null once its echo came
  };

  void on_frame_start(const wire::FrameStart& frame);
  void on_payload(const wire::PayloadPiece& piece);
  void on_frame_end(const wire::FrameEnd& end);
  void on_message_end();
  void on_control_frame(std::uint8_t opcode);
  void on_close_frame();
  void violated(std::string_view rule, std::uint16_t code);
  void add_event(ReceivedEvent event);
  /// Octets of a message that we hold at most: many hostile subjects at once must not add up.
  [[nodiscard]] std::uint64_t holds() const;
  [[nodiscard]] std::optional<std::uint64_t> echo_of(MessageKind kind, const wire::Bytes& payload);

  SubjectRole subject_;
  Limits limits_;
  RandomSource& random_;
  Record& record_;
  std::function<void(wire::Bytes)> send_;
  wire::FrameReader reader_;
  std::optional<wire::Compressor> compressor_;
  std::optional<wire::Decompressor> decompressor_;

  State state_ = State::kOpen;
  Drop drop_ = Drop::kNone;
  Time now_{0};
  std::optional<Time> close_deadline_, drop_deadline_;

  wire::FrameStart frame_;
  bool early_reported_ = false;
  bool inside_message_ = false;
  bool message_text_ = false;
  bool message_compressed_ = false;
  bool utf8_failed_ = false;
  wire::Utf8Reader utf8_;
  wire::Bytes message_;
  std::size_t frame_begin_ = 0;  ///< of the data frame being read, within its message
  wire::Bytes control_;

  std::vector<SentMessage> sent_;
  std::uint64_t next_echo_ = 0;
  std::uint64_t sent_total_ = 0, largest_sent_ = 0;
  std::size_t pong_backlog_ = 0;
  std::optional<std::uint32_t> last_key_;
  std::uint64_t last_phase_ = 0;
};

}  // namespace gauntlet
