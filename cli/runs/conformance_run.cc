#include "cli/runs/conformance_run.h"

#include <fmt/format.h>
#include <algorithm>
#include <set>

#include "cli/program/places.h"
#include "cli/program/program.h"
#include "cli/program/progress.h"
#include "cli/runs/expectations.h"
#include "cli/runs/recorder.h"
#include "cli/runs/selected.h"
#include "conformance/runs/peers.h"
#include "conformance/subjects/file_limit.h"

namespace gauntlet::cli {

namespace {

struct Job {
  Subject* subject;
  std::vector<const Case*> cases;
};

struct Prepared {
  Data data;
  Subjects subjects;
  std::vector<Job> jobs;
  std::size_t selected = 0;
  Expectations expectations;
  RunSettings settings;
  std::map<std::string, std::string> named;  ///< agent -> its subject on the command line
  std::vector<std::string> notes;
};

// --- Before anything is played: what is wrong is printed, then false is returned -------------------

bool open_peers(const ConformanceOptions& options, Prepared& prepared) {
  if (options.peers.empty()) return true;
  std::vector<Finding> broken;
  const auto registry = PeerRegistry::load(data_directory() / "peers", broken);
  for (const auto& error : broken) fmt::print(stderr, "{}\n", to_string(error));
  if (!registry) return false;
  std::vector<std::string> errors;
  const auto wanted = registry->named(options.peers, errors);
  for (const auto& error : errors) complain(error);
  if (!errors.empty()) return false;
  for (const auto* peer : wanted) {
    if (!registry->is_installed(*peer)) {
      prepared.notes.push_back(registry->how_to_get(*peer));
      complain(prepared.notes.back());
      continue;
    }
    if (options.expect.empty() && !prepared.expectations.load_peer(peer->name, registry->expectations(*peer)))
      return false;
    prepared.subjects.push_back(registry->open(*peer, options.out));
  }
  return true;
}

bool open_subjects(const ConformanceOptions& options, Prepared& prepared) {
  auto uris = options.subjects;
  if (uris.empty() && options.peers.empty()) uris.emplace_back("codec:");
  for (const auto& uri : uris) {
    auto opened = open_subject(uri, options.agent, options.out);
    if (const auto* error = std::get_if<std::string>(&opened)) {
      complain(*error);
      return false;
    }
    for (auto& subject : std::get<Subjects>(opened)) {
      prepared.named.emplace(subject->agent(), uri);
      prepared.subjects.push_back(std::move(subject));
    }
  }
  if (!open_peers(options, prepared)) return false;
  std::set<std::string> agents;
  for (const auto& subject : prepared.subjects) {
    if (agents.insert(subject->agent()).second) continue;
    complain(fmt::format("two subjects are called {}: run them apart, with --agent", subject->agent()));
    return false;
  }
  return true;
}

bool select(const ConformanceOptions& options, Prepared& prepared) {
  const auto cases = selected_cases(options, prepared.data);
  if (!cases) return false;
  std::set<const Case*> slow;
  for (const auto& subject : prepared.subjects) {
    Job job{subject.get(), {}};
    for (const auto* test : *cases) {
      const bool suits = subject->role() == SubjectRole::kServer ? test->for_server : test->for_client;
      const bool spared = options.patterns && spares(*options.patterns, subject->agent(), test->id);
      if (!suits || spared) continue;
      if (subject->real_time() && leaves_out_as_slow(options, *test)) {
        slow.insert(test);
      } else {
        job.cases.push_back(test);
      }
    }
    prepared.selected += job.cases.size();
    prepared.jobs.push_back(std::move(job));
  }
  if (!slow.empty()) {
    prepared.notes.push_back(slow_note(slow.size()));
    complain(prepared.notes.back());
  }
  if (prepared.selected == 0 && !prepared.subjects.empty()) complain("no case is left for these subjects");
  return prepared.selected > 0 || prepared.subjects.empty();
}

bool prepare(const ConformanceOptions& options, Prepared& prepared) {
  auto data = load_data(options.tables);
  if (!data) return false;
  prepared.data = std::move(*data);
  const auto settings = run_settings(options);
  if (!settings) return false;
  prepared.settings = *settings;
  if (options.update_expect && options.expect.empty() && options.peers.empty()) {
    complain("--update-expect needs --expect FILE, or --peers");
    return false;
  }
  return options.expect.empty() || prepared.expectations.load(options.expect, options.update_expect);
}

void print_list(const Prepared& prepared) {
  std::set<std::string> seen;
  for (const auto& job : prepared.jobs) {
    for (const auto* test : job.cases) {
      if (seen.insert(test->id).second) fmt::print("{:<10} {}\n", test->id, test->title);
    }
  }
}

// --- Playing --------------------------------------------------------------------------------------

// The reference numbers cases from 1 over the whole list, whatever is selected.
void number_cases(const Data& data, Recorder& recorder) {
  std::vector<const Case*> all;
  for (const auto& table : data.tables) {
    for (const auto& test : table.cases) all.push_back(&test);
  }
  std::sort(all.begin(), all.end(), [](const Case* a, const Case* b) { return id_less(a->id, b->id); });
  recorder.number(all);
}

int play(const ConformanceOptions& options, Prepared& prepared, reports::Report& report) {
  Recorder recorder(options, prepared.settings.fail_on, std::move(prepared.expectations), report);
  auto info = run_info(options, prepared.selected);
  info.subjects = std::move(prepared.named);
  if (!recorder.open(prepared.data, std::move(info))) return kUsage;
  number_cases(prepared.data, recorder);
  for (auto& note : prepared.notes) recorder.note(std::move(note));
  catch_signals();
  raise_file_limit();
  bool unreachable = false;
  Progress progress("conformance", prepared.selected);
  for (auto& job : prepared.jobs) {
    const auto status = job.subject->run(job.cases, prepared.settings.run, [&](RunResult result) {
      // A server that says its name only when it is met: what is excluded for it was played for nothing.
      if (options.patterns && spares(*options.patterns, result.agent, result.case_id)) return;
      recorder.took(std::move(result), progress);
    });
    if (!status.unreachable.empty()) {
      unreachable = true;
      progress.say(fmt::format("wsgauntlet: {}: {}", job.subject->agent(), status.unreachable));
    }
    for (const auto& note : status.notes) {
      progress.say(fmt::format("wsgauntlet: {}", note));
      recorder.note(note);
    }
    for (const auto& [id, reason] : status.not_run) recorder.not_run(job.subject->agent(), id, reason);
  }
  progress.take_away();
  return recorder.finish(prepared.selected, unreachable);
}

int run_prepared(const ConformanceOptions& options, Prepared& prepared, reports::Report& report) {
  if (!select(options, prepared)) return kUsage;
  if (prepared.subjects.empty()) return kUnreachable;  // peers, and none is installed: that was said
  if (options.list) {
    print_list(prepared);
    return kAsExpected;
  }
  if (options.dry_run) {
    fmt::print("{} cases on {} subjects: {} runs; nothing was sent\n", prepared.jobs.front().cases.size(),
               prepared.subjects.size(), prepared.selected);
    return kAsExpected;
  }
  return play(options, prepared, report);
}

}  // namespace

int run_conformance(const ConformanceOptions& options, reports::Report& report) {
  Prepared prepared;
  if (!prepare(options, prepared) || !open_subjects(options, prepared)) return kUsage;
  return run_prepared(options, prepared, report);
}

int run_conformance(const ConformanceOptions& options, Subjects subjects, reports::Report& report) {
  Prepared prepared;
  if (!prepare(options, prepared)) return kUsage;
  prepared.subjects = std::move(subjects);
  return run_prepared(options, prepared, report);
}

}  // namespace gauntlet::cli
