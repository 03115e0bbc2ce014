#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet::cli {

/// Cases by the patterns of an Autobahn spec file, instead of by --cases and --exclude.
struct AutobahnPatterns {
  std::vector<std::string> cases, exclude;
  std::map<std::string, std::vector<std::string>> exclude_for_agents;
};

/// What a conformance run is asked to do, as the command line says it.
struct ConformanceOptions {
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
  std::string ca_file;    ///< wss: further authorities to believe, PEM
  bool insecure = false;  ///< wss: any certificate will do
};

}  // namespace gauntlet::cli
