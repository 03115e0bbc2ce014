#pragma once
#include "cli/options/conformance.h"
#include "conformance/subjects/subject.h"
#include "reports/report.h"

namespace gauntlet::cli {

/// One conformance run: selects, plays, judges, writes results as they come and every report at the
/// end. `report` keeps what was found. Returns an exit code.
[[nodiscard]] int run_conformance(const ConformanceOptions& options, reports::Report& report);
/// The same on these subjects.
[[nodiscard]] int run_conformance(const ConformanceOptions& options, Subjects subjects, reports::Report& report);

}  // namespace gauntlet::cli
