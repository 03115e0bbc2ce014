#include "ws/close.h"

#include <array>

#include "ws/utf8.h"

namespace ws {
namespace {

/// One row of the IANA registry of close codes.
struct RegisteredCode {
  CloseCode code;
  CloseCodeRegistry since;  ///< the edition that first has it
  bool on_the_wire;         ///< 1004 has no meaning; 1005, 1006 and 1015 never stand in a frame (section 7.4.1)
  std::string_view name;
};

constexpr std::array kRegistry{
    RegisteredCode{CloseCode::kNormalClosure, CloseCodeRegistry::k2011, true, "Normal Closure"},
    RegisteredCode{CloseCode::kGoingAway, CloseCodeRegistry::k2011, true, "Going Away"},
    RegisteredCode{CloseCode::kProtocolError, CloseCodeRegistry::k2011, true, "Protocol Error"},
    RegisteredCode{CloseCode::kUnsupportedData, CloseCodeRegistry::k2011, true, "Unsupported Data"},
    RegisteredCode{CloseCode::kReserved1004, CloseCodeRegistry::k2011, false, "Reserved"},
    RegisteredCode{CloseCode::kNoStatusReceived, CloseCodeRegistry::k2011, false, "No Status Received"},
    RegisteredCode{CloseCode::kAbnormalClosure, CloseCodeRegistry::k2011, false, "Abnormal Closure"},
    RegisteredCode{CloseCode::kInvalidFramePayloadData, CloseCodeRegistry::k2011, true, "Invalid Frame Payload Data"},
    RegisteredCode{CloseCode::kPolicyViolation, CloseCodeRegistry::k2011, true, "Policy Violation"},
    RegisteredCode{CloseCode::kMessageTooBig, CloseCodeRegistry::k2011, true, "Message Too Big"},
    RegisteredCode{CloseCode::kMandatoryExtension, CloseCodeRegistry::k2011, true, "Mandatory Extension"},
    RegisteredCode{CloseCode::kInternalError, CloseCodeRegistry::k2011, true, "Internal Error"},
    RegisteredCode{CloseCode::kServiceRestart, CloseCodeRegistry::k2012, true, "Service Restart"},
    RegisteredCode{CloseCode::kTryAgainLater, CloseCodeRegistry::k2012, true, "Try Again Later"},
    RegisteredCode{CloseCode::kBadGateway, CloseCodeRegistry::k2016, true, "Bad Gateway"},
    RegisteredCode{CloseCode::kTlsHandshake, CloseCodeRegistry::k2011, false, "TLS Handshake"},
};

// The codes are without a gap from 1000, so that a code finds its row by its value.
constexpr std::uint16_t kFirstRegistered = 1000;
static_assert([] {
  for (std::size_t i = 0; i < kRegistry.size(); ++i) {
    if (static_cast<std::size_t>(kRegistry[i].code) != kFirstRegistered + i) return false;
  }
  return true;
}());

const RegisteredCode* find(std::uint16_t code) noexcept {
  if (code < kFirstRegistered || code >= kFirstRegistered + kRegistry.size()) return nullptr;
  return &kRegistry[std::size_t{code} - kFirstRegistered];
}

// Section 7.4.2: 3000-3999 are registered first come, first served; 4000-4999 are for private use.
constexpr bool is_for_applications(std::uint16_t code) noexcept { return code >= 3000 && code <= 4999; }

/// Of a code that may not be received, the octet that settles it: the first one if no second could mend it.
std::uint64_t settling_octet(std::uint8_t first, CloseCodeRegistry registry) noexcept {
  for (unsigned second = 0; second <= 0xFF; ++second) {
    if (may_be_received(static_cast<std::uint16_t>(unsigned{first} << 8 | second), registry)) return 1;
  }
  return 0;
}

}  // namespace

std::string_view name(CloseCode code) noexcept {
  const auto value = static_cast<std::uint16_t>(code);
  if (const RegisteredCode* row = find(value)) return row->name;
  if (value < kFirstRegistered) return "Reserved";  // never used, section 7.4.2
  if (value >= 4000 && value <= 4999) return "Private Use";
  return "Unassigned";
}

bool may_be_received(std::uint16_t code, CloseCodeRegistry registry) noexcept {
  if (const RegisteredCode* row = find(code)) return row->on_the_wire && row->since <= registry;
  return is_for_applications(code);
}

bool may_be_sent(std::uint16_t code, bool as_server) noexcept {
  if (as_server && code == static_cast<std::uint16_t>(CloseCode::kMandatoryExtension)) return false;
  return may_be_received(code);
}

std::variant<CloseBody, Violation> parse_close_body(Octets body, CloseCodeRegistry registry) noexcept {
  CloseBody result;
  if (body.empty()) return result;
  if (body.size() == 1) return Violation{Rule::kCloseBodyOneOctet, 0};
  const auto code = static_cast<std::uint16_t>(body[0] << 8 | body[1]);
  if (!may_be_received(code, registry)) return Violation{Rule::kCloseCodeInvalid, settling_octet(body[0], registry)};
  const Octets reason = body.subspan(2);
  Utf8Validator validator;
  if (const auto offender = validator.feed(reason)) return Violation{Rule::kCloseReasonUtf8, 2 + *offender};
  // Only the end of the body shows that the last character stays unfinished: its last octet.
  if (!validator.complete()) return Violation{Rule::kCloseReasonUtf8, body.size() - 1};
  result.code = code;
  result.reason = as_text(reason);
  return result;
}

}  // namespace ws
