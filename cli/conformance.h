#pragma once
#include <CLI/CLI.hpp>
#include <string>

#include "cli/options/conformance.h"

namespace gauntlet::cli {

/// Adds the options that select cases and say how they are played and reported.
void add_selection_options(CLI::App& command, ConformanceOptions& options);
/// Those, and the ones for subjects that we connect to or start.
void add_run_options(CLI::App& command, ConformanceOptions& options);

/// Makes `command` play the case tables: on `subject`, if the command line names none.
void add_conformance_options(CLI::App& command, const std::string& subject, int& exit);

}  // namespace gauntlet::cli
