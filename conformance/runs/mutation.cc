#include "conformance/runs/mutation.h"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <thread>
#include <utility>

#include "conformance/play/judge.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"

namespace gauntlet {

namespace {

struct Verdict {
  Behaviour behaviour;
  CloseBehaviour close;
  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// A case in one role, with the codec's own verdict.
struct Trial {
  const Case* test;
  SubjectRole role;
  Verdict baseline{};
  bool costly = false;  // many octets: played only against mutants that hardly any other case kills
};

constexpr auto kCostly = std::chrono::milliseconds(10);
constexpr std::size_t kEnoughKillers = 3;

Verdict verdict_of(const Trial& trial, const InProcessFactory& factory) {
  PlayerOptions options;
  options.subject = trial.role;
  options.opening.subprotocols = {"chat"};
  const auto result = judge(*trial.test, play_in_process(*trial.test, std::move(options), factory));
  return {result.behaviour, result.close_behaviour};
}

std::vector<Trial> trials_of(const std::vector<const Case*>& cases) {
  std::vector<Trial> trials;
  for (const auto* test : cases) {
    if (test->for_server) trials.push_back({test, SubjectRole::kServer});
    if (test->for_client) trials.push_back({test, SubjectRole::kClient});
  }
  return trials;
}

void in_threads(unsigned jobs, std::size_t count, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  const auto loop = [&] {
    for (auto i = next.fetch_add(1); i < count; i = next.fetch_add(1)) work(i);
  };
  std::vector<std::thread> threads;
  const auto wanted = jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
  for (unsigned i = 1; i < wanted; ++i) threads.emplace_back(loop);
  loop();
  for (auto& thread : threads) thread.join();
}

MutantResult put_to_test(const Mutant& mutant, const std::vector<Trial>& trials, const std::atomic<bool>& stop) {
  MutantResult result{.mutant = mutant, .killers = {}};
  const InProcessFactory factory = [codec = with(mutant)](const ConnectionRequest& request) {
    return make_mutant_endpoint(request, codec);
  };
  for (const auto& trial : trials) {
    if (stop.load()) return {.mutant = mutant, .killers = {}};
    if (!result.killers.empty() && result.killers.back() == trial.test->id) continue;
    if (trial.costly && result.killers.size() >= kEnoughKillers) continue;
    if (verdict_of(trial, factory) != trial.baseline) result.killers.push_back(trial.test->id);
  }
  std::sort(result.killers.begin(), result.killers.end(), id_less);
  result.killers.erase(std::unique(result.killers.begin(), result.killers.end()), result.killers.end());
  result.was_run = true;
  return result;
}

}  // namespace

std::vector<MutantResult> run_mutants(const std::vector<const Case*>& cases, const std::vector<Mutant>& mutants,
                                      unsigned jobs, const std::atomic<bool>& stop,
                                      const std::function<void(const MutantResult&)>& progress) {
  auto trials = trials_of(cases);
  in_threads(jobs, trials.size(), [&](std::size_t i) {
    if (stop.load()) return;
    const auto begin = std::chrono::steady_clock::now();
    trials[i].baseline = verdict_of(trials[i], make_codec_endpoint);
    trials[i].costly = std::chrono::steady_clock::now() - begin > kCostly;
  });
  std::stable_partition(trials.begin(), trials.end(), [](const Trial& trial) { return !trial.costly; });
  std::vector<MutantResult> results(mutants.size());
  std::mutex mutex;
  in_threads(jobs, mutants.size(), [&](std::size_t i) {
    results[i] = put_to_test(mutants[i], trials, stop);
    if (!results[i].was_run) return;
    const std::lock_guard lock(mutex);
    progress(results[i]);
  });
  return results;
}

}  // namespace gauntlet
