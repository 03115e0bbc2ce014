#include "conformance/subjects/server_subject.h"

#include <algorithm>
#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <fmt/format.h>

#include "conformance/judge.h"
#include "conformance/subjects/live_session.h"

namespace gauntlet {

namespace {

using asio::ip::tcp;
constexpr unsigned kDefaultJobs = 16;
constexpr auto kConnectTimeout = std::chrono::seconds(5);
constexpr auto kStopPoll = std::chrono::milliseconds(100);

// One run: a queue of cases, and as many connections at once as jobs.
class ServerRun {
 public:
  ServerRun(const std::string& agent, const WebSocketUri& uri, std::span<const Case* const> cases,
            const RunOptions& options, const Subject::Done& done)
      : agent_(agent), uri_(uri), cases_(cases), options_(options), done_(done), resolver_(context_), stop_timer_(context_) {}

  RunStatus run() {
    std::error_code error;
    endpoints_ = resolver_.resolve(uri_.host, std::to_string(uri_.port), error);
    if (error) return all_unreachable(fmt::format("{} can't be resolved: {}", uri_.host, error.message()));
    const auto jobs = std::min<std::size_t>(options_.jobs != 0 ? options_.jobs : kDefaultJobs, cases_.size());
    for (std::size_t i = 0; i < jobs; ++i) next_case();
    watch_stop();
    context_.run();
    return std::move(status_);
  }

 private:
  struct Connecting {
    explicit Connecting(asio::io_context& context) : socket(context), timer(context) {}
    tcp::socket socket;
    asio::steady_timer timer;
  };

  RunStatus all_unreachable(std::string why) {
    RunStatus status;
    for (const auto* test : cases_) status.not_run.emplace_back(test->id, why);
    status.unreachable = std::move(why);
    return status;
  }

  void next_case() {
    if (over()) {
      while (next_ < cases_.size()) status_.not_run.emplace_back(cases_[next_++]->id, reason());
      if (active_ == 0) stop_timer_.cancel();
      return;
    }
    if (next_ == cases_.size()) {
      if (active_ == 0) stop_timer_.cancel();
      return;
    }
    connect(*cases_[next_++]);
  }

  [[nodiscard]] bool over() const { return !status_.unreachable.empty() || stopped_; }
  [[nodiscard]] std::string reason() const { return stopped_ ? "interrupted" : status_.unreachable; }

  void connect(const Case& test) {
    ++active_;
    auto connecting = std::make_shared<Connecting>(context_);
    connecting->timer.expires_after(kConnectTimeout);
    connecting->timer.async_wait([connecting](std::error_code error) {
      std::error_code ignored;
      if (!error) connecting->socket.close(ignored);
    });
    asio::async_connect(connecting->socket, endpoints_, [this, connecting, &test](std::error_code error, const tcp::endpoint&) {
      connecting->timer.cancel();
      if (error) return unreachable(test, error);
      start(test, std::move(connecting->socket));
    });
  }

  void unreachable(const Case& test, std::error_code error) {
    if (status_.unreachable.empty()) {
      const auto why = error == asio::error::operation_aborted ? std::string("no answer in 5 s") : error.message();
      status_.unreachable = fmt::format("{}:{} can't be reached: {}", uri_.host, uri_.port, why);
    }
    status_.not_run.emplace_back(test.id, status_.unreachable);
    --active_;
    next_case();
  }

  void start(const Case& test, tcp::socket socket) {
    PlayerOptions player;
    player.subject = SubjectRole::kServer;
    player.seed = options_.seed;
    player.timeout_scale = options_.timeout_scale;
    player.rechunk = options_.rechunk;
    player.opening = {.host = uri_.authority, .target = uri_.target, .origin = options_.origin, .subprotocols = options_.subprotocols};
    auto session = std::make_shared<LiveSession>(context_, make_tcp_transport(std::move(socket)),
                                                 std::make_unique<Player>(test, std::move(player)),
                                                 [this, &test](Record record) { ended(test, std::move(record)); });
    sessions_.push_back(session);
    session->start();
  }

  void ended(const Case& test, Record record) {
    auto result = judge(test, std::move(record));
    result.agent = agent_;
    std::erase_if(sessions_, [](const auto& session) { return session.expired(); });
    done_(std::move(result));
    --active_;
    next_case();
  }

  // A signal handler can only set a flag: it is looked at now and then.
  void watch_stop() {
    if (options_.stop == nullptr || (active_ == 0 && next_ == cases_.size())) return;
    stop_timer_.expires_after(kStopPoll);
    stop_timer_.async_wait([this](std::error_code error) {
      if (error) return;
      if (!options_.stop->load()) return watch_stop();
      stopped_ = true;
      for (const auto& weak : sessions_) {
        if (const auto session = weak.lock()) session->cancel("interrupted");
      }
    });
  }

  const std::string& agent_;
  const WebSocketUri& uri_;
  std::span<const Case* const> cases_;
  const RunOptions& options_;
  const Subject::Done& done_;
  asio::io_context context_{1};
  tcp::resolver resolver_;
  asio::steady_timer stop_timer_;
  tcp::resolver::results_type endpoints_;
  std::vector<std::weak_ptr<LiveSession>> sessions_;
  std::size_t next_ = 0;
  std::size_t active_ = 0;
  bool stopped_ = false;
  RunStatus status_;
};

class ServerSubject final : public Subject {
 public:
  ServerSubject(std::string agent, WebSocketUri uri) : agent_(std::move(agent)), uri_(std::move(uri)) {}
  [[nodiscard]] const std::string& agent() const override { return agent_; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kServer; }
  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    return ServerRun(agent_, uri_, cases, options, done).run();
  }

 private:
  std::string agent_;
  WebSocketUri uri_;
};

}  // namespace

std::unique_ptr<Subject> make_server_subject(std::string agent, WebSocketUri uri) {
  return std::make_unique<ServerSubject>(std::move(agent), std::move(uri));
}

}  // namespace gauntlet
