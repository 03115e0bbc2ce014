#include "fuzz/live/client_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <deque>
#include <filesystem>
#include <map>
#include <optional>
#include <system_error>
#include <utility>

#include "conformance/play/judge.h"
#include "conformance/subjects/case_queue.h"
#include "conformance/subjects/listening.h"
#include "conformance/subjects/live_session.h"
#include "conformance/subjects/output_scan.h"
#include "conformance/subjects/process.h"
#include "fuzz/live/arrival.h"

namespace gauntlet::fuzz {
namespace {

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr auto kPoll = std::chrono::milliseconds(10);
// A process that dies closes its sockets first and is gone a moment later; that it lives shows at its next connection.
constexpr auto kSettle = std::chrono::milliseconds(1000);
constexpr int kMostIdleStarts = 3;  // of a command that ends without a session

/// A connection that is told something, or nothing, and closed.
Case made_case(std::string id, std::optional<std::string> text) {
  Case test;
  test.id = std::move(id);
  test.outcomes.emplace_back();
  if (text) {
    step::Message message;
    message.payload = Payload::text(*text);
    test.steps.push_back({std::move(message)});
  }
  return test;
}

class Clients final : public ClientSubject {
 public:
  explicit Clients(ClientPlan plan)
      : plan_(std::move(plan)),
        count_(made_case("count", std::to_string(plan_.count))),
        farewell_(made_case("farewell", std::nullopt)),
        acceptor_(context_),
        scan_(plan_.output_file) {}

  [[nodiscard]] const std::string& agent() const override { return plan_.agent; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kClient; }
  [[nodiscard]] std::uint16_t port() const override { return port_; }
  [[nodiscard]] std::optional<int> process_group() const override {
    return process_ ? std::optional<int>(process_->pid()) : std::nullopt;
  }

  /// It always does, and waits for its next connection to be taken.
  void keep_running(bool /*keep*/) override {}

  std::string listen() override {
    if (auto error = listen_at(acceptor_, plan_.host, plan_.port); !error.empty()) return error;
    port_ = acceptor_.local_endpoint().port();
    accept();
    return {};
  }

  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    status_ = {};
    queue_ = CaseQueue(cases);
    options_ = &options;
    done_ = &done;
    progress_ = Clock::now();
    idle_starts_ = 0;
    for (auto callers = std::exchange(parked_, {}); !callers.empty(); callers.pop_front())
      arrived(std::move(callers.front()));
    while (look_after()) context_.run_one_for(kPoll);
    const bool stopped = is_stopped();
    cancel_sessions();
    for (const Case* test : queue_.drop()) status_.not_run.emplace_back(test->id, stopped ? "interrupted" : why_over_);
    options_ = nullptr;
    return std::move(status_);
  }

 private:
  struct Playing {
    std::shared_ptr<LiveSession> session;
    const Case* test;
  };
  struct Held {  ///< a result that the process has yet to outlive
    Clock::time_point since;
    RunResult result;
  };

  [[nodiscard]] bool is_stopped() const { return options_->stop != nullptr && options_->stop->load(); }

  // --- Connections --------------------------------------------------------------------------------

  void accept() {
    acceptor_.async_accept([this](std::error_code error, tcp::socket socket) {
      if (!error) {
        progress_ = Clock::now();
        std::make_shared<Arrival>(context_, make_tcp_transport(std::move(socket)), [this](Arrival::Caller caller) {
          arrived(std::move(caller));
        })->start();
      }
      if (error != asio::error::operation_aborted) accept();
    });
  }

  void arrived(Arrival::Caller caller) {
    progress_ = Clock::now();
    if (auto report = scan_.new_report()) died(*report);
    release(Clock::time_point::max());
    const std::string path = caller.target.substr(0, caller.target.find('?'));
    if (path.ends_with("/getCaseCount")) {
      loops_ = true;
      return play(count_, std::move(caller));
    }
    if (path.ends_with("/updateReports")) {
      loops_ = false;
      return play(farewell_, std::move(caller));
    }
    const Case* test = options_ != nullptr ? queue_.take() : nullptr;
    if (test == nullptr) {
      parked_.push_back(std::move(caller));
    } else {
      play(*test, std::move(caller));
    }
  }

  void play(const Case& test, Arrival::Caller caller) {
    PlayerOptions player;
    player.subject = SubjectRole::kClient;
    if (options_ != nullptr) {
      player.seed = options_->seed;
      player.timeout_scale = options_->timeout_scale;
      player.rechunk = options_->rechunk;
    }
    const auto number = ++numbers_;
    auto session = std::make_shared<LiveSession>(
        context_, std::move(caller.transport), std::make_unique<Player>(test, std::move(player)),
        [this, number, &test](Record record) { ended(number, test, std::move(record)); });
    playing_[number] = {session, &test};
    session->start(std::move(caller.head));
  }

  void ended(std::uint64_t number, const Case& test, Record record) {
    playing_.erase(number);
    progress_ = Clock::now();
    if (&test == &count_ || &test == &farewell_ || options_ == nullptr) return;
    queue_.ended(test);
    if (is_stopped()) {
      status_.not_run.emplace_back(test.id, "interrupted");
      return;
    }
    idle_starts_ = 0;
    auto result = judge(test, std::move(record));
    result.agent = plan_.agent;
    held_.push_back({progress_, std::move(result)});
  }

  void cancel_sessions() {
    const auto playing = playing_;
    for (const auto& [number, entry] : playing) entry.session->cancel("interrupted");
    while (!playing_.empty()) context_.run_one_for(kPoll);
    release(Clock::time_point::max());
  }

  // --- What is looked at now and then -------------------------------------------------------------

  /// Whether the run goes on.
  bool look_after() {
    if (is_stopped()) return false;
    if (!plan_.command.empty() && !look_after_process()) return false;
    release(plan_.command.empty() ? Clock::time_point::max() : Clock::now() - kSettle);
    if (queue_.empty() && playing_.empty() && held_.empty()) return false;
    if (!playing_.empty() || Clock::now() - progress_ < plan_.patience) return true;
    if (!plan_.command.empty()) return over("the client connects no more");
    return over(numbers_ == 0 ? "no client has come" : "no client connects any more");
  }

  bool over(std::string why) {
    why_over_ = std::move(why);
    // Clients that come by themselves may go when they like, if there were any.
    if (!plan_.command.empty() || numbers_ == 0) status_.unreachable = why_over_;
    process_.reset();
    return false;
  }

  void release(Clock::time_point settled) {
    for (; !held_.empty() && held_.front().since <= settled; held_.pop_front())
      (*done_)(std::move(held_.front().result));
  }

  bool look_after_process() {
    if (auto report = scan_.new_report()) died(*report);
    if (!process_) return start_process();
    const auto end = process_->ended();
    if (!end || !playing_.empty()) return true;  // what it left open ends by itself now
    if (auto report = scan_.new_report()) {
      died(*report);
    } else if (end->by_signal || (end->code != 0 && loops_)) {
      died(end->text());
    }
    process_.reset();
    release(Clock::time_point::max());
    if (++idle_starts_ > kMostIdleStarts)
      return over(fmt::format("{}: it ends without a session, with {}; output in {}", plan_.command, end->text(),
                              plan_.output_file));
    return true;
  }

  void died(const std::string& what) {
    if (!held_.empty() && !held_.back().result.death) held_.back().result.death = SubjectDeath{what, scan_.tail()};
  }

  bool start_process() {
    if (queue_.empty()) return true;
    loops_ = false;
    auto command = with_replaced(plan_.command, "{url}", fmt::format("ws://{}:{}", plan_.host, port_));
    command = with_replaced(std::move(command), "{agent}", shell_quoted(plan_.agent));
    std::string error;
    process_ = Process::start(command, plan_.output_file, error);
    progress_ = Clock::now();
    return process_ ? true : over(fmt::format("{}: {}", plan_.command, error));
  }

  ClientPlan plan_;
  const Case count_, farewell_;
  asio::io_context context_{1};
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  OutputScan scan_;
  std::optional<Process> process_;
  bool loops_ = false;  ///< it asked for the number of cases, and has not said that it is done
  int idle_starts_ = 0;
  Clock::time_point progress_;
  std::string why_over_;

  std::uint64_t numbers_ = 0;
  std::map<std::uint64_t, Playing> playing_;
  std::deque<Arrival::Caller> parked_;  ///< connections for which there is no case yet
  std::deque<Held> held_;
  CaseQueue queue_{std::span<const Case* const>()};
  const RunOptions* options_ = nullptr;  ///< of the run that is under way
  const Done* done_ = nullptr;
  RunStatus status_;
};

}  // namespace

std::unique_ptr<ClientSubject> make_client_subject(ClientPlan plan) {
  if (!plan.output_file.empty()) {
    std::error_code ignored;
    std::filesystem::remove(plan.output_file, ignored);
  }
  return std::make_unique<Clients>(std::move(plan));
}

}  // namespace gauntlet::fuzz
