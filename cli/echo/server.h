#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "cli/echo/options.h"

namespace gauntlet::echo {

class Session;

/// The codec as an echo server: the live subject of our own tests, and an example of how to drive
/// ws::Connection from a socket. One thread, whatever io_context runs it.
class Server {
 public:
  Server(asio::io_context& context, Options options);
  ~Server();

  /// Binds and begins to accept. What went wrong, or empty.
  [[nodiscard]] std::string listen();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Accepts no more, closes all connections with 1001 and waits for the peers' answers, at most
  /// `shutdown_timeout`. The io_context then runs out of work.
  void shutdown();

  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

 private:
  void accept();
  void connected(std::unique_ptr<Transport> transport);
  void ended(const std::shared_ptr<Session>& session);

  asio::io_context& context_;
  Options options_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer shutdown_timer_;
  std::uint16_t port_ = 0;
  bool closing_ = false;
  std::size_t shaking_hands_ = 0;  ///< TLS
  std::set<std::shared_ptr<Session>> sessions_;
};

}  // namespace gauntlet::echo
