#include <fmt/format.h>
#include <asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/echo/server.h"
#include "cli/program/listen_address.h"
#include "cli/program/program.h"
#include "conformance/subjects/file_limit.h"

namespace gauntlet::cli {

namespace {

struct EchoOptions {
  std::string listen = "127.0.0.1:9001";
  std::string certificate, key;
  echo::Options echo;
  long handshake_ms = 10'000, idle_ms = 120'000, ping_ms = 30'000, pong_ms = 10'000, shutdown_ms = 3'000;
  bool no_deflate = false;
};

int run(EchoOptions options) {
  const auto address = parse_listen_address(options.listen);
  if (!address) {
    complain(fmt::format("--listen {}: not of the form HOST:PORT", options.listen));
    return kUsage;
  }
  options.echo.host = address->host;
  options.echo.port = address->port;
  if (options.certificate.empty() != options.key.empty()) {
    complain("--cert and --key go together");
    return kUsage;
  }
  std::string tls_error;
  if (!options.certificate.empty()) options.echo.tls = TlsContext::server(options.certificate, options.key, tls_error);
  if (!tls_error.empty()) {
    complain(tls_error);
    return kUsage;
  }
  options.echo.handshake_timeout = std::chrono::milliseconds(options.handshake_ms);
  options.echo.idle_timeout = std::chrono::milliseconds(options.idle_ms);
  options.echo.ping_interval = std::chrono::milliseconds(options.ping_ms);
  options.echo.pong_timeout = std::chrono::milliseconds(options.pong_ms);
  options.echo.shutdown_timeout = std::chrono::milliseconds(options.shutdown_ms);
  options.echo.deflate = !options.no_deflate;
  std::signal(SIGPIPE, SIG_IGN);
  raise_file_limit();
  asio::io_context context(1);
  echo::Server server(context, options.echo);
  if (const auto error = server.listen(); !error.empty()) {
    complain(error);
    return kUsage;
  }
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](std::error_code error, int) {
    if (!error) server.shutdown();
  });
  fmt::print("listening on {}:{}\n", options.echo.host, server.port());
  std::fflush(stdout);
  context.run();
  return kAsExpected;
}

}  // namespace

void add_echo(CLI::App& program, int& exit) {
  auto* command = program.add_subcommand("echo", "The codec as an echo server");
  auto options = std::make_shared<EchoOptions>();
  command->add_option("--listen", options->listen, "HOST:PORT; port 0 is any free one")->capture_default_str();
  command->add_option("--cert", options->certificate, "wss: certificate chain, PEM");
  command->add_option("--key", options->key, "wss: its key, PEM");
  command->add_option("--max-connections", options->echo.max_connections, "Connections at once")->capture_default_str();
  command->add_option("--max-buffered", options->echo.max_buffered, "Octets of answers held before reading stops")
      ->capture_default_str();
  command->add_option("--max-message", options->echo.max_message, "Octets of one message")->capture_default_str();
  command->add_option("--handshake-timeout", options->handshake_ms, "Milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--idle-timeout", options->idle_ms, "Milliseconds without an octet")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--ping-interval", options->ping_ms, "Milliseconds; 0: no heartbeat")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--pong-timeout", options->pong_ms, "Milliseconds")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_option("--shutdown-timeout", options->shutdown_ms, "Milliseconds for the peers' Close on SIGTERM")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--no-deflate", options->no_deflate, "Do not accept permessage-deflate");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
