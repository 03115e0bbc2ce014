#pragma once
#include "cli/options/compare.h"

namespace gauntlet::cli {

/// What changed between two runs, on stdout and in files. Returns an exit code: 1 if something is worse.
[[nodiscard]] int compare_reports(const CompareOptions& options);

}  // namespace gauntlet::cli
