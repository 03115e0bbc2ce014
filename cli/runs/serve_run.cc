#include "cli/runs/serve_run.h"

#include <fmt/format.h>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/thread_pool.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/program/listen_address.h"
#include "cli/program/program.h"
#include "cli/program/progress.h"
#include "cli/runs/recorder.h"
#include "cli/runs/selected.h"
#include "conformance/subjects/case_server.h"
#include "conformance/subjects/file_limit.h"
#include "reports/formats.h"

namespace gauntlet::cli {

namespace {

class Serve {
 public:
  Serve(const ServeOptions& options, Data& data, std::vector<const Case*> cases, RunSettings settings,
        Expectations expectations)
      : options_(options),
        data_(data),
        cases_(std::move(cases)),
        settings_(std::move(settings)),
        recorder_(options.conformance, settings_.fail_on, std::move(expectations), report_),
        progress_("serve", 0) {}

  int run(const ListenAddress& address) {
    if (!recorder_.open(data_, run_info(options_.conformance, cases_.size()))) return kUsage;
    recorder_.number(cases_);
    CaseServerOptions server;
    server.host = address.host;
    server.port = address.port;
    server.max_connections = options_.max_connections;
    server.run = settings_.run;
    server.run.subprotocols = options_.subprotocols;
    std::string error;
    if (!options_.certificate.empty()) server.tls = TlsContext::server(options_.certificate, options_.key, error);
    if (error.empty()) {
      server_ = std::make_shared<CaseServer>(context_, cases_, std::move(server), events());
      error = server_->listen();
    }
    if (!error.empty()) {
      complain(error);
      return kUsage;
    }
    signals_.async_wait([this](std::error_code cancelled, int) {
      if (!cancelled) stop();
    });
    fmt::print("listening on {}:{}\n",
               address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]", server_->port());
    std::fflush(stdout);
    context_.run();
    writer_.join();
    if (report_.results.empty()) complain("no client ran a case");
    progress_.take_away();
    return recorder_.finish(report_.results.size() + report_.info.not_run.size(), report_.results.empty());
  }

 private:
  CaseServer::Events events() {
    CaseServer::Events events;
    events.ended = [this](RunResult result) { recorder_.took(std::move(result), progress_); };
    events.update_reports = [this](std::function<void()> written) { update_reports(std::move(written)); };
    events.stop = [this] { stop(); };
    if (options_.conformance.patterns) {
      events.spared = [this](const std::string& agent, const Case& test) {
        return spares(*options_.conformance.patterns, agent, test.id);
      };
    }
    return events;
  }

  // In a thread of its own: cases are being played meanwhile, and their time limits go on.
  void update_reports(std::function<void()> written) {
    auto report = std::make_shared<reports::Report>(recorder_.snapshot());
    asio::post(writer_, [this, report, written = std::move(written), busy = asio::make_work_guard(context_)] {
      auto errors = reports::write_all(*report, options_.conformance.out);
      asio::post(context_, [written, errors = std::move(errors)] {
        for (const auto& error : errors) complain(error);
        written();
      });
    });
  }

  void stop() {
    for (const auto& [agent, test] : server_->in_flight()) recorder_.not_run(agent, test->id, "interrupted");
    server_->stop();
    signals_.cancel();
  }

  const ServeOptions& options_;
  Data& data_;
  std::vector<const Case*> cases_;
  RunSettings settings_;
  reports::Report report_;
  Recorder recorder_;
  Progress progress_;
  asio::io_context context_{1};
  asio::thread_pool writer_{1};
  asio::signal_set signals_{context_, SIGINT, SIGTERM};
  std::shared_ptr<CaseServer> server_;
};

}  // namespace

int run_serve(const ServeOptions& options) {
  const auto address = parse_listen_address(options.listen);
  if (!address) complain(fmt::format("--listen {}: not of the form HOST:PORT", options.listen));
  if (options.certificate.empty() != options.key.empty()) {
    complain("--cert and --key go together");
    return kUsage;
  }
  auto data = load_data(options.conformance.tables);
  const auto settings = run_settings(options.conformance);
  if (!address || !data || !settings) return kUsage;
  auto cases = selected_cases(options.conformance, *data);
  if (!cases) return kUsage;
  std::erase_if(*cases, [](const Case* test) { return !test->for_client; });
  const auto slow =
      std::erase_if(*cases, [&](const Case* test) { return leaves_out_as_slow(options.conformance, *test); });
  if (slow > 0) complain(slow_note(slow));
  if (cases->empty()) {
    complain("no case is left for clients");
    return kUsage;
  }
  Expectations expectations;
  if (options.conformance.update_expect && options.conformance.expect.empty()) {
    complain("--update-expect needs --expect FILE");
    return kUsage;
  }
  if (!options.conformance.expect.empty() &&
      !expectations.load(options.conformance.expect, options.conformance.update_expect))
    return kUsage;
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  return Serve(options, *data, std::move(*cases), *settings, std::move(expectations)).run(*address);
}

}  // namespace gauntlet::cli
