#include "cli/echo_server.h"

#include <optional>
#include <vector>

#include "conformance/subjects/listening.h"
#include "conformance/subjects/transport.h"

namespace gauntlet::cli {

using asio::ip::tcp;

namespace {

constexpr std::size_t kReadSize = 64U << 10;
constexpr auto kLinger = std::chrono::milliseconds(1'000);  // for a peer to read our last octets

ws::ConnectionOptions connection_options(const EchoOptions& options) {
  ws::ConnectionOptions connection;
  connection.limits.max_message_size = options.max_message;
  connection.limits.max_frame_size = options.max_message;
  connection.limits.opening_timeout = options.handshake_timeout;
  connection.heartbeat = {.interval = options.ping_interval, .timeout = options.pong_timeout};
  connection.subprotocols = {"chat", "superchat"};
  if (options.deflate) connection.deflate = ws::DeflateOptions{};
  return connection;
}

}  // namespace

/// One connection. It owns its transport and its engine, and lives as long as a handler holds it.
class EchoSession : public std::enable_shared_from_this<EchoSession> {
 public:
  EchoSession(EchoServer& server, std::unique_ptr<Transport> transport)
      : server_(server),
        transport_(std::move(transport)),
        connection_(ws::Role::kServer, connection_options(server.options_)),
        timer_(server.context_),
        input_(kReadSize) {}

  void start() {
    last_octet_ = now();
    connection_.start(now());
    pump();
  }

  void going_away() {
    if (!connection_.close(1001, "server shutting down") && connection_.ready_state() == ws::ReadyState::kConnecting)
      return abort();
    pump();
  }

  void abort() {
    if (over_) return;
    over_ = true;
    timer_.cancel();
    transport_->abort();
    server_.ended(shared_from_this());
  }

 private:
  [[nodiscard]] static ws::Time now() {
    return std::chrono::duration_cast<ws::Time>(std::chrono::steady_clock::now().time_since_epoch());
  }

  // The echo pattern: what comes is answered at once, until too much waits to be sent. Then events
  // are left in the engine and octets in the socket, and the peer's own writes come to a halt.
  void echo() {
    ws::Event event;
    while (connection_.output().size() < server_.options_.max_buffered) {
      if (!connection_.next_event(event)) {
        has_events_ = false;
        return;
      }
      if (event.type == ws::Event::Type::kMessage) connection_.send(event.message_type, event.payload);
    }
    has_events_ = true;
  }

  void pump() {
    if (over_) return;
    echo();
    write();
    if (over_) return;
    const bool may_read =
        !reading_ && !has_events_ && !ended_ && connection_.output().size() < server_.options_.max_buffered;
    if (may_read) read();
    arm_timer();
  }

  void read() {
    reading_ = true;
    transport_->read_some(
        input_, [self = shared_from_this()](std::error_code error, std::size_t size) { self->on_read(error, size); });
  }

  void on_read(std::error_code error, std::size_t size) {
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

  void write() {
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
  void linger() {
    if (ended_) return close();
    lingering_ = true;
    transport_->half_close();
    linger_until_ = now() + kLinger;
    if (!reading_) read();
  }

  void arm_timer() {
    std::optional<ws::Time> next = connection_.next_deadline();
    const auto idle = last_octet_ + server_.options_.idle_timeout;
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

  void on_time() {
    if (lingering_) {
      if (now() >= linger_until_) return close();
    } else {
      if (now() - last_octet_ >= server_.options_.idle_timeout && !connection_.close(1001, "idle")) return abort();
      connection_.advance(now());
    }
    pump();
  }

  void close() {
    if (over_) return;
    over_ = true;
    timer_.cancel();
    transport_->close();
    server_.ended(shared_from_this());
  }

  EchoServer& server_;
  std::unique_ptr<Transport> transport_;
  ws::Connection connection_;
  asio::steady_timer timer_;
  std::vector<std::uint8_t> input_, sending_;
  ws::Time last_octet_{0}, linger_until_{0};
  std::optional<ws::Time> armed_for_;
  bool reading_ = false, writing_ = false, ended_ = false, lingering_ = false, over_ = false;
  bool has_events_ = true;  // `next_event` has not said yet that there are no more
};

EchoServer::EchoServer(asio::io_context& context, EchoOptions options)
    : context_(context), options_(std::move(options)), acceptor_(context), shutdown_timer_(context) {}
EchoServer::~EchoServer() = default;

std::string EchoServer::listen() {
  if (auto error = listen_at(acceptor_, options_.host, options_.port); !error.empty()) return error;
  port_ = acceptor_.local_endpoint().port();
  accept();
  return {};
}

void EchoServer::accept() {
  acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
    if (closing_) return;
    if (!error && sessions_.size() + shaking_hands_ < options_.max_connections) {
      if (options_.tls) {
        ++shaking_hands_;
        options_.tls->accept(std::move(socket), [this](std::error_code failed, std::unique_ptr<Transport> transport) {
          --shaking_hands_;
          if (!failed && !closing_) connected(std::move(transport));
        });
      } else {
        connected(make_tcp_transport(std::move(socket)));
      }
    }
    // Above the limit the socket closes here: a refusal costs nothing but the accept.
    accept();
  });
}

void EchoServer::connected(std::unique_ptr<Transport> transport) {
  auto session = std::make_shared<EchoSession>(*this, std::move(transport));
  sessions_.insert(session);
  session->start();
}

void EchoServer::ended(const std::shared_ptr<EchoSession>& session) {
  sessions_.erase(session);
  if (closing_ && sessions_.empty()) shutdown_timer_.cancel();
}

void EchoServer::shutdown() {
  if (closing_) return;
  closing_ = true;
  std::error_code ignored;
  acceptor_.close(ignored);
  const auto open = sessions_;
  for (const auto& session : open) session->going_away();
  if (sessions_.empty()) return;
  shutdown_timer_.expires_after(options_.shutdown_timeout);
  shutdown_timer_.async_wait([this](std::error_code error) {
    if (error) return;
    const auto left = sessions_;
    for (const auto& session : left) session->abort();
  });
}

}  // namespace gauntlet::cli
