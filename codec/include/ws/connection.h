#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ws/close.h"
#include "ws/frame_header.h"
#include "ws/handshake.h"
#include "ws/heartbeat.h"
#include "ws/limits.h"
#include "ws/message.h"
#include "ws/octets.h"
#include "ws/permessage_deflate.h"
#include "ws/random.h"
#include "ws/rule.h"

namespace ws {

/// RFC 6455 sections 4.1, 7.1.3, 7.1.4.
enum class ReadyState : std::uint8_t { kConnecting, kOpen, kClosing, kClosed };

struct ConnectionOptions {
  Limits limits;
  Heartbeat::Options heartbeat;
  RandomSource random = secure_random();
  CloseCodeRegistry close_codes = CloseCodeRegistry::k2016;
  bool auto_pong = true;                  ///< answer pings (section 5.5.2)
  std::vector<std::string> subprotocols;  ///< server: supported; client: offered; by preference
  std::optional<DeflateOptions> deflate;  ///< permessage-deflate is offered or accepted if set
  /// A message is sent in frames of at most so many octets (section 5.4).
  std::uint64_t max_sent_frame_size = kMaxPayloadLength;

  // Client only
  std::string host = "localhost";
  std::string target = "/";
  std::string origin;
  std::vector<HeaderField> extra_fields;  ///< of the request or the response

  // Server only. Whether a request is welcome (section 4.2.2, item 2): 0, or the status of a refusal.
  std::uint16_t (*check_request)(const AcceptedRequest&, void* context) = nullptr;
  void* check_context = nullptr;
};

/// What the peer did. Views are valid until the next call on the connection.
struct Event {
  enum class Type : std::uint8_t {
    kOpen,     ///< the opening handshake succeeded
    kMessage,  ///< a whole message: `message_type`, `payload`
    kPing,     ///< `payload`; already answered if auto_pong
    kPong,     ///< `payload`
    kClose,    ///< the peer's Close frame: `code` (1005 if it had none), `payload` is the reason
    kFailed,   ///< the peer broke a rule: `violation`; nothing but kClosed comes after it
    kClosed,   ///< the end: `clean` (section 7.1.4), `code` (1006 if not clean)
  };
  Type type = Type::kOpen;
  MessageType message_type = MessageType::kText;
  Octets payload;
  std::uint16_t code = 0;
  bool clean = false;
  Violation violation{};
};

/// One endpoint of a WebSocket connection, either role: octets in, events out, octets out. No socket,
/// clock or thread; time is passed in. Pull style: `receive` lends it a piece of input, `next_event`
/// reads that piece up to the next event, so what the application answers to one event is on its way
/// before the next one is looked at.
///
///   connection.receive(piece, now);
///   while (connection.next_event(event)) { ... connection.send(...) ... }
///   write(connection.output()); connection.consume_output(n);
///   if (connection.wants_drop()) close the transport after the output is written
///
/// Throws only std::bad_alloc.
class Connection {
 public:
  Connection(Role role, ConnectionOptions options);
  ~Connection();
  Connection(Connection&&) noexcept;
  Connection& operator=(Connection&&) noexcept;

  /// The transport is connected: a client writes its request, timeouts start.
  void start(Time now);
  /// Instead of `start`, if somebody else did the opening handshake (an HTTP server that leads to this
  /// endpoint): the connection is open, with what was agreed on.
  void start_open(Time now, std::optional<DeflateParameters> agreed = std::nullopt);

  /// Lends the next piece of input, which is modified (unmasked in place). It must stay in place
  /// until `next_event` returns false: by then all of it is consumed.
  void receive(MutableOctets piece, Time now);
  /// The transport ended: no more input.
  void receive_eof(Time now);
  /// Time has passed: sends heartbeats, ends what took too long.
  void advance(Time now);
  /// When `advance` should be called next, if nothing else happens.
  [[nodiscard]] std::optional<Time> next_deadline() const;

  [[nodiscard]] bool next_event(Event& event);

  /// A whole message, compressed if that was agreed. These refuse (false) unless the connection is
  /// open: nothing is sent after Close (section 5.5.1). A whole one also inside a fragmented one.
  bool send(MessageType type, Octets payload);
  bool send(const Message& message) { return send(message.type, message.payload); }
  bool send_text(std::string_view text) { return send(MessageType::kText, as_octets(text)); }
  /// A fragment of a message (section 5.4), uncompressed: the first names the type.
  bool send_fragment(MessageType type, Octets payload, bool fin);
  bool ping(Octets payload = {});
  bool pong(Octets payload = {});
  /// Starts the closing handshake (section 7.1.2). False if there is none to start, the code may not
  /// be sent, or the reason is too long or not UTF-8.
  bool close(std::uint16_t code = 1000, std::string_view reason = {});

  /// Octets to be written to the transport. Valid until the next call.
  [[nodiscard]] Octets output() const noexcept;
  void consume_output(std::size_t count) noexcept;

  /// Whether the transport should be closed now, once the output is written (section 7.1.1).
  [[nodiscard]] bool wants_drop() const noexcept;

  [[nodiscard]] ReadyState ready_state() const noexcept;
  [[nodiscard]] Role role() const noexcept;
  [[nodiscard]] const std::string& subprotocol() const noexcept;
  [[nodiscard]] const std::optional<DeflateParameters>& deflate() const noexcept;
  /// Server: what was asked for. Valid once open.
  [[nodiscard]] const AcceptedRequest& request() const noexcept;
  [[nodiscard]] const Heartbeat& heartbeat() const noexcept;

 private:
  class Engine;
  std::unique_ptr<Engine> engine_;
};

}  // namespace ws
