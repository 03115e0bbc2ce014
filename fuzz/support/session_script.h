#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "fuzz/support/octet_source.h"

/// What a fuzzer's input means to the session target: two endpoints in memory, what their applications do, and what
/// the wire between them does.
namespace gauntlet::fuzz {

/// One thing that happens at one of the two ends.
struct SessionStep {
  enum class What : std::uint8_t {
    kText,      ///< the application sends a message
    kBinary,    //
    kFragment,  ///< or a fragment of one
    kLast,      ///< its last one
    kPing,      //
    kPong,      //
    kClose,     ///< code in front of the payload, the reason behind it
    kDeliver,   ///< `number` octets on their way to this end arrive; 255: all of them
    kFrame,     ///< instead a frame of somebody else arrives: first octet in front of the payload
    kOctets,    ///< or octets that may be anything
    kEnd,       ///< the transport ends for this end
    kTime,      ///< `number` milliseconds pass for both
  };
  What what = What::kText;
  bool at_client = false;
  std::uint8_t number = 0;
  View payload{};                  ///< into the input
  std::size_t begin = 0, end = 0;  ///< where it stands in the input
};

struct SessionScript {
  bool heartbeat = false;     ///< both ends ping
  bool small_limits = false;  ///< of messages
  std::vector<SessionStep> steps;
};

/// Never fails; views point into `input`. Octet 0: bit 0 heartbeat, bit 1 small limits. Then steps: an octet of which
/// the low four bits are What, bit 4 is the end; then `number`, or the payload's size and the payload (for kBinary to
/// kPong with bit 5 set: 2 octets of size, twice that with bit 6, of a payload that is made up; there is a bound on all
/// of them together).
void decode(View input, SessionScript& script);
[[nodiscard]] std::string print(const SessionScript& script);

/// The payload, with what stands in front of it taken off.
[[nodiscard]] constexpr View behind(View payload, std::size_t count) {
  return payload.subspan(std::min(count, payload.size()));
}

}  // namespace gauntlet::fuzz
