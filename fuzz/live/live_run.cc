#include "fuzz/live/live_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <thread>

#include "conformance/subjects/exec_subject.h"
#include "fuzz/live/live_inputs.h"
#include "fuzz/live/memory_hunt.h"
#include "fuzz/live/memory_watch.h"
#include "fuzz/live/reaction.h"
#include "fuzz/support/minimize.h"

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kBatch = 32;
constexpr int kTimesToReproduce = 3;
constexpr unsigned kMostTries = 60;  // of making a finding smaller: each is a session
constexpr std::size_t kMostFindings = 20;
constexpr std::string_view kGrowth = "live memory grows with the sessions";
constexpr double kShorterLimits = 0.3;  // while that is done: a subject that hangs makes each try take a limit
constexpr std::string_view kCaseTable = "99.1.";  // of the sessions under way: their ids count them

/// A session: what it was made of, and as a case.
struct Session {
  LiveInput input;
  LiveCase made;
};
using Sessions = std::vector<const Session*>;
using Reactions = std::map<std::size_t, Reaction>;  ///< by the session's place

std::size_t place_of(std::string_view id) {
  std::size_t place = 0;
  id.remove_prefix(std::min(kCaseTable.size(), id.size()));
  std::from_chars(id.data(), id.data() + id.size(), place);
  return place;
}

class LiveRun {
 public:
  LiveRun(Subject& subject, const LivePlan& plan)
      : subject_(subject),
        started_(dynamic_cast<StartedSubject*>(&subject)),
        plan_(plan),
        options_(plan.run),
        inputs_(plan.corpus, subject.role(), plan.seed),
        memory_(plan.memory) {
    if (started_ != nullptr) started_->keep_running(true);
  }

  LiveResult run() {
    while (goes_on()) {
      const auto drawn = draw();
      Sessions sessions;
      for (const Session& session : drawn) sessions.push_back(&session);
      const auto reactions = play(sessions);
      if (!result_.unreachable.empty()) break;
      for (const auto& [place, reaction] : reactions) {
        if (result_.broken.empty()) look_into(drawn[place], reaction);
      }
      watch_memory(sessions);
      keep_to_the_rate();
    }
    result_.seconds = seconds();
    stop_subject();
    return std::move(result_);
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  [[nodiscard]] bool stopped() const { return plan_.stop != nullptr && plan_.stop->load(); }
  [[nodiscard]] bool goes_on() const {
    if (stopped() || !result_.broken.empty() || !result_.ended.empty()) return false;
    if (result_.findings.size() >= kMostFindings) return false;
    return plan_.runs > 0 ? drawn_ < plan_.runs : seconds() < static_cast<double>(plan_.time.count());
  }

  void keep_to_the_rate() {
    const double least = static_cast<double>(result_.sessions) / std::max(plan_.rate, 1U);
    const double ahead = least - seconds();
    if (ahead > 0 && !stopped()) std::this_thread::sleep_for(std::chrono::duration<double>(std::min(ahead, 1.0)));
  }

  std::optional<Session> session_of(LiveInput input, std::string_view title = "a fuzzed session") const {
    auto made = live_case(input, subject_.role(), title);
    if (!made) return std::nullopt;
    return Session{.input = std::move(input), .made = std::move(*made)};
  }

  std::vector<Session> draw() {
    std::vector<Session> sessions;
    const std::uint64_t left = plan_.runs > 0 ? plan_.runs - drawn_ : kBatch;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(kBatch, left); ++i) {
      ++drawn_;
      if (auto session = session_of(inputs_.next())) sessions.push_back(std::move(*session));
    }
    return sessions;
  }

  /// What differs from the prediction. That the endpoint can't be reached any more counts for the last one.
  Reactions play(const Sessions& sessions) {
    std::vector<Case> tests;
    for (const Session* session : sessions) {
      tests.push_back(session->made.test);
      tests.back().id = fmt::format("{}{}", kCaseTable, tests.size() - 1);
    }
    std::vector<const Case*> cases;
    for (const Case& test : tests) cases.push_back(&test);
    Reactions reactions;
    std::optional<std::size_t> last;
    const auto status = subject_.run(cases, options_, [&](const RunResult& seen) {
      ++result_.sessions;
      last = place_of(seen.case_id);
      const LiveCase& made = sessions[*last]->made;
      if (!seen.death && !agreed_as_predicted(made, seen)) return;
      if (auto reaction = reaction_of(made, seen)) reactions[*last] = std::move(*reaction);
    });
    if (!status.unreachable.empty()) {
      if (result_.sessions == 0) {
        result_.unreachable = status.unreachable;
      } else if (last) {
        reactions[*last] = {.signature = "live gone", .severity = Severity::kCritical, .story = status.unreachable};
      }
    } else if (!status.not_run.empty() && !stopped()) {
      result_.ended = status.not_run.front().second;
    }
    return reactions;
  }

  /// What a sanitizer says at the end belongs to no session.
  void stop_subject() {
    if (started_ != nullptr) started_->keep_running(false);
    const auto status = subject_.run({}, options_, [](const RunResult&) {});
    for (const std::string& note : status.notes) {
      result_.findings.push_back({.signature = "live report at the end",
                                  .severity = Severity::kMedium,
                                  .story = note,
                                  .case_table = {},
                                  .reproduced = 0});
    }
  }

  /// Whether the input, played once more, has the same signature.
  bool again(const LiveInput& input, const std::string& signature) {
    const auto session = session_of(input);
    if (!session) return false;
    const auto reactions = play({&*session});
    return !reactions.empty() && reactions.begin()->second.signature == signature;
  }

  void look_into(const Session& session, const Reaction& reaction) {
    if (knows(reaction.signature) || stopped()) return;
    LiveFinding finding{
        .signature = reaction.signature, .severity = reaction.severity, .story = reaction.story, .case_table = {}};
    for (int i = 0; i < kTimesToReproduce; ++i) finding.reproduced += again(session.input, finding.signature) ? 1 : 0;
    // What comes once and not again depends on when the octets met: no finding, unless it ended the endpoint.
    if (finding.reproduced < kTimesToReproduce && finding.severity != Severity::kCritical) return;
    LiveInput smallest = session.input;
    if (finding.reproduced == kTimesToReproduce) smallest = smaller(session.input, finding);
    report(smallest, std::move(finding));
  }

  /// As small as it gets in the time that there is. Time limits are shorter meanwhile, so that what comes out has to
  /// show that it does the same with the longer ones.
  LiveInput smaller(const LiveInput& input, LiveFinding& finding) {
    const auto deadline = Clock::now() + plan_.minimize;
    unsigned tries = 0;
    bool in_time = true;
    const auto fails = [&](View octets) {
      ++tries;
      in_time = in_time && !stopped() && Clock::now() < deadline;
      return in_time && again({input.kind, Bytes(octets.begin(), octets.end())}, finding.signature);
    };
    options_.timeout_scale = plan_.run.timeout_scale * kShorterLimits;
    LiveInput smallest{input.kind, minimize(input.octets, &structure_of(input.kind), fails, kMostTries)};
    options_.timeout_scale = plan_.run.timeout_scale;
    const bool same = again(smallest, finding.signature);
    finding.minimal = same && in_time && tries < kMostTries;
    return same ? smallest : input;
  }

  // --- Memory -------------------------------------------------------------------------------------

  void watch_memory(const Sessions& sessions) {
    const auto group = process_group();
    const auto octets = group ? group_memory(*group) : std::nullopt;
    if (!octets || knows(kGrowth) || stopped()) return;
    memory_.sample(*group, result_.sessions, *octets);
    const auto suspicion = memory_.suspicion();
    if (!suspicion) return;
    const auto culprit =
        find_memory_culprit(sessions.size(), suspicion->per_session(), plan_.memory.plays,
                            [&](const std::vector<std::size_t>& places) { return grown(sessions, places); });
    memory_.rebase();
    if (!culprit || culprit->reproduced < kTimesToReproduce) return;
    constexpr std::uint64_t kMiB = 1U << 20;
    LiveFinding finding{
        .signature = std::string(kGrowth),
        .severity = Severity::kHigh,
        .story = fmt::format("from {} to {} MiB in {} sessions; the case alone takes {} octets each time",
                             suspicion->from / kMiB, suspicion->to / kMiB, suspicion->sessions, culprit->per_session),
        .case_table = {},
        .reproduced = culprit->reproduced};
    report(sessions[culprit->place]->input, std::move(finding));
  }

  [[nodiscard]] std::optional<int> process_group() const {
    return started_ != nullptr ? started_->process_group() : std::nullopt;
  }

  std::optional<std::uint64_t> grown(const Sessions& sessions, const std::vector<std::size_t>& places) {
    Sessions played;
    while (played.size() < plan_.memory.plays) played.push_back(sessions[places[played.size() % places.size()]]);
    const auto group = process_group();
    const auto before = group ? group_memory(*group) : std::nullopt;
    if (!before || stopped()) return std::nullopt;
    play(played);
    const auto after = group == process_group() ? group_memory(*group) : std::nullopt;
    if (!after) return std::nullopt;
    return *after - std::min(*before, *after);
  }

  // --- What was found -----------------------------------------------------------------------------

  [[nodiscard]] bool knows(std::string_view signature) const {
    return std::ranges::any_of(result_.findings, [&](const auto& finding) { return finding.signature == signature; });
  }

  void report(const LiveInput& input, LiveFinding finding) {
    write_case(input, finding);
    if (plan_.say) plan_.say(fmt::format("{}: {} ({})", name(finding.severity), finding.signature, finding.case_table));
    result_.findings.push_back(std::move(finding));
  }

  void write_case(const LiveInput& input, LiveFinding& finding) {
    const auto session = session_of(input, finding.signature);
    if (!session) return;
    const fs::path folder = plan_.out / "findings" / "live";
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path path = folder / fmt::format("{:03}.json", result_.findings.size() + 1);
    std::ofstream file(path, std::ios::binary);
    file << session->made.table;
    if (!file.flush()) result_.broken = "can't write " + path.string();
    finding.case_table = path.string();
  }

  Subject& subject_;
  StartedSubject* started_;  ///< the same, if it is one that we start
  const LivePlan& plan_;
  RunOptions options_;
  LiveInputs inputs_;
  MemoryWatch memory_;
  LiveResult result_;
  std::uint64_t drawn_ = 0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

LiveResult fuzz_live(Subject& subject, const LivePlan& plan) { return LiveRun(subject, plan).run(); }

}  // namespace gauntlet::fuzz
