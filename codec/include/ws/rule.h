#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ws {

/// Every check that can make this codec refuse what a peer sent: one enumerator a check, in the
/// order of `kRules`. A refusal is always a `Violation` that names its rule.
enum class Rule : std::uint8_t {
  // Frames, RFC 6455 section 5
  kReservedBits,
  kReservedOpcode,
  kControlFragmented,
  kControlTooLong,
  kMaskRequired,
  kMaskForbidden,
  kLengthNotMinimal,
  kLengthTopBit,
  kUnexpectedContinuation,
  kExpectedContinuation,
  // Payload
  kInvalidUtf8,
  kCloseBodyOneOctet,
  kCloseCodeInvalid,
  kCloseReasonUtf8,
  // Limits, section 10.4
  kFrameTooBig,
  kMessageTooBig,
  kTooManyFragments,
  // permessage-deflate, RFC 7692
  kCompressedControl,
  kCompressedContinuation,
  kInflateFailed,
  kInflatedTooBig,
  // Opening handshake, both sides
  kHeaderSyntax,
  kHeaderTooLarge,
  kHeaderTooMany,
  // Opening handshake, what a server refuses (section 4.2.1)
  kRequestLine,
  kRequestMethod,
  kRequestHttpVersion,
  kRequestTarget,
  kRequestBody,
  kHostMissing,
  kUpgradeMissing,
  kConnectionMissing,
  kKeyMissing,
  kKeyRepeated,
  kKeyInvalid,
  kVersionMissing,
  kVersionUnsupported,
  kSubprotocolSyntax,
  kExtensionSyntax,
  kOriginRefused,
  // Opening handshake, what a client refuses (section 4.1)
  kStatusLine,
  kStatusNot101,
  kResponseUpgrade,
  kResponseConnection,
  kAcceptMissing,
  kAcceptWrong,
  kExtensionNotOffered,
  kExtensionParameters,
  kSubprotocolNotOffered,
  // Time
  kOpeningTimeout,
  kPongTimeout,
};

/// What a rule is: its name, where it stands, and what happens to who breaks it.
struct RuleInfo {
  Rule rule;
  std::string_view id;           ///< stable name, as `codec:?without=ID` takes it
  std::string_view requirement;  ///< id in conformance/requirements
  std::string_view section;      ///< "RFC 6455 section 5.2"
  std::uint16_t close_code;      ///< for frames; 0 during the opening handshake
  std::uint16_t http_status;     ///< for requests; 0 elsewhere
  std::string_view sentence;
};

inline constexpr std::size_t kRuleCount = static_cast<std::size_t>(Rule::kPongTimeout) + 1;

/// The rule table, indexed by `Rule`.
extern const std::array<RuleInfo, kRuleCount> kRules;

[[nodiscard]] inline const RuleInfo& info(Rule rule) noexcept { return kRules[static_cast<std::size_t>(rule)]; }

/// A broken rule, and the octet on whose arrival that became certain, counted from 0 at the start of
/// the stream the rule is about: the opening handshake's head for handshake rules, else the first
/// frame. Rules on compressed data name the first octet of the frame instead, since zlib reads ahead.
struct Violation {
  Rule rule{};
  std::uint64_t offset = 0;

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// "reserved-bits at octet 12: ... (RFC 6455 section 5.2)".
[[nodiscard]] std::string describe(const Violation& violation);

}  // namespace ws
