#include "conformance/subjects/in_process_subject.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

namespace gauntlet {

namespace {

class ThreadedSubject final : public Subject {
 public:
  ThreadedSubject(std::string agent, SubjectRole role, InProcessFactory factory)
      : agent_(std::move(agent)), role_(role), factory_(std::move(factory)) {}

  [[nodiscard]] const std::string& agent() const override { return agent_; }
  [[nodiscard]] SubjectRole role() const override { return role_; }
  [[nodiscard]] bool real_time() const override { return false; }

  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    RunStatus status;
    const auto work = [&] {
      for (;;) {
        const auto index = next.fetch_add(1);
        if (index >= cases.size()) return;
        const Case& test = *cases[index];
        if (options.stop != nullptr && options.stop->load()) {
          const std::lock_guard lock(mutex);
          status.not_run.emplace_back(test.id, "interrupted");
          continue;
        }
        auto result = judge(test, play_in_process(test, player_options(options), factory_));
        result.agent = agent_;
        const std::lock_guard lock(mutex);
        done(std::move(result));
      }
    };
    const unsigned wanted = options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < std::min<std::size_t>(wanted, cases.size()); ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    return status;
  }

 private:
  [[nodiscard]] PlayerOptions player_options(const RunOptions& options) const {
    PlayerOptions player;
    player.subject = role_;
    player.seed = options.seed;
    player.timeout_scale = options.timeout_scale;
    player.rechunk = options.rechunk;
    player.opening.subprotocols = options.subprotocols;
    player.opening.origin = options.origin;
    return player;
  }

  std::string agent_;
  SubjectRole role_;
  InProcessFactory factory_;
};

}  // namespace

std::unique_ptr<Subject> make_in_process_subject(std::string agent, SubjectRole role, InProcessFactory factory) {
  return std::make_unique<ThreadedSubject>(std::move(agent), role, std::move(factory));
}

}  // namespace gauntlet
