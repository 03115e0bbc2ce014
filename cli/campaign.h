#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "conformance/expected_results.h"
#include "conformance/subjects/subject.h"
#include "reports/report.h"

namespace gauntlet::cli {

/// What a conformance run is asked to do, as the command line says it.
struct CampaignOptions {
  std::vector<std::string> subjects;
  std::string cases = "*";
  std::string exclude;
  std::string agent;
  std::string out = "reports/latest";
  std::string expect;
  std::string tables;  ///< a folder instead of our own tables
  std::string fail_on = "failed";
  std::string shard;
  std::string chop = "none";
  bool update_expect = false, allow_better = false, quick = false, list = false, dry_run = false, json = false;
  unsigned jobs = 0;
  std::uint64_t seed = 1;
  double timeout_scale = 1.0;
};

/// Adds the options that select cases and say how they are played.
void add_campaign_options(CLI::App& command, CampaignOptions& options);

/// One conformance run: selects, plays, judges, writes results as they come and every report at the
/// end. `report` keeps what was found. Returns an exit code.
[[nodiscard]] int run_campaign(const CampaignOptions& options, reports::Report& report);

/// The requirements with the cases that cite them, as the coverage report takes them.
[[nodiscard]] std::vector<reports::RequirementInfo> coverage_of(const Data& data);

/// The words of the command line, for reports.
void remember_command_line(int argc, char** argv);
[[nodiscard]] const std::vector<std::string>& command_line();

}  // namespace gauntlet::cli
