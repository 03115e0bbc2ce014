#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <system_error>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "cli/echo/options.h"
#include "conformance/subjects/transport.h"
#include "ws/connection.h"

namespace gauntlet::echo {

/// One connection. It owns its transport and its engine, and lives as long as a handler holds it.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Ended = std::function<void(const std::shared_ptr<Session>&)>;

  /// `context` and `options` outlive it; `ended` is called once, when it is over.
  Session(asio::io_context& context, const Options& options, std::unique_ptr<Transport> transport, Ended ended);

  void start();
  /// Close with 1001; the peer's answer, or the end of its patience, ends the session.
  void going_away();
  /// At once, with nothing more said.
  void abort();

 private:
  void echo();
  void pump();
  void read();
  void on_read(std::error_code error, std::size_t size);
  void write();
  void linger();
  void arm_timer();
  void on_time();
  void close();

  const Options& options_;
  std::unique_ptr<Transport> transport_;
  Ended say_ended_;
  ws::Connection connection_;
  asio::steady_timer timer_;
  std::vector<std::uint8_t> input_, sending_;
  ws::Time last_octet_{0}, linger_until_{0};
  std::optional<ws::Time> armed_for_;
  bool reading_ = false, writing_ = false, ended_ = false, lingering_ = false, over_ = false;
  bool has_events_ = true;  // `next_event` has not said yet that there are no more
};

}  // namespace gauntlet::echo
