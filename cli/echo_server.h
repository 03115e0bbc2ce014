#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "conformance/subjects/tls.h"
#include "ws/connection.h"

namespace gauntlet::cli {

struct EchoOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free one
  std::size_t max_connections = 2048;
  std::size_t max_buffered = 1U << 20;  ///< octets of answers a connection holds before it stops reading
  std::chrono::milliseconds handshake_timeout{10'000};
  std::chrono::milliseconds idle_timeout{120'000};  ///< without an octet from the peer
  std::chrono::milliseconds ping_interval{30'000};  ///< 0: no heartbeat
  std::chrono::milliseconds pong_timeout{10'000};
  std::chrono::milliseconds shutdown_timeout{3'000};  ///< for the answers to Close 1001
  std::uint64_t max_message = 64ULL << 20;
  bool deflate = true;
  std::shared_ptr<TlsContext> tls;  ///< wss: if there
};

class EchoSession;

/// The codec as an echo server: the live subject of our own tests, and an example of how to drive
/// ws::Connection from a socket. One thread, whatever io_context runs it.
class EchoServer {
 public:
  EchoServer(asio::io_context& context, EchoOptions options);
  ~EchoServer();

  /// Binds and begins to accept. What went wrong, or empty.
  [[nodiscard]] std::string listen();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Accepts no more, closes all connections with 1001 and waits for the peers' answers, at most
  /// `shutdown_timeout`. The io_context then runs out of work.
  void shutdown();

  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

 private:
  friend class EchoSession;
  void accept();
  void connected(std::unique_ptr<Transport> transport);
  void ended(const std::shared_ptr<EchoSession>& session);

  asio::io_context& context_;
  EchoOptions options_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer shutdown_timer_;
  std::uint16_t port_ = 0;
  bool closing_ = false;
  std::size_t shaking_hands_ = 0;  ///< TLS
  std::set<std::shared_ptr<EchoSession>> sessions_;
};

}  // namespace gauntlet::cli
