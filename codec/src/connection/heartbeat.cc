#include "ws/heartbeat.h"

namespace ws {

bool Heartbeat::awaiting_pong() const noexcept { return last_ping_ && (!last_pong_ || *last_pong_ < *last_ping_); }

bool Heartbeat::alive(Time now) const noexcept { return !awaiting_pong() || now - *last_ping_ < options_.timeout; }

bool Heartbeat::ping_due(Time now) const noexcept {
  if (options_.interval.count() == 0 || awaiting_pong()) return false;
  return now - last_ping_.value_or(started_) >= options_.interval;
}

std::optional<Time> Heartbeat::next_deadline() const noexcept {
  if (options_.interval.count() == 0) return std::nullopt;
  if (awaiting_pong()) return *last_ping_ + options_.timeout;
  return last_ping_.value_or(started_) + options_.interval;
}

}  // namespace ws
