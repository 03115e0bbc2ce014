#pragma once
#include <cstdint>

/// RFC 6455 section 5.2.
namespace gauntlet::model::opcode {

inline constexpr std::uint8_t kContinuation = 0, kText = 1, kBinary = 2, kClose = 8, kPing = 9, kPong = 10;

}  // namespace gauntlet::model::opcode
