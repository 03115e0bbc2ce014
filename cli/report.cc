#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "cli/command.h"
#include "cli/program/data.h"
#include "cli/program/program.h"
#include "cli/runs/compare.h"
#include "cli/runs/recorder.h"
#include "cli/runs/selected.h"
#include "reports/formats.h"
#include "reports/matrix.h"
#include "reports/result_json.h"
#include "reports/result_log.h"

namespace gauntlet::cli {

namespace {

struct ReportOptions {
  std::vector<std::string> folders;
  std::string out;
  bool counts = false;
};

// That a run is of a part is not to be told any more once all parts are together.
void drop_shard_notes(RunInfo& info) {
  std::map<unsigned, std::set<unsigned>> parts;
  for (const auto& part : info.shards) parts[part.count].insert(part.index);
  for (const auto& part : info.shards) {
    if (parts[part.count].size() == part.count) std::erase(info.notes, shard_note(part));
  }
}

// What a run was is that of the first folder; the others add their parts.
void merge_info(RunInfo& info, const RunInfo& other, bool first) {
  if (first) {
    info = other;
    return;
  }
  info.selected += other.selected;
  info.subjects.insert(other.subjects.begin(), other.subjects.end());
  info.started = std::min(info.started, other.started);
  info.ended = std::max(info.ended, other.ended);
  info.shards.insert(info.shards.end(), other.shards.begin(), other.shards.end());
  info.not_run.insert(info.not_run.end(), other.not_run.begin(), other.not_run.end());
  for (const auto& note : other.notes) {
    if (std::find(info.notes.begin(), info.notes.end(), note) == info.notes.end()) info.notes.push_back(note);
  }
}

// What the other parts of the gate left beside the results: of several folders, the first that has it.
void take_documents(const std::filesystem::path& folder, reports::Report& report) {
  const auto take = [&](const char* name, nlohmann::json& into) {
    std::ifstream file(folder / name, std::ios::binary);
    if (!into.is_null() || !file) return;
    into = nlohmann::json::parse(file, nullptr, false);
    if (!into.is_discarded()) return;
    complain(fmt::format("{}/{}: not JSON: the page will not show it", folder.string(), name));
    into = nullptr;
  };
  take("bench.json", report.bench);
  take("history.json", report.history);
  take("fuzz.json", report.fuzz);
  take("mutants.json", report.mutants);
  take("gate.json", report.gate);
}

// What a CI's variables take: a name and a value a line.
void print_counts(const reports::Report& report, int exit) {
  const auto matrix = reports::arrange(report);
  std::array<std::size_t, reports::kStandings> counts{};
  for (const auto& column : matrix.columns) {
    for (std::size_t i = 0; i < counts.size(); ++i) counts[i] += column.counts[i];
  }
  const auto count = [&](reports::Standing standing) { return counts[static_cast<std::size_t>(standing)]; };
  fmt::print(
      "outcome={}\ntotal={}\npassed={}\nnon_strict={}\ninformational={}\nunimplemented={}\nfailed={}\nunexpected={}\n"
      "not_run={}\n",
      exit == kAsExpected ? "passed"
      : exit == kFindings ? "findings"
                          : "incomplete",
      matrix.total, count(reports::Standing::kOk), count(reports::Standing::kNonStrict),
      count(reports::Standing::kInformational), count(reports::Standing::kUnimplemented),
      count(reports::Standing::kFailed), matrix.unexpected, report.info.not_run.size());
}

// All folders' results in one; false, and a line on stderr, if one cannot be read. `whole`: nothing is missing.
bool read_folders(const ReportOptions& options, reports::Report& report, bool& whole) {
  bool first = true;
  whole = true;
  for (const auto& folder : options.folders) {
    std::string error;
    auto log = reports::read_result_log(std::filesystem::path(folder) / reports::kResultLogName, error);
    if (!log) {
      complain(error);
      return false;
    }
    for (const auto& broken : log->broken)
      complain(fmt::format("{}/{}:{}: {}", folder, reports::kResultLogName, broken.line, broken.what));
    if (log->truncated) complain(fmt::format("{}: the last line was cut off; what stands before it is kept", folder));
    if (!log->finished) complain(fmt::format("{}: the run was cut short", folder));
    whole = whole && log->finished && log->broken.empty();
    if (log->info) merge_info(report.info, *log->info, first);
    first = false;
    take_documents(folder, report);
    for (auto& result : log->results) report.results.push_back(std::move(result));
  }
  drop_shard_notes(report.info);
  sort_results(report.results);
  return true;
}

int run(const ReportOptions& options) {
  reports::Report report;
  bool whole = true;
  if (!read_folders(options, report, whole)) return kUsage;
  const auto unexpected =
      std::count_if(report.results.begin(), report.results.end(), [](const RunResult& r) { return r.unexpected; });
  const int exit = !whole || !report.info.not_run.empty() ? kUnreachable : unexpected > 0 ? kFindings : kAsExpected;
  if (options.counts) {
    print_counts(report, exit);
    return exit;
  }
  if (const auto data = load_data()) {
    report.requirements = coverage_of(*data);
    for (const auto& table : data->tables) report.table_titles[table.table] = table.title;
  }
  const auto out = options.out.empty() ? options.folders.front() : options.out;
  const auto errors = reports::write_all(report, out);
  for (const auto& error : errors) complain(error);
  fmt::print("{} results, {} unexpected; reports in {}\n", report.results.size(), unexpected, out);
  return errors.empty() ? exit : static_cast<int>(kUsage);
}

}  // namespace

void add_report(CLI::App& program, int& exit) {
  auto* command =
      program.add_subcommand("report", "Merge the results of runs and write every report again, or compare two runs");
  auto options = std::make_shared<ReportOptions>();
  auto compared = std::make_shared<std::vector<std::string>>();
  auto files = std::make_shared<CompareOptions>();
  auto* folders =
      command->add_option("folder", options->folders, "Output folders of runs: shards, or a run that was cut short");
  command->add_option("--out", options->out, "Where to write (default: the first folder)");
  command->add_flag("--counts", options->counts, "Write nothing; print name=value lines, as CI variables take them");
  auto* compare =
      command
          ->add_option("--compare", *compared,
                       "Say what got better, worse, appeared and vanished between two folders, OLD and NEW; "
                       "exit code 1 if something is worse")
          ->expected(2)
          ->excludes(folders);
  command->add_option("--markdown", files->markdown, "With --compare: write it to this file too")->needs(compare);
  command->add_option("--html", files->html, "With --compare: and to this one, as a page")->needs(compare);
  command->callback([=, &exit] {
    if (!compared->empty()) {
      files->before = compared->at(0);
      files->after = compared->at(1);
      exit = compare_reports(*files);
    } else if (options->folders.empty()) {
      complain("report: name a folder, or --compare OLD NEW (see wsgauntlet report --help)");
      exit = kUsage;
    } else {
      exit = run(*options);
    }
  });
}

}  // namespace gauntlet::cli
