#include "cli/serve.h"

#include <fmt/format.h>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/signal_set.hpp>
#include <asio/thread_pool.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/listen_address.h"
#include "cli/progress.h"
#include "cli/recorder.h"
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
        recorder_(options.campaign, settings_.fail_on, std::move(expectations), report_),
        progress_("serve", 0) {}

  int run(const ListenAddress& address) {
    if (!recorder_.open(data_, run_info(options_.campaign, cases_.size()))) return kUsage;
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
    if (options_.campaign.patterns) {
      events.spared = [this](const std::string& agent, const Case& test) {
        return options_.campaign.patterns->spares(agent, test.id);
      };
    }
    return events;
  }

  // In a thread of its own: cases are being played meanwhile, and their time limits go on.
  void update_reports(std::function<void()> written) {
    auto report = std::make_shared<reports::Report>(recorder_.snapshot());
    asio::post(writer_, [this, report, written = std::move(written), busy = asio::make_work_guard(context_)] {
      auto errors = reports::write_all(*report, options_.campaign.out);
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
  auto data = load_data(options.campaign.tables);
  const auto settings = run_settings(options.campaign);
  if (!address || !data || !settings) return kUsage;
  auto cases = selected_cases(options.campaign, *data);
  if (!cases) return kUsage;
  std::erase_if(*cases, [](const Case* test) { return !test->for_client; });
  const auto slow =
      std::erase_if(*cases, [&](const Case* test) { return leaves_out_as_slow(options.campaign, *test); });
  if (slow > 0) complain(slow_note(slow));
  if (cases->empty()) {
    complain("no case is left for clients");
    return kUsage;
  }
  Expectations expectations;
  if (options.campaign.update_expect && options.campaign.expect.empty()) {
    complain("--update-expect needs --expect FILE");
    return kUsage;
  }
  if (!options.campaign.expect.empty() && !expectations.load(options.campaign.expect, options.campaign.update_expect))
    return kUsage;
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  return Serve(options, *data, std::move(*cases), *settings, std::move(expectations)).run(*address);
}

void add_serve(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("serve", "Hand out the cases to live clients (Autobahn's URL protocol)");
  auto options = std::make_shared<ServeOptions>();
  command->add_option("--listen", options->listen, "HOST:PORT; port 0 is any free one")->capture_default_str();
  add_selection_options(*command, options->campaign);
  command->add_option("--protocols", options->subprotocols, "Subprotocols to agree on, by preference")->delimiter(',');
  command->add_option("--max-connections", options->max_connections, "Connections at once")->capture_default_str();
  command->add_option("--cert", options->certificate, "wss: certificate chain, PEM");
  command->add_option("--key", options->key, "wss: its key, PEM");
  command->callback([options, &exit] { exit = run_serve(*options); });
}

}  // namespace gauntlet::cli
