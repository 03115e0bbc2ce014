#include "cli/echo/session.h"

#include <chrono>
#include <utility>

namespace gauntlet::echo {

namespace {

constexpr std::size_t kReadSize = 64U << 10;
constexpr auto kLinger = std::chrono::milliseconds(1'000);  // for a peer to read our last octets

ws::ConnectionOptions connection_options(const Options& options) {
  ws::ConnectionOptions connection;
  connection.limits.max_message_size = options.max_message;
  connection.limits.max_frame_size = options.max_message;
  connection.limits.opening_timeout = options.handshake_timeout;
  connection.heartbeat = {.interval = options.ping_interval, .timeout = options.pong_timeout};
  connection.subprotocols = {"chat", "superchat"};
  if (options.deflate) connection.deflate = ws::DeflateOptions{};
  return connection;
}

ws::Time now() { return std::chrono::duration_cast<ws::Time>(std::chrono::steady_clock::now().time_since_epoch()); }

}  // namespace

Session::Session(asio::io_context& context, const Options& options, std::unique_ptr<Transport> transport, Ended ended)
    : options_(options),
      transport_(std::move(transport)),
      say_ended_(std::move(ended)),
      connection_(ws::Role::kServer, connection_options(options)),
      timer_(context),
      input_(kReadSize) {}

void Session::start() {
  last_octet_ = now();
  connection_.start(now());
  pump();
}

void Session::going_away() {
  if (!connection_.close(1001, "server shutting down") && connection_.ready_state() == ws::ReadyState::kConnecting)
    return abort();
  pump();
}

void Session::abort() {
  if (over_) return;
  over_ = true;
  timer_.cancel();
  transport_->abort();
  say_ended_(shared_from_this());
}

// The echo pattern: what comes is answered at once, until too much waits to be sent. Then events
// are left in the engine and octets in the socket, and the peer's own writes come to a halt.
void Session::echo() {
  ws::Event event;
  while (connection_.output().size() < options_.max_buffered) {
    if (!connection_.next_event(event)) {
      has_events_ = false;
      return;
    }
    if (event.type == ws::Event::Type::kMessage) connection_.send(event.message_type, event.payload);
  }
  has_events_ = true;
}

void Session::pump() {
  if (over_) return;
  echo();
  write();
  if (over_) return;
  const bool may_read = !reading_ && !has_events_ && !ended_ && connection_.output().size() < options_.max_buffered;
  if (may_read) read();
  arm_timer();
}

void Session::read() {
  reading_ = true;
  transport_->read_some(
      input_, [self = shared_from_this()](std::error_code error, std::size_t size) { self->on_read(error, size); });
}

void Session::on_read(std::error_code error, std::size_t size) {
  reading_ = false;
  if (over_) return;
  if (lingering_) {
    // Only the end of the peer's octets matters now; what it still sends is dropped.
    if (error) return close();
    return read();
  }
  if (error) {
    ended_ = true;
    connection_.receive_eof(now());
  } else {
    last_octet_ = now();
    connection_.receive(ws::MutableOctets(input_).first(size), now());
    has_events_ = true;
  }
  pump();
}

void Session::write() {
  if (writing_) return;
  const auto output = connection_.output();
  if (output.empty()) {
    if (connection_.wants_drop() && !lingering_) linger();
    return;
  }
  // The engine goes on writing while these octets are on their way, so they are taken out of it.
  // A head and the first frames come from two places: each is a write of its own.
  sending_.assign(output.begin(), output.end());
  connection_.consume_output(sending_.size());
  writing_ = true;
  transport_->write(sending_, [self = shared_from_this()](std::error_code error, std::size_t) {
    self->writing_ = false;
    if (self->over_) return;
    if (error) return self->close();
    self->pump();
  });
}

// A socket that is closed with octets unread sends RST, which can destroy the Close frame that the
// peer has not read yet (section 7.1.1): so our side ends first, and the peer's end is waited for.
void Session::linger() {
  if (ended_) return close();
  lingering_ = true;
  transport_->half_close();
  linger_until_ = now() + kLinger;
  if (!reading_) read();
}

void Session::arm_timer() {
  std::optional<ws::Time> next = connection_.next_deadline();
  const auto idle = last_octet_ + options_.idle_timeout;
  if (!next || idle < *next) next = idle;
  if (lingering_) next = linger_until_;
  if (armed_for_ == next) return;
  armed_for_ = next;
  timer_.expires_at(std::chrono::steady_clock::time_point(*next));
  timer_.async_wait([self = shared_from_this()](std::error_code error) {
    if (error || self->over_) return;
    self->armed_for_.reset();
    self->on_time();
  });
}

void Session::on_time() {
  if (lingering_) {
    if (now() >= linger_until_) return close();
  } else {
    if (now() - last_octet_ >= options_.idle_timeout && !connection_.close(1001, "idle")) return abort();
    connection_.advance(now());
  }
  pump();
}

void Session::close() {
  if (over_) return;
  over_ = true;
  timer_.cancel();
  transport_->close();
  say_ended_(shared_from_this());
}

}  // namespace gauntlet::echo
