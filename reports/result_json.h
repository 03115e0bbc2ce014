#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "conformance/play/result.h"

namespace gauntlet::reports {

inline constexpr int kResultSchemaVersion = 1;

/// A string that need not be UTF-8: a JSON string if it is, else {"hex": "00ff.."}.
[[nodiscard]] nlohmann::json octets_to_json(std::string_view octets);
[[nodiscard]] std::optional<std::string> octets_from_json(const nlohmann::json& json);

/// Complete: from_json(to_json(x)) is x. Unknown keys are ignored and absent ones keep their default,
/// so that a later version may add some. On nullopt, `error` names the key that is not as it must be.
[[nodiscard]] nlohmann::json to_json(const RunResult& result);
[[nodiscard]] std::optional<RunResult> result_from_json(const nlohmann::json& json, std::string& error);
[[nodiscard]] nlohmann::json to_json(const RunInfo& info);
[[nodiscard]] std::optional<RunInfo> info_from_json(const nlohmann::json& json, std::string& error);

}  // namespace gauntlet::reports
