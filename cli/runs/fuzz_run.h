#pragma once
#include "cli/options/fuzz.h"

namespace gauntlet::cli {

/// Fuzzes, or replays, and writes fuzz.json. Returns an exit code: 0, 1 findings, 2 usage, broken input, or
/// a target that is not built.
[[nodiscard]] int run_fuzz(const FuzzOptions& options);

}  // namespace gauntlet::cli
