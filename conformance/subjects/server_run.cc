#include "conformance/subjects/server_run.h"

#include <fmt/format.h>
#include <algorithm>
#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <chrono>
#include <deque>

#include "conformance/play/judge.h"
#include "conformance/subjects/case_queue.h"
#include "conformance/subjects/live_session.h"
#include "conformance/subjects/second_chance.h"
#include "conformance/wire/handshake.h"

namespace gauntlet {

namespace {

using asio::ip::tcp;
using Clock = std::chrono::steady_clock;

constexpr unsigned kDefaultJobs = 16;
constexpr auto kConnectTimeout = std::chrono::seconds(5);
constexpr auto kPoll = std::chrono::milliseconds(20);
// A process that dies closes its sockets first and is gone a moment later.
constexpr auto kSettle = std::chrono::milliseconds(60);

std::string server_field(const RunResult& result) {
  const auto name = wire::read_head(result.http_response).field("Server").value_or("");
  return name.empty() ? "UnknownServer" : name.substr(0, 100);
}

// One run: a queue of cases, and as many connections at once as jobs.
class ServerRun {
 public:
  ServerRun(const std::string& agent, const ServerTarget& target, std::span<const Case* const> cases,
            const RunOptions& options, const std::function<bool()>& failed, const Subject::Done& done)
      : agent_(agent),
        target_(target),
        queue_(cases),
        jobs_(options.jobs != 0 ? options.jobs : kDefaultJobs),
        options_(options),
        failed_(failed),
        done_(done),
        resolver_(context_),
        timer_(context_) {}

  ServerRunResult run() {
    const auto& uri = target_.uri;
    std::string why;
    if (uri.secure) tls_ = TlsContext::client(options_.tls, why);
    std::error_code error;
    if (why.empty()) endpoints_ = resolver_.resolve(uri.host, std::to_string(uri.port), error);
    if (error) why = fmt::format("{} can't be resolved: {}", uri.host, error.message());
    if (!why.empty()) {
      result_.status.unreachable = why;
      for (const auto* test : queue_.drop()) result_.status.not_run.emplace_back(test->id, why);
      return std::move(result_);
    }
    next_cases();
    watch();
    context_.run();
    return std::move(result_);
  }

 private:
  struct Connecting {
    explicit Connecting(asio::io_context& context) : socket(context), timer(context) {}
    tcp::socket socket;
    asio::steady_timer timer;
  };
  struct Held {  ///< a result, or a connection that was refused, which the server has yet to outlive
    Clock::time_point since;
    const Case* test;
    std::optional<RunResult> result;
    std::string refused;
  };

  // --- The queue --------------------------------------------------------------------------------

  void next_cases() {
    drop_rest_if_over();
    while (active_ < jobs_) {
      const auto* test = queue_.take();
      if (test == nullptr) break;
      connect(*test);
    }
    if (active_ == 0 && held_.empty()) timer_.cancel();
  }

  void drop_rest_if_over() {
    if (!result_.failed && !stopped_ && result_.status.unreachable.empty()) return;
    for (const auto* test : queue_.drop()) leave(*test);
  }

  void leave(const Case& test) {
    if (result_.failed) {
      result_.left.push_back(&test);
    } else {
      result_.status.not_run.emplace_back(test.id, stopped_ ? "interrupted" : result_.status.unreachable);
    }
  }

  void connect(const Case& test) {
    ++active_;
    auto connecting = std::make_shared<Connecting>(context_);
    connecting->timer.expires_after(kConnectTimeout);
    connecting->timer.async_wait([connecting](std::error_code error) {
      std::error_code ignored;
      if (!error) connecting->socket.close(ignored);
    });
    asio::async_connect(connecting->socket, endpoints_,
                        [this, connecting, &test](std::error_code error, const tcp::endpoint&) {
                          connecting->timer.cancel();
                          // Reset at once: it was accepted, and the kernel learnt of both in one go.
                          if (error && error != asio::error::connection_reset) return unreachable(test, error);
                          if (!tls_) return start(test, make_tcp_transport(std::move(connecting->socket)));
                          const auto& name = target_.server_name.empty() ? target_.uri.host : target_.server_name;
                          tls_->connect(std::move(connecting->socket), name,
                                        [this, &test](std::error_code failed, std::unique_ptr<Transport> transport) {
                                          if (failed) return unreachable(test, failed);
                                          start(test, std::move(transport));
                                        });
                        });
  }

  void unreachable(const Case& test, std::error_code error) {
    const auto why = error == asio::error::operation_aborted ? std::string("no answer in 5 s") : error.message();
    auto line = fmt::format("{}:{} can't be reached: {}", target_.uri.host, target_.uri.port, why);
    --active_;
    queue_.ended(test);
    if (failed_ && !result_.failed) {
      held_.push_back({Clock::now(), &test, std::nullopt, std::move(line)});
    } else {
      give_up(test, std::move(line));
    }
    next_cases();
  }

  void give_up(const Case& test, std::string why) {
    if (!result_.failed && result_.status.unreachable.empty()) result_.status.unreachable = std::move(why);
    leave(test);
  }

  void start(const Case& test, std::unique_ptr<Transport> transport) {
    PlayerOptions player;
    player.subject = SubjectRole::kServer;
    player.seed = options_.seed;
    player.timeout_scale = options_.timeout_scale;
    player.rechunk = options_.rechunk;
    player.opening = {.host = target_.uri.authority,
                      .target = target_.uri.target,
                      .origin = target_.origin.empty() ? options_.origin : target_.origin,
                      .subprotocols = target_.subprotocols.empty() ? options_.subprotocols : target_.subprotocols};
    auto session =
        std::make_shared<LiveSession>(context_, std::move(transport), std::make_unique<Player>(test, std::move(player)),
                                      [this, &test](Record record) { ended(test, std::move(record)); });
    std::erase_if(sessions_, [](const auto& weak) { return weak.expired(); });
    sessions_.push_back(session);
    session->start();
  }

  void ended(const Case& test, Record record) {
    --active_;
    queue_.ended(test);
    if (stopped_) {
      result_.status.not_run.emplace_back(test.id, "interrupted");
    } else if (result_.failed) {
      result_.suspects.push_back(&test);
    } else {
      auto result = judge(test, std::move(record));
      result.agent = agent_.empty() ? server_field(result) : agent_;
      if (failed_) {
        held_.push_back({Clock::now(), &test, std::move(result), {}});
      } else {
        done_(std::move(result));
      }
    }
    next_cases();
  }

  // --- What is looked at now and then: a signal handler can only set a flag, a process only die --------

  void watch() {
    const bool over = active_ == 0 && held_.empty() && queue_.empty();
    if (over || (options_.stop == nullptr && !failed_)) return;
    timer_.expires_after(kPoll);
    timer_.async_wait([this](std::error_code error) {
      if (error) return;
      if (options_.stop != nullptr && options_.stop->load() && !stopped_) stop();
      if (failed_ && !result_.failed && !stopped_) look_after_server();
      drop_rest_if_over();
      watch();
    });
  }

  void stop() {
    stopped_ = true;
    for (auto& held : held_) {
      if (held.result) {
        done_(std::move(*held.result));
      } else {
        leave(*held.test);
      }
    }
    held_.clear();
    cancel_sessions("interrupted");
  }

  void look_after_server() {
    if (failed_()) {
      result_.failed = true;
      for (const auto& held : held_) {
        if (held.result) {
          result_.suspects.push_back(held.test);
        } else {
          result_.left.push_back(held.test);
        }
      }
      held_.clear();
      cancel_sessions("the server failed");
      return;
    }
    const auto settled = Clock::now() - kSettle;
    while (!held_.empty() && held_.front().since <= settled) {
      auto held = std::move(held_.front());
      held_.pop_front();
      if (held.result) {
        done_(std::move(*held.result));
      } else {
        give_up(*held.test, std::move(held.refused));
      }
    }
  }

  void cancel_sessions(const std::string& why) {
    const auto sessions = sessions_;
    for (const auto& weak : sessions) {
      if (const auto session = weak.lock()) session->cancel(why);
    }
  }

  const std::string& agent_;
  const ServerTarget& target_;
  CaseQueue queue_;
  std::size_t jobs_;
  const RunOptions& options_;
  const std::function<bool()>& failed_;
  const Subject::Done& done_;
  asio::io_context context_{1};
  tcp::resolver resolver_;
  asio::steady_timer timer_;
  std::shared_ptr<TlsContext> tls_;
  tcp::resolver::results_type endpoints_;
  std::vector<std::weak_ptr<LiveSession>> sessions_;
  std::deque<Held> held_;
  std::size_t active_ = 0;
  bool stopped_ = false;
  ServerRunResult result_;
};

}  // namespace

ServerRunResult run_server_cases(const std::string& agent, const ServerTarget& target,
                                 std::span<const Case* const> cases, const RunOptions& options,
                                 const std::function<bool()>& failed, const Subject::Done& done) {
  SecondChance chance(cases, options.jobs != 0 ? options.jobs : kDefaultJobs);
  const Subject::Done first = [&](RunResult result) {
    if (!chance.keeps(result)) done(std::move(result));
  };
  auto result = ServerRun(agent, target, cases, options, failed, first).run();
  const auto again = chance.again();
  const bool stopped = options.stop != nullptr && options.stop->load();
  if (again.empty() || stopped || result.failed || !result.status.unreachable.empty()) {
    chance.release(done);
    return result;
  }
  RunOptions calm = options;
  calm.jobs = std::min(SecondChance::kJobs, options.jobs != 0 ? options.jobs : kDefaultJobs);
  const Subject::Done second = [&](RunResult later) {
    chance.forget(later.case_id);
    done(std::move(later));
  };
  auto more = ServerRun(agent, target, again, calm, failed, second).run();
  for (const auto* test : more.suspects) chance.forget(test->id);
  for (const auto* test : more.left) chance.forget(test->id);
  chance.release(done);  // what could not be played again
  more.status.not_run.clear();
  more.status.notes.push_back(fmt::format("{}: {} cases ended by a time limit and were played again, {} at a time",
                                          agent.empty() ? target.uri.authority : agent, again.size(), calm.jobs));
  return more;
}

}  // namespace gauntlet
