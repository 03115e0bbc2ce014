#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "cli/campaign.h"
#include "cli/command.h"
#include "cli/recorder.h"
#include "conformance/selection.h"
#include "reports/formats.h"
#include "reports/result_json.h"
#include "reports/result_log.h"

namespace gauntlet::cli {

namespace {

struct Options {
  std::vector<std::string> folders;
  std::string out;
};

// "--shard I/N: ..." is a note of a part: with all parts of N together there is nothing to say any more.
void drop_shard_notes(std::vector<std::string>& notes) {
  std::map<unsigned, std::set<unsigned>> parts;
  const auto part_of = [](const std::string& note) -> std::optional<Shard> {
    constexpr std::string_view kBegin = "--shard ";
    if (!note.starts_with(kBegin)) return std::nullopt;
    return parse_shard(std::string_view(note).substr(kBegin.size(), note.find(':') - kBegin.size()));
  };
  for (const auto& note : notes) {
    if (const auto part = part_of(note)) parts[part->count].insert(part->index);
  }
  std::erase_if(notes, [&](const std::string& note) {
    const auto part = part_of(note);
    return part && parts[part->count].size() == part->count;
  });
}

// What a run was is that of the first folder; the others add their parts.
void merge_info(RunInfo& info, const RunInfo& other, bool first) {
  if (first) {
    info = other;
    return;
  }
  info.selected += other.selected;
  info.started = std::min(info.started, other.started);
  info.ended = std::max(info.ended, other.ended);
  info.not_run.insert(info.not_run.end(), other.not_run.begin(), other.not_run.end());
  for (const auto& note : other.notes) {
    if (std::find(info.notes.begin(), info.notes.end(), note) == info.notes.end()) info.notes.push_back(note);
  }
}

int run(const Options& options) {
  reports::Report report;
  bool first = true;
  bool whole = true;
  for (const auto& folder : options.folders) {
    std::string error;
    auto log = reports::read_result_log(std::filesystem::path(folder) / reports::kResultLogName, error);
    if (!log) {
      complain(error);
      return kUsage;
    }
    for (const auto& broken : log->broken)
      complain(fmt::format("{}/{}:{}: {}", folder, reports::kResultLogName, broken.line, broken.what));
    if (log->truncated) complain(fmt::format("{}: the last line was cut off; what stands before it is kept", folder));
    if (!log->finished) complain(fmt::format("{}: the run was cut short", folder));
    whole = whole && log->finished && log->broken.empty();
    if (log->info) merge_info(report.info, *log->info, first);
    first = false;
    for (auto& result : log->results) report.results.push_back(std::move(result));
  }
  drop_shard_notes(report.info.notes);
  sort_results(report.results);
  if (const auto data = load_data()) {
    report.requirements = coverage_of(*data);
    for (const auto& table : data->tables) report.table_titles[table.table] = table.title;
  }
  const auto out = options.out.empty() ? options.folders.front() : options.out;
  const auto errors = reports::write_all(report, out);
  for (const auto& error : errors) complain(error);
  const auto unexpected =
      std::count_if(report.results.begin(), report.results.end(), [](const RunResult& r) { return r.unexpected; });
  fmt::print("{} results, {} unexpected; reports in {}\n", report.results.size(), unexpected, out);
  if (!errors.empty()) return kUsage;
  if (!whole || !report.info.not_run.empty()) return kUnreachable;
  return unexpected > 0 ? kFindings : kAsExpected;
}

}  // namespace

void add_report(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("report", "Merge the results of runs and write every report again");
  auto options = std::make_shared<Options>();
  command->add_option("folder", options->folders, "Output folders of runs: shards, or a run that was cut short")
      ->required();
  command->add_option("--out", options->out, "Where to write (default: the first folder)");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
