#include "conformance/subjects/exec_subject.h"

#include <fmt/format.h>
#include <poll.h>
#include <algorithm>
#include <chrono>
#include <filesystem>

#include "conformance/subjects/output_scan.h"
#include "conformance/subjects/process.h"
#include "conformance/subjects/server_run.h"

namespace gauntlet {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kStartLimit = std::chrono::seconds(20);
constexpr auto kAfterwards = std::chrono::milliseconds(100);  // in which a death is still the last case's
constexpr int kPollMs = 10;

std::string elsewhere(const std::vector<const Case*>& suspects) {
  std::string ids;
  for (std::size_t i = 0; i < std::min<std::size_t>(suspects.size(), 8); ++i)
    ids += (i == 0 ? "" : ", ") + suspects[i]->id;
  return ids + (suspects.size() > 8 ? ", ..." : "");
}

class ExecSubject final : public StartedSubject {
 public:
  ExecSubject(std::string agent, std::string command, std::string output_file)
      : agent_(std::move(agent)),
        command_(std::move(command)),
        output_file_(std::move(output_file)),
        scan_(output_file_) {}

  [[nodiscard]] const std::string& agent() const override { return agent_; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kServer; }

  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    std::error_code ignored;
    if (!process_) std::filesystem::remove(output_file_, ignored);
    status_ = {};
    std::vector<const Case*> left(cases.begin(), cases.end());
    std::size_t delivered = 0;
    const Done count = [&](RunResult result) {
      ++delivered;
      done(std::move(result));
    };
    while (!left.empty() && status_.unreachable.empty()) {
      const auto before = delivered;
      left = run_until_death(left, options, count);
      if (delivered == before && !left.empty() && status_.unreachable.empty()) {
        status_.unreachable = fmt::format("{}: it dies whatever is done: {}", agent_, death_);
      }
    }
    for (const auto* test : left) status_.not_run.emplace_back(test->id, status_.unreachable);
    if (!keep_running_) stop();
    return std::move(status_);
  }
  [[nodiscard]] std::optional<int> process_group() const override {
    return process_ ? std::optional<int>(process_->pid()) : std::nullopt;
  }
  void keep_running(bool keep) override { keep_running_ = keep; }

 private:
  // Plays cases at once; returns those that are left if the subject died, once it is known of what.
  std::vector<const Case*> run_until_death(const std::vector<const Case*>& cases, const RunOptions& options,
                                           const Done& done) {
    if (!ensure_started()) return cases;
    auto result = run_server_cases(
        agent_, target_, cases, options, [this] { return is_dead(); }, done);
    take(result.status);
    if (!result.failed) return {};
    const SubjectDeath death{death_, scan_.tail()};
    attribute(result.suspects, death, options, done);
    return result.left;
  }

  // Which of several cases was it? Each alone on a fresh process will tell.
  void attribute(const std::vector<const Case*>& suspects, const SubjectDeath& death, const RunOptions& options,
                 const Done& done) {
    RunOptions alone = options;
    alone.jobs = 1;
    std::vector<RunResult> results;
    bool found = false;
    stop();
    for (const auto* test : suspects) {
      if (!ensure_started()) {
        status_.not_run.emplace_back(test->id, status_.unreachable);
        continue;
      }
      const Case* const one[] = {test};
      auto result =
          run_server_cases(agent_, target_, one, alone, nullptr, [&](RunResult r) { results.push_back(std::move(r)); });
      const bool played = result.status.not_run.empty();
      if (dies_soon() && played) {
        found = true;
        results.back().death = SubjectDeath{death_, scan_.tail()};
        stop();
      } else {
        take(result.status);
      }
    }
    if (!found && !results.empty()) {
      auto& first = results.front();
      first.death = death;
      if (suspects.size() > 1) {
        first.death->what +=
            fmt::format(" (while these cases ran: {}; each of them alone did not do it)", elsewhere(suspects));
      }
    }
    for (auto& result : results) done(std::move(result));
  }

  void take(RunStatus& status) {
    if (status_.unreachable.empty()) status_.unreachable = status.unreachable;
    for (auto& entry : status.not_run) status_.not_run.push_back(std::move(entry));
    for (auto& note : status.notes) status_.notes.push_back(std::move(note));
  }

  // --- The process ------------------------------------------------------------------------------

  bool ensure_started() {
    if (process_ && !process_->ended()) return true;
    stop();
    death_.clear();
    const auto port = free_port();
    const auto command = with_replaced(command_, "{port}", std::to_string(port));
    std::string error;
    process_ = Process::start(command, output_file_, error);
    if (process_) error = wait_until_ready(port);
    if (!error.empty()) {
      status_.unreachable = fmt::format("{}: {}", command, error);
      stop();
      return false;
    }
    target_.uri.host = "127.0.0.1";
    target_.uri.port = port;
    target_.uri.authority = fmt::format("127.0.0.1:{}", port);
    return true;
  }

  std::string wait_until_ready(std::uint16_t port) {
    const auto deadline = Clock::now() + kStartLimit;
    while (!accepts("127.0.0.1", port)) {
      if (const auto end = process_->ended())
        return fmt::format("ended before it accepted a connection: {}; output in {}", end->text(), output_file_);
      if (Clock::now() >= deadline)
        return fmt::format("does not accept connections on port {}; output in {}", port, output_file_);
      ::poll(nullptr, 0, kPollMs);
    }
    return {};
  }

  bool is_dead() {
    if (auto report = scan_.new_report(); report && death_.empty()) death_ = std::move(*report);
    if (const auto end = process_->ended()) {
      // A sanitizer's own words say more than the exit code that follows them.
      if (death_.empty()) death_ = end->text();
      return true;
    }
    return !death_.empty();
  }

  bool dies_soon() {
    const auto deadline = Clock::now() + kAfterwards;
    while (!is_dead()) {
      if (Clock::now() >= deadline) return false;
      ::poll(nullptr, 0, kPollMs);
    }
    return true;
  }

  // What a sanitizer says at the very end (leaks) belongs to no case.
  void stop() {
    if (!process_) return;
    const bool known = !death_.empty();
    process_->stop();
    process_.reset();
    const auto report = scan_.new_report();
    if (report && !known) status_.notes.push_back(fmt::format("{}, when it was stopped: {}", agent_, *report));
  }

  std::string agent_, command_, output_file_;
  OutputScan scan_;
  std::optional<Process> process_;
  ServerTarget target_;
  bool keep_running_ = false;
  std::string death_;  ///< how the present process died; empty: it is well
  RunStatus status_;
};

}  // namespace

std::unique_ptr<StartedSubject> make_exec_subject(std::string agent, std::string command, std::string output_file) {
  return std::make_unique<ExecSubject>(std::move(agent), std::move(command), std::move(output_file));
}

std::string shell_quoted(const std::string& text) { return "'" + with_replaced(text, "'", "'\\''") + "'"; }

std::string with_replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

}  // namespace gauntlet
