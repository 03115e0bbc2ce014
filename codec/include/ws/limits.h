#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace ws {

/// Bounds on what a peer can make us hold (RFC 6455 section 10.4). All are on by default, and zero
/// means zero, never "no limit".
struct Limits {
  std::uint64_t max_frame_size = 64ULL << 20;         ///< octets of payload in one frame
  std::uint64_t max_message_size = 64ULL << 20;       ///< octets in one message, inflated size included
  std::uint32_t max_fragments = 1U << 17;             ///< frames in one message
  std::size_t max_header_size = 16U << 10;            ///< octets of the opening handshake's header block
  std::size_t max_header_count = 100;                 ///< header fields in it
  std::chrono::milliseconds opening_timeout{10'000};  ///< from start to an open connection
  std::chrono::milliseconds closing_timeout{5'000};   ///< from our Close to the end of the connection
};

}  // namespace ws
