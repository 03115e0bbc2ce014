#pragma once
#include <optional>
#include <string>

#include "conformance/result.h"

namespace gauntlet::fuzz {

/// How an endpoint's reaction differs from the prediction.
struct Reaction {
  std::string signature;
  Severity severity = Severity::kMedium;
  std::string story;
};

/// Nothing if the case was passed. Else what is worst of: it crashed; it delivered what it had to refuse; it did
/// nothing in time; it broke a rule on the wire, or sent after Close; it failed a connection that was in order; a
/// wrong close code; anything else.
[[nodiscard]] std::optional<Reaction> reaction_of(const RunResult& seen);

}  // namespace gauntlet::fuzz
