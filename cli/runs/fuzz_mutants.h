#pragma once
#include "cli/options/fuzz.h"
#include "fuzz/campaign/campaign.h"

namespace gauntlet::cli {

/// `wsgauntlet fuzz --mutants`: which planted faults of the codec do the fuzz targets find? Writes fuzz.json into the
/// plan's folder. Returns an exit code: 1 if more than one in twenty stays hidden.
[[nodiscard]] int run_fuzz_mutants(const FuzzOptions& options, const fuzz::CampaignPlan& plan);

}  // namespace gauntlet::cli
