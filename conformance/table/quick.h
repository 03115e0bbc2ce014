#pragma once
#include "conformance/table/case.h"

namespace gauntlet {

/// The case as `--quick` plays it: repetitions that name a smaller count get that one, and as many
/// echoes are expected.
[[nodiscard]] Case quick_form(Case test);

}  // namespace gauntlet
