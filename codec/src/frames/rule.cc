#include "ws/rule.h"

namespace ws {
namespace {

/// Whether each row stands at the index of its own enumerator.
constexpr bool in_enumerator_order(const std::array<RuleInfo, kRuleCount>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (static_cast<std::size_t>(rules[i].rule) != i || rules[i].id.empty()) return false;
  }
  return true;
}

}  // namespace

// Close codes: 1002 unless RFC 6455 section 7.4.1 has a closer one: 1007 for payloads that are not what
// their type says (data that does not inflate included, as is customary), 1009 for sizes, 1008 for a
// bound that is none of size. A silent peer gets 1011, since it is not known to have done wrong.
// HTTP statuses: 400 (section 4.2.1) unless HTTP has a closer one. An empty requirement section would
// leave SARIF and `explain` without a page to point at, so every rule cites the statement that is
// nearest, also where the RFC only allows the refusal.
constexpr std::array<RuleInfo, kRuleCount> kRules{{
    // Frames
    {Rule::kReservedBits, "reserved-bits", "6455-5.2-rsv", "RFC 6455 section 5.2", 1002, 0,
     "a reserved bit is set to which no negotiated extension gives a meaning"},
    {Rule::kReservedOpcode, "reserved-opcode", "6455-5.2-unknown-opcode", "RFC 6455 section 5.2", 1002, 0,
     "the opcode is reserved"},
    {Rule::kControlFragmented, "control-fragmented", "6455-5.5-control-not-fragmented", "RFC 6455 section 5.5", 1002, 0,
     "a control frame has FIN clear"},
    {Rule::kControlTooLong, "control-too-long", "6455-5.5-control-length", "RFC 6455 section 5.5", 1002, 0,
     "a control frame is longer than 125 octets"},
    {Rule::kMaskRequired, "mask-required", "6455-5.1-close-on-unmasked", "RFC 6455 section 5.1", 1002, 0,
     "a client sent a frame that is not masked"},
    {Rule::kMaskForbidden, "mask-forbidden", "6455-5.1-close-on-masked", "RFC 6455 section 5.1", 1002, 0,
     "a server sent a masked frame"},
    {Rule::kLengthNotMinimal, "length-not-minimal", "6455-5.2-length-minimal", "RFC 6455 section 5.2", 1002, 0,
     "the payload length is not encoded in its shortest form"},
    {Rule::kLengthTopBit, "length-top-bit", "6455-5.2-length-high-bit", "RFC 6455 section 5.2", 1002, 0,
     "the most significant bit of a 64-bit payload length is set"},
    {Rule::kUnexpectedContinuation, "unexpected-continuation", "6455-5.4-fragment-sequence", "RFC 6455 section 5.4",
     1002, 0, "a continuation frame without a message to continue"},
    {Rule::kExpectedContinuation, "expected-continuation", "6455-5.4-no-interleaving", "RFC 6455 section 5.4", 1002, 0,
     "a new message begins before the fragmented one has ended"},
    // Payload
    {Rule::kInvalidUtf8, "invalid-utf8", "6455-8.1-fail-invalid-utf8", "RFC 6455 section 8.1", 1007, 0,
     "a text message is not valid UTF-8"},
    {Rule::kCloseBodyOneOctet, "close-body-one-octet", "6455-5.5.1-close-body-length", "RFC 6455 section 5.5.1", 1002,
     0, "the body of a Close frame is a single octet, too short for a code"},
    {Rule::kCloseCodeInvalid, "close-code-invalid", "6455-5.5.1-close-status-code", "RFC 6455 section 5.5.1", 1002, 0,
     "the code of a Close frame may not be sent"},
    {Rule::kCloseReasonUtf8, "close-reason-utf8", "6455-8.1-fail-invalid-utf8", "RFC 6455 section 8.1", 1007, 0,
     "the reason of a Close frame is not valid UTF-8"},
    // Limits
    {Rule::kFrameTooBig, "frame-too-big", "6455-10.4-impose-limits", "RFC 6455 section 10.4", 1009, 0,
     "a frame is bigger than the limit"},
    {Rule::kMessageTooBig, "message-too-big", "6455-10.4-impose-limits", "RFC 6455 section 10.4", 1009, 0,
     "a message is bigger than the limit"},
    {Rule::kTooManyFragments, "too-many-fragments", "6455-10.4-impose-limits", "RFC 6455 section 10.4", 1008, 0,
     "a message has more fragments than the limit"},
    // permessage-deflate
    {Rule::kCompressedControl, "compressed-control", "7692-6-fail-rsv1-on-control", "RFC 7692 section 6", 1002, 0,
     "a control frame has RSV1 set"},
    {Rule::kCompressedContinuation, "compressed-continuation", "7692-6-fail-rsv1-on-continuation", "RFC 7692 section 6",
     1002, 0, "a continuation frame has RSV1 set"},
    {Rule::kInflateFailed, "inflate-failed", "7692-7.2.2-fail-bad-data", "RFC 7692 section 7.2.2", 1007, 0,
     "the data of a compressed message does not inflate"},
    {Rule::kInflatedTooBig, "inflated-too-big", "7692-8-bounded-inflate", "RFC 7692 section 8", 1009, 0,
     "a compressed message inflates to more than the limit"},
    // Opening handshake, both sides
    {Rule::kHeaderSyntax, "header-syntax", "6455-4.2.1-reject-malformed", "RFC 6455 section 4.2.1", 0, 400,
     "the head does not follow the grammar of HTTP"},
    {Rule::kHeaderTooLarge, "header-too-large", "6455-10.7-drop-connection", "RFC 6455 section 10.7", 0, 431,
     "the head has more octets than the limit"},
    {Rule::kHeaderTooMany, "header-too-many", "6455-10.7-drop-connection", "RFC 6455 section 10.7", 0, 431,
     "the head has more fields than the limit"},
    // Opening handshake, what a server refuses
    {Rule::kRequestLine, "request-line", "6455-4.2.1-reject-malformed", "RFC 6455 section 4.2.1", 0, 400,
     "the request line is malformed"},
    {Rule::kRequestMethod, "request-method", "6455-4.2.1-request-get", "RFC 6455 section 4.2.1", 0, 405,
     "the method is not GET"},
    {Rule::kRequestHttpVersion, "request-http-version", "6455-4.2.1-request-get", "RFC 6455 section 4.2.1", 0, 505,
     "the HTTP version is below 1.1 or unknown"},
    {Rule::kRequestTarget, "request-target", "6455-4.1-request-uri", "RFC 6455 section 4.1", 0, 400,
     "the request's target is neither a path nor an absolute http or https URI"},
    {Rule::kRequestBody, "request-body", "6455-4.2.1-reject-malformed", "RFC 6455 section 4.2.1", 0, 400,
     "the request announces a body"},
    {Rule::kHostMissing, "host-missing", "6455-4.2.1-request-host", "RFC 6455 section 4.2.1", 0, 400,
     "the request does not have exactly one Host"},
    {Rule::kUpgradeMissing, "upgrade-missing", "6455-4.2.1-request-upgrade", "RFC 6455 section 4.2.1", 0, 426,
     "Upgrade does not name websocket"},
    {Rule::kConnectionMissing, "connection-missing", "6455-4.2.1-request-connection", "RFC 6455 section 4.2.1", 0, 400,
     "Connection does not name Upgrade"},
    {Rule::kKeyMissing, "key-missing", "6455-4.2.1-request-key", "RFC 6455 section 4.2.1", 0, 400,
     "the request has no Sec-WebSocket-Key"},
    {Rule::kKeyRepeated, "key-repeated", "6455-11.3.1-key-once", "RFC 6455 section 11.3.1", 0, 400,
     "the request has more than one Sec-WebSocket-Key"},
    {Rule::kKeyInvalid, "key-invalid", "6455-4.2.1-request-key", "RFC 6455 section 4.2.1", 0, 400,
     "Sec-WebSocket-Key is not the Base64 form of 16 octets"},
    {Rule::kVersionMissing, "version-missing", "6455-4.2.1-request-version", "RFC 6455 section 4.2.1", 0, 400,
     "the request has no Sec-WebSocket-Version"},
    {Rule::kVersionUnsupported, "version-unsupported", "6455-4.2.2-unknown-version", "RFC 6455 section 4.2.2", 0, 426,
     "Sec-WebSocket-Version is not 13"},
    {Rule::kSubprotocolSyntax, "subprotocol-syntax", "6455-4.1-protocol-tokens", "RFC 6455 section 4.1", 0, 400,
     "Sec-WebSocket-Protocol is not a list of different tokens"},
    {Rule::kExtensionSyntax, "extension-syntax", "6455-9.1-fail-malformed-extensions", "RFC 6455 section 9.1", 0, 400,
     "Sec-WebSocket-Extensions does not follow its grammar"},
    {Rule::kOriginRefused, "origin-refused", "6455-10.2-refuse-origin-403", "RFC 6455 section 10.2", 0, 403,
     "the Origin is not welcome"},
    // Opening handshake, what a client refuses
    {Rule::kStatusLine, "status-line", "6455-4.1-fail-nonconforming-response", "RFC 6455 section 4.1", 0, 0,
     "the status line is malformed"},
    {Rule::kStatusNot101, "status-not-101", "6455-4.1-status-not-101", "RFC 6455 section 4.1", 0, 0,
     "the status is not 101"},
    {Rule::kResponseUpgrade, "response-upgrade", "6455-4.1-fail-bad-upgrade", "RFC 6455 section 4.1", 0, 0,
     "Upgrade is not websocket"},
    {Rule::kResponseConnection, "response-connection", "6455-4.1-fail-bad-connection", "RFC 6455 section 4.1", 0, 0,
     "Connection does not name Upgrade"},
    {Rule::kAcceptMissing, "accept-missing", "6455-4.1-fail-bad-accept", "RFC 6455 section 4.1", 0, 0,
     "the response does not have exactly one Sec-WebSocket-Accept"},
    {Rule::kAcceptWrong, "accept-wrong", "6455-4.1-fail-bad-accept", "RFC 6455 section 4.1", 0, 0,
     "Sec-WebSocket-Accept does not answer the key that was sent"},
    {Rule::kExtensionNotOffered, "extension-not-offered", "6455-4.1-fail-unrequested-extension", "RFC 6455 section 4.1",
     0, 0, "the response names an extension that was not offered"},
    {Rule::kExtensionParameters, "extension-parameters", "7692-5-client-fails-unusable-response", "RFC 7692 section 5",
     0, 0, "the response sets parameters of an extension that the offer does not allow"},
    {Rule::kSubprotocolNotOffered, "subprotocol-not-offered", "6455-4.1-fail-unrequested-protocol",
     "RFC 6455 section 4.1", 0, 0, "the response names a subprotocol that was not offered"},
    // Time
    {Rule::kOpeningTimeout, "opening-timeout", "6455-7.1.1-close-any-means", "RFC 6455 section 7.1.1", 0, 408,
     "the opening handshake took too long"},
    {Rule::kPongTimeout, "pong-timeout", "6455-5.5.2-answer-ping", "RFC 6455 section 5.5.2", 1011, 0,
     "a ping was not answered in time"},
}};

static_assert(in_enumerator_order(kRules));

std::string describe(const Violation& violation) {
  const RuleInfo& rule = info(violation.rule);
  std::string text;
  text.append(rule.id).append(" at octet ").append(std::to_string(violation.offset)).append(": ");
  text.append(rule.sentence).append(" (").append(rule.section).append(")");
  return text;
}

}  // namespace ws
