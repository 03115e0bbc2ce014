#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "conformance/subjects/control_request.h"
#include "conformance/subjects/subject.h"
#include "conformance/subjects/tls.h"
#include "conformance/table/case.h"

namespace gauntlet {

class ControlSession;
class LiveSession;

struct CaseServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;           ///< 0: any free one
  std::shared_ptr<TlsContext> tls;  ///< wss: if there
  std::size_t max_connections = 2048;
  RunOptions run;  ///< how cases are played
};

/// Hands out cases to live clients by the URL protocol of Autobahn's fuzzingserver: each path is a
/// connection of its own, and as many clients and cases as there are run at once. Lives as long as a
/// handler of its io_context holds it.
class CaseServer : public std::enable_shared_from_this<CaseServer> {
 public:
  struct Events {
    std::function<void(RunResult)> ended;  ///< a case
    /// updateReports: call `written` from the io_context once the reports are there.
    std::function<void(std::function<void()> written)> update_reports;
    std::function<void()> stop;  ///< a client stops the server (stopServer, shutdownOnComplete)
    /// Whether an agent is spared a case (exclude-agent-cases): it is connected and closed, no more.
    std::function<bool(const std::string& agent, const Case& test)> spared;
  };

  /// The cases are for clients, in the order of their numbers; they outlive the server.
  CaseServer(asio::io_context& context, std::vector<const Case*> cases, CaseServerOptions options, Events events);
  ~CaseServer();

  /// Binds and begins to accept. What went wrong, or empty.
  [[nodiscard]] std::string listen();
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Accepts no more and ends every connection: what is being played counts as not run. No event comes
  /// after it.
  void stop();

  /// The cases being played, by agent.
  [[nodiscard]] std::vector<std::pair<std::string, const Case*>> in_flight() const;
  [[nodiscard]] const std::vector<const Case*>& cases() const { return cases_; }
  /// Who waits for a client can see by it that it lives.
  [[nodiscard]] std::uint64_t connections_so_far() const { return accepted_; }

 private:
  friend class ControlSession;
  using Key = std::pair<std::string, std::size_t>;  ///< agent, index of the case
  struct Playing {
    std::shared_ptr<LiveSession> session;
    std::string agent;
    const Case* test;
  };

  void accept();
  void connected(std::unique_ptr<Transport> transport);
  void run_case(const ControlRequest& request, std::unique_ptr<Transport> transport, std::vector<std::uint8_t> head);
  void case_ended(std::uint64_t number, const Key& key, const Case& test, Record record);
  void session_ended(const std::shared_ptr<ControlSession>& session);
  [[nodiscard]] std::optional<Behaviour> verdict(const Key& key) const;

  asio::io_context& context_;
  std::vector<const Case*> cases_;
  CaseServerOptions options_;
  Events events_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer retry_timer_;  ///< accepting failed: no more descriptors, perhaps
  std::uint16_t port_ = 0;
  bool stopped_ = false;
  std::uint64_t accepted_ = 0, runs_ = 0;
  std::size_t shaking_hands_ = 0;  ///< TLS
  std::set<std::shared_ptr<ControlSession>> sessions_;
  std::map<std::uint64_t, Playing> playing_;
  std::map<Key, Behaviour> verdicts_;
};

}  // namespace gauntlet
