#include "conformance/subjects/case_server.h"

#include <algorithm>
#include <chrono>

#include "conformance/play/judge.h"
#include "conformance/subjects/control_session.h"
#include "conformance/subjects/listening.h"
#include "conformance/subjects/live_session.h"

namespace gauntlet {

using asio::ip::tcp;

namespace {
constexpr auto kAcceptRetry = std::chrono::milliseconds(100);
}

CaseServer::CaseServer(asio::io_context& context, std::vector<const Case*> cases, CaseServerOptions options,
                       Events events)
    : context_(context),
      cases_(std::move(cases)),
      options_(std::move(options)),
      events_(std::move(events)),
      acceptor_(context),
      retry_timer_(context) {}
CaseServer::~CaseServer() = default;

std::string CaseServer::listen() {
  if (auto error = listen_at(acceptor_, options_.host, options_.port); !error.empty()) return error;
  port_ = acceptor_.local_endpoint().port();
  accept();
  return {};
}

void CaseServer::accept() {
  acceptor_.async_accept([self = shared_from_this()](std::error_code error, tcp::socket socket) {
    if (self->stopped_) return;
    if (error) {
      // Out of descriptors: others will be closed sooner or later.
      self->retry_timer_.expires_after(kAcceptRetry);
      self->retry_timer_.async_wait([self](std::error_code cancelled) {
        if (!cancelled && !self->stopped_) self->accept();
      });
      return;
    }
    ++self->accepted_;
    if (self->sessions_.size() + self->playing_.size() + self->shaking_hands_ < self->options_.max_connections) {
      if (self->options_.tls) {
        ++self->shaking_hands_;
        self->options_.tls->accept(std::move(socket),
                                   [self](std::error_code failed, std::unique_ptr<Transport> transport) {
                                     --self->shaking_hands_;
                                     if (!failed && !self->stopped_) self->connected(std::move(transport));
                                   });
      } else {
        self->connected(make_tcp_transport(std::move(socket)));
      }
    }
    self->accept();
  });
}

void CaseServer::connected(std::unique_ptr<Transport> transport) {
  auto session = std::make_shared<ControlSession>(context_, *this, std::move(transport));
  sessions_.insert(session);
  session->start();
}

void CaseServer::session_ended(const std::shared_ptr<ControlSession>& session) { sessions_.erase(session); }

std::optional<Behaviour> CaseServer::verdict(const Key& key) const {
  const auto found = verdicts_.find(key);
  return found == verdicts_.end() ? std::nullopt : std::optional(found->second);
}

void CaseServer::run_case(const ControlRequest& request, std::unique_ptr<Transport> transport,
                          std::vector<std::uint8_t> head) {
  const Case& test = *cases_[request.index];
  const Key key{request.agent, request.index};
  verdicts_.erase(key);  // who asks for the status now waits for this run's
  PlayerOptions player;
  player.subject = SubjectRole::kClient;
  player.seed = options_.run.seed;
  player.timeout_scale = options_.run.timeout_scale;
  player.rechunk = options_.run.rechunk;
  player.opening.subprotocols = options_.run.subprotocols;
  player.opening.origin = options_.run.origin;
  const auto number = ++runs_;
  auto session =
      std::make_shared<LiveSession>(context_, std::move(transport), std::make_unique<Player>(test, std::move(player)),
                                    [self = shared_from_this(), number, key, &test](Record record) {
                                      self->case_ended(number, key, test, std::move(record));
                                    });
  playing_[number] = {session, request.agent, &test};
  session->start(std::move(head));
}

void CaseServer::case_ended(std::uint64_t number, const Key& key, const Case& test, Record record) {
  playing_.erase(number);
  if (stopped_) return;
  auto result = judge(test, std::move(record));
  result.agent = key.first;
  verdicts_[key] = result.behaviour;
  if (events_.ended) events_.ended(std::move(result));
  const auto waiting = sessions_;
  for (const auto& session : waiting) session->case_ended(key.first, key.second);
}

std::vector<std::pair<std::string, const Case*>> CaseServer::in_flight() const {
  std::vector<std::pair<std::string, const Case*>> cases;
  for (const auto& [number, playing] : playing_) cases.emplace_back(playing.agent, playing.test);
  return cases;
}

void CaseServer::stop() {
  if (stopped_) return;
  stopped_ = true;
  std::error_code ignored;
  acceptor_.close(ignored);
  retry_timer_.cancel();
  const auto open = sessions_;
  for (const auto& session : open) session->abort();
  const auto playing = playing_;
  for (const auto& [number, being_played] : playing) being_played.session->cancel("interrupted");
}

}  // namespace gauntlet
