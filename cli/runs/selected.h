#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/conformance.h"
#include "cli/program/data.h"
#include "conformance/play/result.h"
#include "conformance/runs/expected_results.h"
#include "conformance/subjects/subject.h"
#include "conformance/table/selection.h"

/// What the options of a run over the tables ask for: which cases, and how they are played.
namespace gauntlet::cli {

/// The cases that the options select, in their quick form if that is asked for, by number. Nothing, and
/// lines on stderr, if the options are wrong.
[[nodiscard]] std::optional<std::vector<const Case*>> selected_cases(const ConformanceOptions& options, Data& data);
/// Whether a case stays out because it would hold up a run on the real clock for a minute: only where the
/// user neither chose cases nor said --slow.
[[nodiscard]] bool leaves_out_as_slow(const ConformanceOptions& options, const Case& test);
/// What to tell if cases were left out so.
[[nodiscard]] std::string slow_note(std::size_t count);
/// What to tell of a run of a part of the cases.
[[nodiscard]] std::string shard_note(Shard part);
/// Whether an agent is spared a case.
[[nodiscard]] bool spares(const AutobahnPatterns& patterns, const std::string& agent, const std::string& id);

/// The rest of what the options say, checked in the same way.
struct RunSettings {
  FailOn fail_on = FailOn::kFailed;
  RunOptions run;
};
[[nodiscard]] std::optional<RunSettings> run_settings(const ConformanceOptions& options);
/// The head of the reports.
[[nodiscard]] RunInfo run_info(const ConformanceOptions& options, std::size_t selected);

}  // namespace gauntlet::cli
