#include "fuzz/live/live_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <system_error>
#include <thread>

#include "conformance/loader.h"
#include "fuzz/live/live_inputs.h"
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

/// A session that is under way: what it was made of, and as a case.
struct Session {
  Bytes input;
  Case test;
};

class LiveRun {
 public:
  LiveRun(Subject& subject, const LivePlan& plan)
      : subject_(subject), plan_(plan), inputs_(plan.corpus, subject.role(), plan.seed) {}

  LiveResult run() {
    while (goes_on()) {
      const auto sessions = draw();
      const auto reactions = play(sessions);
      if (!result_.unreachable.empty()) break;
      for (const Session& session : sessions) {
        const auto reaction = reactions.find(session.test.id);
        if (reaction != reactions.end() && !result_.broken.size()) look_into(session, reaction->second);
      }
      keep_to_the_rate();
    }
    result_.seconds = seconds();
    return std::move(result_);
  }

 private:
  [[nodiscard]] double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
  [[nodiscard]] bool stopped() const { return plan_.stop != nullptr && plan_.stop->load(); }
  [[nodiscard]] bool goes_on() const {
    if (stopped() || !result_.broken.empty() || result_.findings.size() >= kMostFindings) return false;
    return plan_.runs > 0 ? drawn_ < plan_.runs : seconds() < static_cast<double>(plan_.time.count());
  }

  void keep_to_the_rate() {
    const double least = static_cast<double>(result_.sessions) / std::max(plan_.rate, 1U);
    const double ahead = least - seconds();
    if (ahead > 0 && !stopped()) std::this_thread::sleep_for(std::chrono::duration<double>(std::min(ahead, 1.0)));
  }

  static std::optional<Case> case_of(View input, SubjectRole role, const std::string& title) {
    const auto text = table_of_session(input, role, title);
    if (!text) return std::nullopt;
    auto loaded = load_table_text(*text, "live.json");
    if (!loaded.table) return std::nullopt;
    return std::move(loaded.table->cases.front());
  }

  std::vector<Session> draw() {
    std::vector<Session> sessions;
    const std::uint64_t left = plan_.runs > 0 ? plan_.runs - drawn_ : kBatch;
    for (std::size_t i = 0; i < std::min<std::uint64_t>(kBatch, left); ++i) {
      ++drawn_;
      Session session{.input = inputs_.next(), .test = {}};
      auto test = case_of(session.input, subject_.role(), "a fuzzed session");
      if (!test) continue;
      session.test = std::move(*test);
      session.test.id = fmt::format("99.1.{}", i + 1);
      sessions.push_back(std::move(session));
    }
    return sessions;
  }

  /// What differs from the prediction, by case. That the endpoint can't be reached any more counts for the last one.
  std::map<std::string, Reaction> play(const std::vector<Session>& sessions) {
    std::vector<const Case*> cases;
    for (const Session& session : sessions) cases.push_back(&session.test);
    std::map<std::string, Reaction> reactions;
    std::string last;
    const auto status = subject_.run(cases, plan_.run, [&](const RunResult& seen) {
      ++result_.sessions;
      last = seen.case_id;
      if (auto reaction = reaction_of(seen)) reactions[seen.case_id] = std::move(*reaction);
    });
    if (!status.unreachable.empty()) {
      if (result_.sessions == 0) {
        result_.unreachable = status.unreachable;
      } else if (!last.empty()) {
        reactions[last] = {.signature = "live gone", .severity = Severity::kCritical, .story = status.unreachable};
      }
    }
    return reactions;
  }

  std::optional<Reaction> play_one(View input) {
    auto test = case_of(input, subject_.role(), "a fuzzed session");
    if (!test) return std::nullopt;
    std::vector<Session> one;
    one.push_back({.input = Bytes(input.begin(), input.end()), .test = std::move(*test)});
    auto reactions = play(one);
    if (reactions.empty()) return std::nullopt;
    return std::move(reactions.begin()->second);
  }

  void look_into(const Session& session, const Reaction& reaction) {
    const bool known = std::ranges::any_of(
        result_.findings, [&](const LiveFinding& finding) { return finding.signature == reaction.signature; });
    if (known || stopped()) return;
    const auto again = [&](View input) {
      const auto now = play_one(input);
      return now && now->signature == reaction.signature;
    };
    LiveFinding finding{
        .signature = reaction.signature, .severity = reaction.severity, .story = reaction.story, .case_table = {}};
    for (int i = 0; i < kTimesToReproduce; ++i) finding.reproduced += again(session.input) ? 1 : 0;
    // What comes once and not again depends on when the octets met: no finding, unless it ended the endpoint.
    if (finding.reproduced < kTimesToReproduce && finding.severity != Severity::kCritical) return;
    Bytes smallest = session.input;
    if (finding.reproduced == kTimesToReproduce)
      smallest = minimize(session.input, &script_structure(), again, kMostTries);
    write_case(smallest, finding);
    if (plan_.say) plan_.say(fmt::format("{}: {} ({})", name(finding.severity), finding.signature, finding.case_table));
    result_.findings.push_back(std::move(finding));
  }

  void write_case(View input, LiveFinding& finding) {
    const auto table = table_of_session(input, subject_.role(), finding.signature);
    if (!table) return;
    const fs::path folder = plan_.out / "findings" / "live";
    std::error_code error;
    fs::create_directories(folder, error);
    const fs::path path = folder / fmt::format("{:03}.json", result_.findings.size() + 1);
    std::ofstream file(path, std::ios::binary);
    file << *table;
    if (!file.flush()) result_.broken = "can't write " + path.string();
    finding.case_table = path.string();
  }

  Subject& subject_;
  const LivePlan& plan_;
  LiveInputs inputs_;
  LiveResult result_;
  std::uint64_t drawn_ = 0;
  Clock::time_point begin_ = Clock::now();
};

}  // namespace

LiveResult fuzz_live(Subject& subject, const LivePlan& plan) { return LiveRun(subject, plan).run(); }

}  // namespace gauntlet::fuzz
