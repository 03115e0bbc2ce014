#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "connection/state.h"
#include "ws/connection.h"
#include "ws/frame_parser.h"
#include "ws/frame_writer.h"
#include "ws/reassembly.h"

namespace ws {

/// Events that did not come from the next frame, in order: kOpen, kFailed and kClosed, of which a connection has each
/// once at most. A std::deque would be the greater part of what a new connection allocates.
class PendingEvents {
 public:
  [[nodiscard]] bool empty() const noexcept { return next_ == size_; }
  void push(const Event& event) noexcept { events_[size_++] = event; }
  /// Not if it is empty.
  Event pop() noexcept { return events_[next_++]; }

 private:
  std::array<Event, 3> events_;
  std::uint8_t next_ = 0, size_ = 0;
};

/// What a connection knows and does. Its parts stand in files of their own: connection_opening.cc the
/// opening handshake, connection_frames.cc what comes in afterwards, connection_closing.cc all ways to the
/// end, connection.cc what the application asks for.
class Connection::Engine {
 public:
  Engine(Role role, ConnectionOptions&& options);

  void start(Time now);
  void start_open(Time now, std::optional<DeflateParameters> agreed);
  void receive(MutableOctets piece, Time now);
  void receive_eof(Time now);
  void advance(Time now);
  [[nodiscard]] std::optional<Time> next_deadline() const;
  bool next_event(Event& event);

  bool send(MessageType type, Octets payload);
  bool send_fragment(MessageType type, Octets payload, bool fin);
  bool close(std::uint16_t code, std::string_view reason);

  Role role;
  ConnectionOptions options;
  State state = State::kConnecting;
  FrameWriter writer;
  Heartbeat heartbeat;
  AcceptedRequest request;
  std::string subprotocol;
  std::optional<DeflateParameters> deflate;
  std::string head_out;  // octets of the opening handshake, before any frame

 private:
  static constexpr std::size_t kBatch = 64;

  void read_head();
  void read_request();
  void read_response();
  void accept(AcceptedRequest accepted);
  void opened();
  void use_deflate();
  void refuse_request(const Violation& violation);

  bool next_frame_event(Event& event);
  [[nodiscard]] bool are_texts_valid() noexcept;
  bool on_view(const FrameView& view, Event& event);
  bool on_part(const FrameParser::Part& part, Event& event);
  bool on_control(Opcode opcode, Octets payload, std::uint64_t offset, Event& event);
  bool on_close(Octets body, std::uint64_t offset, Event& event);
  void answer_close(std::optional<std::uint16_t> code);
  bool message_event(Event& event);
  void write(MessageType type, Octets part, bool fin, std::uint8_t rsv);
  bool failed(const Violation& violation, Event& event);
  void fail(const Violation& violation);
  void end();
  [[nodiscard]] std::uint64_t stream_offset(const std::uint8_t* octet) const noexcept;
  [[nodiscard]] std::size_t overhead(std::size_t payload_size) const noexcept;

  Reassembly reassembly_;
  Fragmenter fragmenter_;
  FrameParser parser_;
  HeadReader head_reader_;
  int interim_heads_ = 0;
  Request asked_;
  std::optional<Deflater> deflater_;
  std::vector<std::uint8_t> compressed_;

  MutableOctets piece_;                        // the head's octets; frames are the parser's
  const std::uint8_t* piece_begin_ = nullptr;  // where the parser's piece begins, and its stream offset
  std::uint64_t piece_offset_ = 0;

  std::array<FrameView, kBatch> views_;
  std::size_t view_ = 0;
  std::size_t view_count_ = 0;
  bool texts_valid_ = false;  // of all views
  std::array<std::uint8_t, kMaxControlPayload> control_{};
  std::size_t control_size_ = 0;

  PendingEvents pending_;
  std::uint16_t close_code_ = 1005;  // what the peer said
  Time now_{0};
  Time since_{0};  // when the state began that has an end by time: the opening or the closing handshake
};

}  // namespace ws
