#include "cli/campaign.h"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <map>
#include <unistd.h>

#include "cli/progress.h"
#include "conformance/quick.h"
#include "conformance/selection.h"
#include "reports/atomic_file.h"
#include "reports/formats.h"
#include "reports/result_log.h"

namespace gauntlet::cli {

namespace {

std::vector<std::string>& words() {
  static std::vector<std::string> stored;
  return stored;
}

struct Job {
  Subject* subject;
  std::vector<const Case*> cases;
};

// What can go wrong before anything is played: printed, then an exit code.
struct Prepared {
  Data data;
  Subjects subjects;
  std::vector<Job> jobs;
  std::size_t selected = 0;
  std::optional<ExpectedResults> expected;
  FailOn fail_on = FailOn::kFailed;
  Rechunk rechunk;
};

std::optional<Rechunk> parse_chop(const std::string& text) {
  if (text == "none") return Rechunk{};
  if (text == "octets") return Rechunk{Rechunk::Kind::kOctets};
  if (text == "random") return Rechunk{Rechunk::Kind::kRandom};
  return std::nullopt;
}

bool open_subjects(const CampaignOptions& options, Prepared& prepared) {
  auto uris = options.subjects;
  if (uris.empty()) uris.emplace_back("codec:");
  for (const auto& uri : uris) {
    auto opened = open_subject(uri, options.agent, options.out);
    if (const auto* error = std::get_if<std::string>(&opened)) {
      complain(*error);
      return false;
    }
    for (auto& subject : std::get<Subjects>(opened)) prepared.subjects.push_back(std::move(subject));
  }
  std::map<std::string, int> agents;
  for (const auto& subject : prepared.subjects) {
    if (++agents[subject->agent()] > 1) {
      complain(fmt::format("two subjects are called {}: run them apart, with --agent", subject->agent()));
      return false;
    }
  }
  return true;
}

bool select(const CampaignOptions& options, Prepared& prepared) {
  const auto selection = select_cases(prepared.data.tables, options.cases, options.exclude);
  for (const auto& error : selection.errors) complain(error);
  if (!selection.errors.empty()) return false;
  auto cases = selection.cases;
  if (!options.shard.empty()) {
    const auto part = parse_shard(options.shard);
    if (!part) {
      complain(fmt::format("--shard {}: not of the form I/N with 1 <= I <= N", options.shard));
      return false;
    }
    cases = shard(cases, *part);
  }
  if (options.quick) {
    // Pointers into the tables stay right: the forms take the places of their originals.
    for (auto& table : prepared.data.tables) {
      for (auto& test : table.cases) test = quick_form(std::move(test));
    }
  }
  for (const auto& subject : prepared.subjects) {
    Job job{subject.get(), {}};
    for (const auto* test : cases) {
      if (subject->role() == SubjectRole::kServer ? test->for_server : test->for_client) job.cases.push_back(test);
    }
    prepared.selected += job.cases.size();
    prepared.jobs.push_back(std::move(job));
  }
  if (prepared.selected == 0) complain("no case is left for these subjects");
  return prepared.selected > 0;
}

bool prepare(const CampaignOptions& options, Prepared& prepared) {
  auto data = load_data(options.tables);
  if (!data) return false;
  prepared.data = std::move(*data);
  const auto fail_on = parse_fail_on(options.fail_on);
  const auto rechunk = parse_chop(options.chop);
  if (!fail_on) complain(fmt::format("--fail-on {}: one of failed, non-strict, unimplemented", options.fail_on));
  if (!rechunk) complain(fmt::format("--chop {}: one of none, octets, random", options.chop));
  if (!fail_on || !rechunk) return false;
  prepared.fail_on = *fail_on;
  prepared.rechunk = *rechunk;
  if (!options.expect.empty() && (!options.update_expect || std::filesystem::exists(options.expect))) {
    std::vector<Finding> errors;
    prepared.expected = ExpectedResults::load(options.expect, errors);
    for (const auto& error : errors) fmt::print(stderr, "{}\n", to_string(error));
    if (!prepared.expected) return false;
  }
  if (options.update_expect && options.expect.empty()) {
    complain("--update-expect needs --expect FILE");
    return false;
  }
  return open_subjects(options, prepared) && select(options, prepared);
}

void print_list(const Prepared& prepared) {
  std::map<std::string, const Case*> seen;
  for (const auto& job : prepared.jobs) {
    for (const auto* test : job.cases) {
      if (seen.emplace(test->id, test).second) fmt::print("{:<10} {}\n", test->id, test->title);
    }
  }
}

RunInfo run_info(const CampaignOptions& options, const Prepared& prepared) {
  RunInfo info;
  info.version = kVersion;
  info.command = command_line();
  info.started = std::chrono::system_clock::now();
  info.seed = options.seed;
  info.quick = options.quick;
  info.selected = prepared.selected;
  if (options.quick) info.notes.emplace_back("--quick: 50 messages instead of 1000 in the cases of 9.7, 9.8, 12 and 13");
  if (options.chop != "none") info.notes.push_back(fmt::format("--chop {}: every write was cut anew", options.chop));
  if (!options.shard.empty()) info.notes.push_back(fmt::format("--shard {}: only a part of the cases", options.shard));
  return info;
}

std::string verdict_line(const RunResult& result, Standing standing) {
  const auto better = standing == Standing::kBetter ? " (better than expected)" : "";
  return fmt::format("{:<16} {:<10} {} / {}{}  {}", result.agent, result.case_id, name(result.behaviour),
                     name(result.close_behaviour), better, result.title);
}

void print_summary(const reports::Report& report) {
  std::map<std::string, std::map<std::string, std::size_t>> counts;
  std::vector<std::string> agents;
  for (const auto& result : report.results) {
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

class Campaign {
 public:
  Campaign(const CampaignOptions& options, Prepared& prepared, reports::Report& report)
      : options_(options), prepared_(prepared), report_(report) {}

  int run() {
    report_.info = run_info(options_, prepared_);
    report_.requirements = coverage_of(prepared_.data);
    for (const auto& table : prepared_.data.tables) report_.table_titles[table.table] = table.title;
    std::string error;
    log_ = reports::ResultLog::open(options_.out, report_.info, reports::ResultLog::Mode::kReplace, error);
    if (!log_) {
      complain(error);
      return kUsage;
    }
    catch_signals();
    play();
    return finish();
  }

 private:
  void play() {
    Progress progress("conformance", prepared_.selected);
    number_cases();
    for (auto& job : prepared_.jobs) {
      RunOptions run;
      run.jobs = options_.jobs;
      run.seed = options_.seed;
      run.timeout_scale = options_.timeout_scale;
      run.rechunk = prepared_.rechunk;
      run.stop = &interrupted();
      const auto status = job.subject->run(job.cases, run, [&](RunResult result) { took(std::move(result), progress); });
      if (!status.unreachable.empty()) {
        unreachable_ = true;
        progress.say(fmt::format("wsgauntlet: {}: {}", job.subject->agent(), status.unreachable));
      }
      for (const auto& [id, reason] : status.not_run) {
        report_.info.not_run.push_back(fmt::format("{} {}: {}", job.subject->agent(), id, reason));
      }
    }
  }

  // The reference numbers cases from 1 over the whole list, whatever is selected.
  void number_cases() {
    std::vector<const Case*> all;
    for (const auto& table : prepared_.data.tables) {
      for (const auto& test : table.cases) all.push_back(&test);
    }
    std::sort(all.begin(), all.end(), [](const Case* a, const Case* b) { return id_less(a->id, b->id); });
    for (std::size_t i = 0; i < all.size(); ++i) numbers_[all[i]->id] = static_cast<int>(i) + 1;
  }

  void took(RunResult result, Progress& progress) {
    result.case_number = numbers_[result.case_id];
    const auto* expected = prepared_.expected ? &*prepared_.expected : nullptr;
    const auto standing = stand(result, expected, prepared_.fail_on, options_.allow_better);
    if (result.unexpected || standing == Standing::kBetter) progress.say(verdict_line(result, standing));
    if (const auto failure = log_->append(result)) write_errors_.push_back(*failure);
    progress.step(result.case_id);
    report_.results.push_back(std::move(result));
  }

  int finish() {
    report_.info.ended = std::chrono::system_clock::now();
    std::stable_sort(report_.results.begin(), report_.results.end(),
                     [](const RunResult& a, const RunResult& b) { return a.agent != b.agent ? false : id_less(a.case_id, b.case_id); });
    if (const auto failure = log_->finish(report_.info)) write_errors_.push_back(*failure);
    for (auto& failure : reports::write_all(report_, options_.out)) write_errors_.push_back(std::move(failure));
    if (options_.update_expect) update_expectations();
    std::sort(write_errors_.begin(), write_errors_.end());
    write_errors_.erase(std::unique(write_errors_.begin(), write_errors_.end()), write_errors_.end());
    for (std::size_t i = 0; i < std::min<std::size_t>(write_errors_.size(), 5); ++i) complain(write_errors_[i]);
    print_summary(report_);
    const auto unexpected = static_cast<std::size_t>(
        std::count_if(report_.results.begin(), report_.results.end(), [](const RunResult& r) { return r.unexpected; }));
    fmt::print("{} of {} runs, {} unexpected, {} not run; reports in {}\n", report_.results.size(), prepared_.selected, unexpected,
               report_.info.not_run.size(), options_.out);
    if (!write_errors_.empty()) return kUsage;
    if (unreachable_ || !report_.info.not_run.empty()) return kUnreachable;
    return unexpected > 0 && !options_.update_expect ? kFindings : kAsExpected;
  }

  void update_expectations() {
    ExpectedResults updated = prepared_.expected.value_or(ExpectedResults{});
    updated.update(report_.results);
    if (auto failure = reports::replace_file(options_.expect, updated.print())) write_errors_.push_back(*failure);
  }

  const CampaignOptions& options_;
  Prepared& prepared_;
  reports::Report& report_;
  std::unique_ptr<reports::ResultLog> log_;
  std::map<std::string, int> numbers_;
  std::vector<std::string> write_errors_;
  bool unreachable_ = false;
};

}  // namespace

void remember_command_line(int argc, char** argv) { words().assign(argv, argv + argc); }
const std::vector<std::string>& command_line() { return words(); }

std::vector<reports::RequirementInfo> coverage_of(const Data& data) {
  std::map<std::string, std::vector<std::string>> citing;
  for (const auto& table : data.tables) {
    for (const auto& test : table.cases) {
      for (const auto& id : test.requirements) citing[id].push_back(test.id);
    }
  }
  std::vector<reports::RequirementInfo> infos;
  for (const auto& requirement : data.requirements.all) {
    reports::RequirementInfo info;
    info.id = requirement.id;
    info.section = requirement.section;
    info.level = name(requirement.level);
    info.text = requirement.text;
    info.testable = requirement.testable;
    info.reason = requirement.reason;
    info.cases = citing[requirement.id];
    infos.push_back(std::move(info));
  }
  return infos;
}

void add_campaign_options(CLI::App& command, CampaignOptions& options) {
  command.add_option("--cases", options.cases, "Comma separated ids, globs, req:GLOB, flag:GLOB, severity:LEVEL")->capture_default_str();
  command.add_option("--exclude", options.exclude, "The same, to leave out");
  command.add_option("--agent", options.agent, "Name of the subject in reports");
  command.add_option("--jobs,-j", options.jobs, "Cases at once (default: 16 connections, or one thread a core)");
  command.add_flag("--quick", options.quick, "50 messages instead of 1000 in 9.7, 9.8, 12 and 13");
  command.add_option("--shard", options.shard, "Only part I of N, as I/N");
  command.add_option("--seed", options.seed, "For masking keys and --chop random")->capture_default_str();
  command.add_option("--chop", options.chop, "Cut every write anew: none, octets, random")->capture_default_str();
  command.add_option("--out", options.out, "Folder for the reports")->capture_default_str();
  command.add_option("--expect", options.expect, "Known results: only what differs from them fails");
  command.add_flag("--update-expect", options.update_expect, "Write what was seen into the --expect file");
  command.add_flag("--allow-better", options.allow_better, "A case that does better than expected does not fail the run");
  command.add_option("--fail-on", options.fail_on, "failed, non-strict or unimplemented")->capture_default_str();
  command.add_option("--timeout-scale", options.timeout_scale, "Multiplies every time limit")->check(CLI::Range(0.01, 1000.0))->capture_default_str();
  command.add_option("--tables", options.tables, "A folder of case tables instead of the built-in ones");
}

int run_campaign(const CampaignOptions& options, reports::Report& report) {
  Prepared prepared;
  if (!prepare(options, prepared)) return kUsage;
  if (options.list) {
    print_list(prepared);
    return kAsExpected;
  }
  if (options.dry_run) {
    fmt::print("{} cases on {} subjects: {} runs; nothing was sent\n",
               prepared.jobs.empty() ? 0 : prepared.jobs.front().cases.size(), prepared.subjects.size(), prepared.selected);
    return kAsExpected;
  }
  return Campaign(options, prepared, report).run();
}

}  // namespace gauntlet::cli
