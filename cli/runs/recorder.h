#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cli/options/conformance.h"
#include "cli/program/data.h"
#include "cli/program/progress.h"
#include "cli/runs/expectations.h"
#include "reports/report.h"
#include "reports/result_log.h"

namespace gauntlet::cli {

/// Where the results of a run go as they come: onto disk, against what was expected, into the report.
/// Used from one thread.
class Recorder {
 public:
  Recorder(const ConformanceOptions& options, FailOn fail_on, Expectations expectations, reports::Report& report);

  /// Opens the folder. False, and one line on stderr, if that cannot be done or another run has it.
  [[nodiscard]] bool open(const Data& data, RunInfo info);
  /// Cases get their numbers by their place here.
  void number(std::span<const Case* const> cases);

  void took(RunResult result, Progress& progress);
  void not_run(const std::string& agent, const std::string& id, const std::string& reason);
  void note(std::string text) { report_.info.notes.push_back(std::move(text)); }

  /// The report as it is now, for a writer in another thread.
  [[nodiscard]] reports::Report snapshot() const;
  /// Writes everything, prints the summary, and returns an exit code. `planned` is how many results there
  /// should have been.
  [[nodiscard]] int finish(std::size_t planned, bool unreachable);

 private:
  void print_summary() const;
  void print_write_errors();

  const ConformanceOptions& options_;
  FailOn fail_on_;
  Expectations expectations_;
  reports::Report& report_;
  std::unique_ptr<reports::ResultLog> log_;
  std::map<std::string, int> numbers_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;  ///< agent, id -> index of the result
  std::vector<std::string> write_errors_;
  std::size_t explained_ = 0;  ///< unexpected results so far
};

/// Results by case, subjects in the order in which they first came.
void sort_results(std::vector<RunResult>& results);

}  // namespace gauntlet::cli
