#pragma once
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "conformance/wire/frame.h"
#include "conformance/wire/handshake.h"

namespace gauntlet::testing {

/// One connection of a server that misbehaves: blocking calls that return false once the peer is gone.
class HostileConnection {
 public:
  explicit HostileConnection(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

  bool send(wire::View octets);
  bool send(std::string_view text);
  /// Reads some octets; false at the end.
  bool read();
  void read_to_the_end();
  /// Reads the request and answers it properly; `extensions` goes into the answer.
  bool open(std::string_view extensions = {});
  void reset();
  /// Whether anything can be read within the time: how a slow server keeps its pace.
  void pause(std::chrono::milliseconds time);
  /// The codec's echo, from the first octet to the end.
  void serve_well() {
    serve_well_and([] {});
  }
  /// The same; `before_end` is called when all that is left is to close.
  void serve_well_and(const std::function<void()>& before_end);

 private:
  asio::ip::tcp::socket socket_;
  wire::HeadCollector collector_;
  std::array<std::uint8_t, 65536> buffer_{};
  std::size_t size_ = 0;
};

/// Accepts on a port of its own, with a thread for each connection, until it is destroyed; every
/// connection must have ended by then.
class HostileServer {
 public:
  /// `serve` is called with the number of the connection, from 0.
  using Serve = std::function<void(HostileConnection&, std::size_t)>;
  explicit HostileServer(Serve serve);
  ~HostileServer();
  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  void accept();

  asio::io_context context_{1};
  asio::ip::tcp::acceptor acceptor_;
  Serve serve_;
  std::atomic<bool> stopping_{false};
  std::vector<std::thread> threads_;
  std::thread accepting_;
};

}  // namespace gauntlet::testing
