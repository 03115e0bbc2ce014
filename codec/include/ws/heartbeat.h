#pragma once
#include <chrono>
#include <optional>

namespace ws {

/// Time since any fixed moment that the caller likes: the engine has no clock.
using Time = std::chrono::milliseconds;

/// Keeps track of pings and pongs (RFC 6455 sections 5.5.2 and 5.5.3) to tell whether the peer lives.
class Heartbeat {
 public:
  struct Options {
    std::chrono::milliseconds interval{0};      ///< between pings; 0: no pings
    std::chrono::milliseconds timeout{10'000};  ///< for the pong
  };

  explicit Heartbeat(Options options) noexcept : options_(options) {}

  void start(Time now) noexcept { started_ = now; }
  void ping_sent(Time now) noexcept { last_ping_ = now; }
  void pong_received(Time now) noexcept { last_pong_ = now; }

  [[nodiscard]] std::optional<Time> last_ping() const noexcept { return last_ping_; }
  [[nodiscard]] std::optional<Time> last_pong() const noexcept { return last_pong_; }

  /// A pong came since the last ping, or there is still time for it, or none was ever sent.
  [[nodiscard]] bool alive(Time now) const noexcept;
  /// Whether a ping should be sent now: the interval is over and no pong is outstanding.
  [[nodiscard]] bool ping_due(Time now) const noexcept;
  /// When to look again; nothing if there is no interval.
  [[nodiscard]] std::optional<Time> next_deadline() const noexcept;

 private:
  [[nodiscard]] bool awaiting_pong() const noexcept;

  Options options_;
  Time started_{0};
  std::optional<Time> last_ping_;
  std::optional<Time> last_pong_;
};

}  // namespace ws
