#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// An input as a case table of one case, which `wsgauntlet conformance --tables` runs as it is: what is sent, and what
/// the model says a strict endpoint does. Nothing for targets whose inputs are not what somebody sends (kernels,
/// fields, tables). `title` goes into the case.
[[nodiscard]] std::optional<std::string> export_case(std::string_view target, wire::View input, std::string_view title);

}  // namespace gauntlet::fuzz
