#pragma once
#include <cstdint>
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

/// Whether that is the `n`-th of the events that `expected` stands for. Of a pong only the octets that were kept count.
[[nodiscard]] bool is_expected(const ReceivedEvent& received, const ExpectedEvent& expected, std::uint64_t n = 0);

/// Compares what came with what an outcome lists: order, types and payloads.
[[nodiscard]] Match match_events(const std::vector<ReceivedEvent>& received,
                                 const std::vector<ExpectedEvent>& expected);

}  // namespace gauntlet
