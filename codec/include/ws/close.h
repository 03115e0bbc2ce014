#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "ws/octets.h"
#include "ws/rule.h"

namespace ws {

/// RFC 6455 section 7.4.1 and the IANA registry of close codes.
enum class CloseCode : std::uint16_t {
  kNormalClosure = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupportedData = 1003,
  kReserved1004 = 1004,
  kNoStatusReceived = 1005,  ///< never on the wire: a Close frame without a code
  kAbnormalClosure = 1006,   ///< never on the wire: no Close frame at all
  kInvalidFramePayloadData = 1007,
  kPolicyViolation = 1008,
  kMessageTooBig = 1009,
  kMandatoryExtension = 1010,
  kInternalError = 1011,
  kServiceRestart = 1012,
  kTryAgainLater = 1013,
  kBadGateway = 1014,
  kTlsHandshake = 1015,  ///< never on the wire
};

/// Which edition of the IANA registry decides about 1012 to 1014: RFC 6455 itself (December 2011)
/// ends at 1011; 1012 and 1013 were registered in 2012, 1014 in 2016.
enum class CloseCodeRegistry : std::uint8_t { k2011, k2012, k2016 };

/// "Normal Closure"; "Private Use", "Reserved" or "Unassigned" for codes without an own name.
[[nodiscard]] std::string_view name(CloseCode code) noexcept;

/// Whether a peer may put this code into a Close frame (section 7.4): registered and not one of
/// 1004, 1005, 1006, 1015, or in 3000-4999.
[[nodiscard]] bool may_be_received(std::uint16_t code, CloseCodeRegistry registry = CloseCodeRegistry::k2016) noexcept;

/// Whether we may send it: as above, but a server never sends 1010 (section 7.4.1).
[[nodiscard]] bool may_be_sent(std::uint16_t code, bool as_server) noexcept;

inline constexpr std::size_t kMaxCloseReason = 123;  ///< octets: 125 less the code (section 5.5.1)

/// The body of a Close frame.
struct CloseBody {
  std::optional<std::uint16_t> code;  ///< absent: an empty body, which the API shows as 1005
  std::string_view reason;            ///< UTF-8; a view into the frame
};

/// Reads the body of a Close frame: empty, or a code and a reason. The violation's offset counts
/// from the body's first octet; that of a reason which ends inside a character is the last octet.
[[nodiscard]] std::variant<CloseBody, Violation> parse_close_body(
    Octets body, CloseCodeRegistry registry = CloseCodeRegistry::k2016) noexcept;

}  // namespace ws
