#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "conformance/play/result.h"
#include "conformance/table/case.h"
#include "conformance/wire/frame.h"

namespace gauntlet {

/// FNV-1a, 64 bits.
[[nodiscard]] std::uint64_t fingerprint(wire::View octets);

enum class Match : std::uint8_t {
  kNever,   ///< no event that could still come would make them equal
  kPrefix,  ///< equal so far, more is expected
  kFull,
};

/// Compares what came with what an outcome lists: order, types and payloads.
[[nodiscard]] Match match_events(const std::vector<ReceivedEvent>& received,
                                 const std::vector<ExpectedEvent>& expected);

/// "message 0 echoed", "pong \"payload-1\"", ...: for reports.
[[nodiscard]] std::string describe(const ExpectedEvent& event);
[[nodiscard]] std::string describe(const ReceivedEvent& event);

}  // namespace gauntlet
