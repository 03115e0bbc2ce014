#pragma once
#include "cli/options/serve.h"

namespace gauntlet::cli {

/// Hands out cases to live clients until one of them or a signal stops it. Returns an exit code.
[[nodiscard]] int run_serve(const ServeOptions& options);

}  // namespace gauntlet::cli
