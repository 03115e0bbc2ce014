#pragma once
#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "bench/results/machine.h"
#include "bench/results/measurement.h"
#include "bench/results/outcome.h"

namespace gauntlet::bench {

/// One run, in figures that don't depend on how fast the machine was just then.
struct HistoryEntry {
  std::string time;    ///< UTC, ISO 8601
  std::string commit;  ///< empty: not known
  std::string processor;
  std::map<std::string, double> figures;  ///< by name of the benchmark; high or low as its unit says
};

/// Each value through its anchor's, or in nanoseconds times what the byte loop does in one, so that twice
/// as fast a machine gives the same figure. Anchors themselves, and what can't be normalised, are left out.
[[nodiscard]] std::map<std::string, double> normalised(const Measurements& measurements);

/// One line a run. A line on what went wrong, or nothing.
[[nodiscard]] std::string append_history(const std::filesystem::path& file, const HistoryEntry& entry);
/// A line on the first one that can't be read.
[[nodiscard]] Outcome<std::vector<HistoryEntry>> read_history(const std::filesystem::path& file);

/// The same of an earlier bench.json.
[[nodiscard]] Outcome<std::map<std::string, double>> normalised_of_file(const std::filesystem::path& bench_json);

/// Where a series steps up or down for good: all of the eight runs before lie on one side of all of the eight
/// from there on (by chance, once in 6000), and the medians are more than 5 % apart. Never gates anything.
struct ChangePoint {
  std::size_t at = 0;  ///< the first of the new level
  double before = 0, after = 0;
};
[[nodiscard]] std::vector<ChangePoint> change_points(const std::vector<double>& series);

/// history.json, for the page: {"schema_version", "series": [{"name", "points": [{"time", "commit",
/// "value"}], "changes": [{"time", "commit", "before", "after"}]}]}.
[[nodiscard]] std::string history_json(const std::vector<HistoryEntry>& entries);

}  // namespace gauntlet::bench
