#pragma once
#include <string>

#include "cli/campaign.h"

namespace gauntlet::cli {

/// A conformance run on the servers and cases of an Autobahn spec file; the rest comes from `options`.
/// Its outdir counts unless `keep_out`. Returns an exit code.
[[nodiscard]] int run_spec(const std::string& file, CampaignOptions options, bool keep_out, reports::Report& report);

}  // namespace gauntlet::cli
