#pragma once
#include <optional>
#include <string>

#include "conformance/play/result.h"
#include "fuzz/live/live_case.h"

namespace gauntlet::fuzz {

/// How an endpoint's reaction differs from the prediction.
struct Reaction {
  std::string signature;
  Severity severity = Severity::kMedium;
  std::string story;
};

/// Nothing if the case was passed, or if what differs is only what RFC 6455 leaves open: when a ping is answered among
/// echoes, and that a later pong can stand for an earlier one (section 5.5.3); that an application that learns of the
/// end of the connection no longer answers what came before it. Else what is worst of: it crashed; it took or refused
/// our head against what was `predicted` of it; it delivered what it had to refuse; it did nothing in time; it broke a
/// rule on the wire, or sent after Close; it failed a connection that was in order; a wrong close code; anything else.
/// With a final block in a compressed message, all but a crash is one finding of its own.
[[nodiscard]] std::optional<Reaction> reaction_of(const LiveCase& session, const RunResult& seen);

}  // namespace gauntlet::fuzz
