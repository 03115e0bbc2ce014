#pragma once
#include <nlohmann/json.hpp>

#include "conformance/play/result.h"

namespace gauntlet::reports {

/// What an outcome accepts, as the form of a case has it: verdict, events, and whether the opening handshake is
/// refused. Octets are as everywhere in a log. Without an outcome's `words`.
[[nodiscard]] nlohmann::json outcome_to_json(const ExpectedOutcome& outcome);
/// False if something is of another kind, or larger than a table may have it.
[[nodiscard]] bool outcome_from_json(const nlohmann::json& from, ExpectedOutcome& outcome);

}  // namespace gauntlet::reports
