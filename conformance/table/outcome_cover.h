#pragma once
#include "conformance/table/case.h"

namespace gauntlet {

/// Whether whatever fits `narrow` fits `wide` as well, as far as the two forms show it: then `narrow` is never
/// reached behind `wide`. Never true where it is not so.
[[nodiscard]] bool takes_all_of(const Outcome& wide, const Outcome& narrow, const Case& test_case);

/// The same event, whether it may be missing or not.
[[nodiscard]] bool same_event(const ExpectedEvent& a, const ExpectedEvent& b);

}  // namespace gauntlet
