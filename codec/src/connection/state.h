#pragma once
#include <cstdint>

#include "ws/connection.h"

namespace ws {

/// Where a connection stands. From each state there are ways to later ones only; codec/README.md says which and why.
enum class State : std::uint8_t {
  kConnecting,      ///< the opening handshake: heads come in
  kOpen,            ///< frames come in, and go out
  kCloseSent,       ///< our Close was the last frame that goes out; frames come in until the peer's
  kCloseExchanged,  ///< both Close frames went their ways: a client waits for the server to end the transport
  kClosed,          ///< over: the transport is to be ended once the output is written
};

/// Nothing follows our Close (RFC 6455 section 5.5.1).
[[nodiscard]] constexpr bool may_send(State state) noexcept { return state == State::kOpen; }

/// Nothing that follows the peer's Close is looked at (section 1.4).
[[nodiscard]] constexpr bool reads_frames(State state) noexcept {
  return state == State::kOpen || state == State::kCloseSent;
}

[[nodiscard]] constexpr ReadyState ready_state(State state) noexcept {
  switch (state) {
    case State::kConnecting: return ReadyState::kConnecting;
    case State::kOpen: return ReadyState::kOpen;
    case State::kCloseSent:
    case State::kCloseExchanged: return ReadyState::kClosing;
    case State::kClosed: break;
  }
  return ReadyState::kClosed;
}

}  // namespace ws
