#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "conformance/play/result.h"

namespace gauntlet::reports {

/// The wire log as the reference writes it: rows of different shapes, the first element of a row says
/// which. Notes have no row there and are left out, so that readers meet no tag that they do not know.
[[nodiscard]] nlohmann::ordered_json autobahn_wirelog(const std::vector<WireEntry>& log);

}  // namespace gauntlet::reports
