#include "conformance/play/expectation.h"

#include <string>

namespace gauntlet {

std::uint64_t fingerprint(wire::View octets) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const auto octet : octets) hash = (hash ^ octet) * 0x100000001B3ULL;
  return hash;
}

bool is_expected(const ReceivedEvent& received, const ExpectedEvent& expected, std::uint64_t n) {
  using Kind = ExpectedEvent::Kind;
  const bool message = received.kind == ReceivedEvent::Kind::kMessage;
  if (expected.kind == Kind::kEcho) return message && received.echo == expected.echo + n;
  if (expected.kind == Kind::kQuiet)
    return received.kind == ReceivedEvent::Kind::kQuiet && received.quiet == expected.quiet;
  const bool pong = received.kind == ReceivedEvent::Kind::kPong;
  if (expected.kind == Kind::kPong ? !pong : (!message || received.message != expected.message)) return false;
  if (received.size > expected.payload.size_limit()) return false;  // before a large one is made
  const auto payload = expected.payload.octets();
  if (received.size != payload.size()) return false;
  if (pong) return std::string(payload.begin(), payload.end()).starts_with(received.head);
  if (received.echo && payload.size() > kMostEchoToFingerprint) return false;
  return received.fingerprint == fingerprint(payload);
}

Match match_events(const std::vector<ReceivedEvent>& received, const std::vector<ExpectedEvent>& expected) {
  std::size_t at = 0;
  bool open = false;  // an expected event is still missing
  for (const auto& event : expected) {
    for (std::uint64_t i = 0; i < event.times; ++i) {
      if (at == received.size()) {
        open = open || !event.optional;
      } else if (is_expected(received[at], event, i)) {
        ++at;
      } else if (!event.optional) {
        return Match::kNever;
      }
    }
  }
  if (at < received.size()) return Match::kNever;
  return open ? Match::kPrefix : Match::kFull;
}

}  // namespace gauntlet
