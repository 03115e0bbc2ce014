#include <fmt/format.h>
#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <filesystem>

#include "conformance/subjects/case_server.h"
#include "conformance/subjects/exec_subject.h"
#include "conformance/subjects/output_scan.h"
#include "conformance/subjects/process.h"
#include "conformance/subjects/second_chance.h"
#include "conformance/table/selection.h"

namespace gauntlet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr unsigned kDefaultClients = 2;
constexpr auto kClientPoll = std::chrono::milliseconds(20);
constexpr auto kStall = std::chrono::seconds(60);  // without a connection or a case being played

// One client process at a time, with a case server of its own that hands out a part of the cases. If
// it dies, that is the finding of the case that was running, and another process gets what is left.
class ClientWorker {
 public:
  ClientWorker(asio::io_context& context, std::string agent, std::string command, std::string output_file,
               std::vector<const Case*> cases, const RunOptions& options, const Subject::Done& done, RunStatus& status)
      : context_(context),
        agent_(std::move(agent)),
        command_(std::move(command)),
        output_file_(std::move(output_file)),
        left_(std::move(cases)),
        options_(options),
        done_(done),
        status_(status),
        scan_(output_file_),
        timer_(context) {
    std::error_code ignored;
    std::filesystem::remove(output_file_, ignored);
  }

  void start() {
    CaseServer::Events events;
    events.ended = [this](RunResult result) { ended(std::move(result)); };
    CaseServerOptions server;
    server.run = options_;
    server_ = std::make_shared<CaseServer>(context_, left_, std::move(server), std::move(events));
    auto error = server_->listen();
    if (error.empty()) {
      auto command = with_replaced(command_, "{url}", fmt::format("ws://127.0.0.1:{}", server_->port()));
      command = with_replaced(std::move(command), "{agent}", shell_quoted(agent_));
      process_ = Process::start(command, output_file_, error);
    }
    if (!process_) return over(fmt::format("{}: {}", command_, error), true);
    progress_ = {Clock::now(), 0};
    left_at_start_ = left_.size();
    poll();
  }

 private:
  void poll() {
    timer_.expires_after(kClientPoll);
    timer_.async_wait([this](std::error_code error) {
      if (!error) look();
    });
  }

  void look() {
    look_at_output();
    if (options_.stop != nullptr && options_.stop->load()) return over("interrupted", false);
    const auto end = process_->ended();
    const bool plays = !server_->in_flight().empty();
    // What a process leaves open ends by itself now, with what was seen until then.
    if (end && !plays) return process_ended(*end);
    if (plays || server_->connections_so_far() != progress_.connections)
      progress_ = {Clock::now(), server_->connections_so_far()};
    if (Clock::now() - progress_.since > kStall) return over("the client asked for nothing any more", true);
    poll();
  }

  void look_at_output() {
    auto report = scan_.new_report();
    if (report && held_ && !held_->death) held_->death = SubjectDeath{*report, scan_.tail()};
  }

  // A result is handed over when the next one comes: until then a death would be its finding.
  void ended(RunResult result) {
    look_at_output();
    release();
    std::erase_if(left_, [&](const Case* test) { return test->id == result.case_id; });
    result.agent = agent_;
    held_ = std::move(result);
  }

  void release() {
    if (held_) done_(std::move(*held_));
    held_.reset();
  }

  void process_ended(ProcessEnd end) {
    look_at_output();
    const bool bad = end.by_signal || end.code != 0;
    if (bad && held_ && !held_->death && !left_.empty()) held_->death = SubjectDeath{end.text(), scan_.tail()};
    const bool died = bad && !left_.empty();
    if (bad && left_.empty())
      status_.notes.push_back(fmt::format("{} ended with {} after its last case", agent_, end.text()));
    if (died && left_.size() < left_at_start_) {
      finish_process();
      return start();
    }
    if (left_.empty()) return over({}, false);
    if (bad)
      return over(
          fmt::format("{}: it ended with {} before it ran a case; output in {}", command_, end.text(), output_file_),
          true);
    over("the client never asked for it", false);
  }

  void finish_process() {
    release();
    server_->stop();
    process_.reset();  // ends what is left of its group
  }

  void over(const std::string& why, bool unreachable) {
    finish_process();
    for (const auto* test : left_) status_.not_run.emplace_back(test->id, why);
    if (unreachable && status_.unreachable.empty()) status_.unreachable = why;
    left_.clear();
  }

  struct Progress {
    Clock::time_point since;
    std::uint64_t connections = 0;
  };

  asio::io_context& context_;
  std::string agent_, command_, output_file_;
  std::vector<const Case*> left_;
  const RunOptions& options_;
  const Subject::Done& done_;
  RunStatus& status_;
  OutputScan scan_;
  asio::steady_timer timer_;
  std::shared_ptr<CaseServer> server_;
  std::optional<Process> process_;
  std::optional<RunResult> held_;
  std::size_t left_at_start_ = 0;
  Progress progress_;
};

class ExecClient final : public Subject {
 public:
  ExecClient(std::string agent, std::string command, std::string output_file)
      : agent_(std::move(agent)), command_(std::move(command)), output_file_(std::move(output_file)) {}

  [[nodiscard]] const std::string& agent() const override { return agent_; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kClient; }

  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    const auto jobs = options.jobs != 0 ? options.jobs : kDefaultClients;
    RunStatus status;
    SecondChance chance(cases, jobs);
    const Done first = [&](RunResult result) {
      if (!chance.keeps(result)) done(std::move(result));
    };
    play(cases, jobs, options, first, status);
    const auto again = chance.again();
    const bool stopped = options.stop != nullptr && options.stop->load();
    if (!again.empty() && !stopped && status.unreachable.empty()) {
      const Done second = [&](RunResult result) {
        chance.forget(result.case_id);
        done(std::move(result));
      };
      RunStatus later;  // what is not run this time keeps its first result
      play(again, std::min(SecondChance::kJobs, jobs), options, second, later);
      status.notes.push_back(fmt::format("{}: {} cases ended by a time limit and were played again, {} at a time",
                                         agent_, again.size(), std::min(SecondChance::kJobs, jobs)));
    }
    chance.release(done);
    return status;
  }

 private:
  // Each process gets a part of the cases, and an output file.
  void play(std::span<const Case* const> cases, unsigned jobs, const RunOptions& options, const Done& done,
            RunStatus& status) {
    const auto processes = static_cast<unsigned>(std::min<std::size_t>(jobs, cases.size()));
    const std::vector<const Case*> all(cases.begin(), cases.end());
    asio::io_context context(1);
    std::vector<std::unique_ptr<ClientWorker>> workers;
    for (unsigned i = 1; i <= processes; ++i) {
      const auto file = ++files_ == 1 ? output_file_ : fmt::format("{}.{}", output_file_, files_);
      workers.push_back(std::make_unique<ClientWorker>(context, agent_, command_, file, shard(all, {i, processes}),
                                                       options, done, status));
      workers.back()->start();
    }
    context.run();
  }

  std::string agent_, command_, output_file_;
  unsigned files_ = 0;
};

}  // namespace

std::unique_ptr<Subject> make_exec_client(std::string agent, std::string command, std::string output_file) {
  return std::make_unique<ExecClient>(std::move(agent), std::move(command), std::move(output_file));
}

}  // namespace gauntlet
