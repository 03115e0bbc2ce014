#pragma once
#include <cstdint>
#include <string_view>

namespace ws {

/// RFC 6455 section 5.2. The enumeration is open: any value 0..15 that came off the wire can be
/// held, so that a reserved opcode can be named in a report instead of being lost.
enum class Opcode : std::uint8_t {
  kContinuation = 0x0,
  kText = 0x1,
  kBinary = 0x2,
  kClose = 0x8,
  kPing = 0x9,
  kPong = 0xA,
};

/// Control frames have the top bit of the opcode set (section 5.5).
[[nodiscard]] constexpr bool is_control(Opcode opcode) noexcept {
  return (static_cast<std::uint8_t>(opcode) & 0x8U) != 0;
}

/// Opcodes 3-7 and 11-15 are reserved (section 5.2).
[[nodiscard]] constexpr bool is_reserved(Opcode opcode) noexcept {
  const auto value = static_cast<std::uint8_t>(opcode);
  return (value & 0x7U) > 2;
}

/// "text", "ping", ...; "reserved" for an opcode that the RFC does not define.
[[nodiscard]] constexpr std::string_view name(Opcode opcode) noexcept {
  switch (opcode) {
    case Opcode::kContinuation: return "continuation";
    case Opcode::kText: return "text";
    case Opcode::kBinary: return "binary";
    case Opcode::kClose: return "close";
    case Opcode::kPing: return "ping";
    case Opcode::kPong: return "pong";
  }
  return "reserved";
}

/// Which endpoint this side plays: decides who masks (section 5.1).
enum class Role : std::uint8_t { kClient, kServer };

}  // namespace ws
