#pragma once
#include <nlohmann/json.hpp>

#include "cli/options/mutants.h"

namespace gauntlet::cli {

/// Runs the tables over the codec's mutants and writes mutants.json, which `document` keeps too.
/// Returns an exit code: 1 if a mutant survived without an excuse, or was not run.
[[nodiscard]] int run_mutation(const MutantOptions& options, nlohmann::json& document);

}  // namespace gauntlet::cli
