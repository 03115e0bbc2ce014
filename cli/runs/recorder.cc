#include "cli/runs/recorder.h"

#include <fmt/format.h>
#include <algorithm>

#include "cli/program/places.h"
#include "cli/program/program.h"
#include "reports/bounded_result.h"
#include "reports/difference.h"
#include "reports/escape.h"
#include "reports/formats.h"
#include "reports/reproduce.h"

namespace gauntlet::cli {

namespace {

constexpr std::size_t kShownErrors = 5;
constexpr std::size_t kExplained = 20;  // of a subject that fails everywhere, the reports tell the rest

/// Where a case stands, for readers on other machines: within the project, or as the table was named.
std::string portable_place(const std::string& file) {
  namespace fs = std::filesystem;
  const fs::path path(file);
  const auto within = [&](const fs::path& folder) {
    auto inside = path.lexically_relative(folder);
    return inside.empty() || *inside.begin() == ".." ? fs::path() : inside;
  };
  if (const auto inside = within(data_directory()); !inside.empty()) return ("conformance" / inside).generic_string();
  if (path.is_relative()) return file;
  std::error_code error;
  if (const auto inside = within(fs::current_path(error)); !error && !inside.empty()) return inside.generic_string();
  return (path.parent_path().filename() / path.filename()).generic_string();
}

std::string verdict_line(const RunResult& result, Standing standing) {
  const auto better = standing == Standing::kBetter ? " (better than expected)" : "";
  const auto death = result.death ? fmt::format("  DIED: {}", in_quotes(result.death->what)) : std::string();
  const auto verdict = fmt::format("{} / {}", name(result.behaviour), name(result.close_behaviour));
  const auto tint = standing == Standing::kBetter ? Tint::kGood : Tint::kBad;
  return fmt::format("{:<16} {:<10} {}{}  {}{}", result.agent, result.case_id, tinted(verdict, tint), better,
                     result.title, death);
}

/// What went wrong, and how to see more: three lines with the verdict's.
std::string explained(const RunResult& result, const RunInfo& info) {
  const auto what = reports::first_difference(result);
  return fmt::format(
      "    {}\n    again: {}    why: wsgauntlet explain {}", reports::xml_text(what.empty() ? result.result : what),
      reports::xml_text(reports::reproduce_command(info, result.agent, result.role, result.case_id)), result.case_id);
}

}  // namespace

void sort_results(std::vector<RunResult>& results) {
  std::map<std::string, std::size_t> order;
  for (const auto& result : results) order.emplace(result.agent, order.size());
  std::stable_sort(results.begin(), results.end(), [&](const RunResult& a, const RunResult& b) {
    return a.agent != b.agent ? order.at(a.agent) < order.at(b.agent) : id_less(a.case_id, b.case_id);
  });
}

Recorder::Recorder(const ConformanceOptions& options, FailOn fail_on, Expectations expectations,
                   reports::Report& report)
    : options_(options), fail_on_(fail_on), expectations_(std::move(expectations)), report_(report) {}

bool Recorder::open(const Data& data, RunInfo info) {
  report_.info = std::move(info);
  report_.requirements = coverage_of(data);
  for (const auto& table : data.tables) report_.table_titles[table.table] = table.title;
  std::string error;
  log_ = reports::ResultLog::open(options_.out, report_.info, reports::ResultLog::Mode::kReplace, error);
  if (!log_) complain(error);
  return log_ != nullptr;
}

void Recorder::number(std::span<const Case* const> cases) {
  for (std::size_t i = 0; i < cases.size(); ++i) numbers_[cases[i]->id] = static_cast<int>(i) + 1;
}

void Recorder::took(RunResult result, Progress& progress) {
  result.case_number = numbers_[result.case_id];
  result.file = portable_place(result.file);
  const auto standing = stand(result, expectations_.of(result.agent), fail_on_, options_.allow_better);
  if (result.unexpected || standing == Standing::kBetter) {
    progress.say(verdict_line(result, standing));
    if (result.unexpected && ++explained_ <= kExplained) progress.say(explained(result, report_.info));
  }
  reports::bound_details(result);
  if (auto failure = log_->append(result)) write_errors_.push_back(std::move(*failure));
  progress.step(result.case_id);
  // A client can ask for a case again: then the later run counts.
  const auto [place, added] = places_.try_emplace({result.agent, result.case_id}, report_.results.size());
  if (added) {
    report_.results.push_back(std::move(result));
  } else {
    report_.results[place->second] = std::move(result);
  }
}

void Recorder::not_run(const std::string& agent, const std::string& id, const std::string& reason) {
  report_.info.not_run.push_back(fmt::format("{} {}: {}", agent, id, reason));
}

reports::Report Recorder::snapshot() const {
  reports::Report copy = report_;
  copy.info.ended = std::chrono::system_clock::now();
  sort_results(copy.results);
  return copy;
}

void Recorder::print_summary() const {
  std::map<std::string, std::map<std::string, std::size_t>> counts;
  std::vector<std::string> agents;
  for (const auto& result : report_.results) {
    if (!counts.contains(result.agent)) agents.push_back(result.agent);
    ++counts[result.agent][std::string(name(result.behaviour))];
  }
  for (const auto& agent : agents) {
    std::size_t total = 0;
    std::string parts;
    for (const auto* verdict : {"OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED", "FAILED"}) {
      const auto count = counts[agent][verdict];
      total += count;
      if (count > 0) parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count, verdict);
    }
    fmt::print("{}: {} cases: {}\n", agent, total, parts);
  }
}

void Recorder::print_write_errors() {
  std::sort(write_errors_.begin(), write_errors_.end());
  write_errors_.erase(std::unique(write_errors_.begin(), write_errors_.end()), write_errors_.end());
  for (std::size_t i = 0; i < std::min(write_errors_.size(), kShownErrors); ++i) complain(write_errors_[i]);
}

int Recorder::finish(std::size_t planned, bool unreachable) {
  report_.info.ended = std::chrono::system_clock::now();
  sort_results(report_.results);
  if (auto failure = log_->finish(report_.info)) write_errors_.push_back(std::move(*failure));
  for (auto& failure : reports::write_all(report_, options_.out)) write_errors_.push_back(std::move(failure));
  if (options_.update_expect) {
    const auto how = options_.widen_expect ? ExpectedResults::Update::kWiden : ExpectedResults::Update::kReplace;
    for (auto& failure : expectations_.update(report_.results, how)) write_errors_.push_back(std::move(failure));
  }
  print_write_errors();
  print_summary();
  const auto unexpected = static_cast<std::size_t>(
      std::count_if(report_.results.begin(), report_.results.end(), [](const RunResult& r) { return r.unexpected; }));
  fmt::print("{} of {} runs, {} unexpected, {} not run; reports in {}\n", report_.results.size(), planned, unexpected,
             report_.info.not_run.size(), options_.out);
  if (!write_errors_.empty()) return kUsage;
  if (unreachable || !report_.info.not_run.empty()) return kUnreachable;
  return unexpected > 0 && !options_.update_expect ? kFindings : kAsExpected;
}

}  // namespace gauntlet::cli
