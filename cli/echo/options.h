#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "conformance/subjects/tls.h"

namespace gauntlet::echo {

struct Options {
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

}  // namespace gauntlet::echo
