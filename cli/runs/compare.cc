#include "cli/runs/compare.h"

#include <fmt/format.h>
#include <filesystem>
#include <optional>
#include <string>

#include "cli/program/program.h"
#include "reports/atomic_file.h"
#include "reports/changes.h"
#include "reports/report.h"
#include "reports/result_log.h"

namespace gauntlet::cli {

namespace {

std::optional<reports::Report> load(const std::filesystem::path& place) {
  std::error_code not_there;
  const bool folder = std::filesystem::is_directory(place, not_there);
  std::string error;
  auto log = reports::read_result_log(folder ? place / reports::kResultLogName : place, error);
  if (!log) {
    complain(error);
    return std::nullopt;
  }
  if (!log->broken.empty()) {
    complain(fmt::format("{}: line {}: {}", place.string(), log->broken.front().line, log->broken.front().what));
    return std::nullopt;
  }
  if (!log->finished) complain(fmt::format("{}: the run was cut short: what it has is compared", place.string()));
  reports::Report report;
  report.results = std::move(log->results);
  return report;
}

bool write(const std::string& file, const std::string& content) {
  if (file.empty()) return true;
  const auto error = reports::replace_file(file, content);
  if (error) complain(*error);
  return !error;
}

}  // namespace

int compare_reports(const CompareOptions& options) {
  const auto before = load(options.before);
  const auto after = load(options.after);
  if (!before || !after) return kUsage;
  const auto changes = reports::compare_runs(*before, *after);
  fmt::print("{}", reports::changes_text(changes));
  const bool written = write(options.markdown, reports::changes_markdown(changes)) &&
                       write(options.html, reports::changes_html(changes));
  if (!written) return kUsage;
  return changes.count(reports::Change::kWorse) > 0 ? kFindings : kAsExpected;
}

}  // namespace gauntlet::cli
