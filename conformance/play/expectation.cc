#include "conformance/play/expectation.h"

#include <fmt/format.h>

namespace gauntlet {

std::uint64_t fingerprint(wire::View octets) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;
  for (const auto octet : octets) hash = (hash ^ octet) * 0x100000001B3ULL;
  return hash;
}

namespace {

std::string_view name(MessageKind kind) { return kind == MessageKind::kText ? "text" : "binary"; }

bool equal(const ReceivedEvent& received, const ExpectedEvent& expected, std::uint64_t echo) {
  switch (expected.kind) {
    case ExpectedEvent::Kind::kEcho: return received.kind == ReceivedEvent::Kind::kMessage && received.echo == echo;
    case ExpectedEvent::Kind::kQuiet:
      return received.kind == ReceivedEvent::Kind::kQuiet && received.quiet == expected.quiet;
    case ExpectedEvent::Kind::kPong: {
      const auto payload = expected.payload.octets();
      return received.kind == ReceivedEvent::Kind::kPong && received.size == payload.size() &&
             received.head == std::string(payload.begin(), payload.end());
    }
    case ExpectedEvent::Kind::kMessage: break;
  }
  if (received.kind != ReceivedEvent::Kind::kMessage || received.message != expected.message) return false;
  const auto payload = expected.payload.octets();
  if (received.size != payload.size()) return false;
  if (received.echo && payload.size() > kMostEchoToFingerprint) return false;
  return received.fingerprint == fingerprint(payload);
}

}  // namespace

Match match_events(const std::vector<ReceivedEvent>& received, const std::vector<ExpectedEvent>& expected) {
  std::size_t at = 0;
  bool open = false;  // an expected event is still missing
  for (const auto& event : expected) {
    for (std::uint64_t i = 0; i < event.times; ++i) {
      if (at == received.size()) {
        open = open || !event.optional;
      } else if (equal(received[at], event, event.echo + i)) {
        ++at;
      } else if (!event.optional) {
        return Match::kNever;
      }
    }
  }
  if (at < received.size()) return Match::kNever;
  return open ? Match::kPrefix : Match::kFull;
}

std::string describe(const ExpectedEvent& event) {
  const std::string suffix = event.optional ? " (optional)" : "";
  switch (event.kind) {
    case ExpectedEvent::Kind::kEcho:
      if (event.times == 1) return fmt::format("echo of message {}{}", event.echo, suffix);
      return fmt::format("echoes of messages {} to {}{}", event.echo, event.echo + event.times - 1, suffix);
    case ExpectedEvent::Kind::kMessage:
      return fmt::format("{} message {}{}", name(event.message), event.payload.describe(), suffix);
    case ExpectedEvent::Kind::kPong: return fmt::format("pong {}{}", event.payload.describe(), suffix);
    case ExpectedEvent::Kind::kQuiet: return fmt::format("still open after wait {}{}", event.quiet, suffix);
  }
  return {};
}

std::string describe(const ReceivedEvent& event) {
  switch (event.kind) {
    case ReceivedEvent::Kind::kMessage:
      return fmt::format("{} message of {} octets{}", name(event.message), event.size,
                         event.echo ? fmt::format(", echo of message {}", *event.echo) : "");
    case ReceivedEvent::Kind::kPong: return fmt::format("pong of {} octets", event.size);
    case ReceivedEvent::Kind::kQuiet: return fmt::format("still open after wait {}", event.quiet);
  }
  return {};
}

}  // namespace gauntlet
