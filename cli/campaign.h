#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "conformance/runs/expected_results.h"
#include "conformance/subjects/subject.h"
#include "reports/report.h"

namespace gauntlet::cli {

/// Cases by the patterns of an Autobahn spec file, instead of by --cases and --exclude.
struct AutobahnPatterns {
  std::vector<std::string> cases, exclude;
  std::map<std::string, std::vector<std::string>> exclude_for_agents;
  /// Whether an agent is spared a case.
  [[nodiscard]] bool spares(const std::string& agent, const std::string& id) const;
};

/// What a conformance run is asked to do, as the command line says it.
struct CampaignOptions {
  std::vector<std::string> subjects;
  std::vector<std::string> peers;  ///< of the league: names, or "all"
  std::string cases = "*";
  std::string exclude;
  std::optional<AutobahnPatterns> patterns;
  std::string agent;
  std::string out = "reports/latest";
  std::string expect;
  std::string tables;  ///< a folder instead of our own tables
  std::string fail_on = "failed";
  std::string shard;
  std::string chop = "none";
  bool update_expect = false, widen_expect = false, allow_better = false, quick = false, list = false, dry_run = false,
       json = false, slow = false;
  unsigned jobs = 0;
  std::uint64_t seed = 1;
  double timeout_scale = 1.0;
  TlsClientOptions tls;
};

/// Adds the options that select cases and say how they are played and reported.
void add_selection_options(CLI::App& command, CampaignOptions& options);
/// Those, and the ones for subjects that we connect to or start.
void add_campaign_options(CLI::App& command, CampaignOptions& options);

/// One conformance run: selects, plays, judges, writes results as they come and every report at the
/// end. `report` keeps what was found. Returns an exit code.
[[nodiscard]] int run_campaign(const CampaignOptions& options, reports::Report& report);
/// The same on these subjects.
[[nodiscard]] int run_campaign(const CampaignOptions& options, Subjects subjects, reports::Report& report);

/// The cases that the options select, in their quick form if that is asked for, by number. Nothing, and
/// lines on stderr, if the options are wrong.
[[nodiscard]] std::optional<std::vector<const Case*>> selected_cases(const CampaignOptions& options, Data& data);
/// Whether a case stays out because it would hold up a run on the real clock for a minute: only where the
/// user neither chose cases nor said --slow.
[[nodiscard]] bool leaves_out_as_slow(const CampaignOptions& options, const Case& test);
/// What to tell if cases were left out so.
[[nodiscard]] std::string slow_note(std::size_t count);
/// The rest of what the options say, checked in the same way.
struct RunSettings {
  FailOn fail_on = FailOn::kFailed;
  RunOptions run;
};
[[nodiscard]] std::optional<RunSettings> run_settings(const CampaignOptions& options);
/// The head of the reports.
[[nodiscard]] RunInfo run_info(const CampaignOptions& options, std::size_t selected);

/// The requirements with the cases that cite them, as the coverage report takes them.
[[nodiscard]] std::vector<reports::RequirementInfo> coverage_of(const Data& data);

/// The words of the command line, for reports.
void remember_command_line(int argc, char** argv);
[[nodiscard]] const std::vector<std::string>& command_line();

}  // namespace gauntlet::cli
