#include <asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>

#include "cli/command.h"
#include "cli/echo_server.h"

namespace gauntlet::cli {

namespace {

struct Options {
  std::string listen = "127.0.0.1:9001";
  EchoOptions echo;
  long handshake_ms = 10'000, idle_ms = 120'000, ping_ms = 30'000, pong_ms = 10'000, shutdown_ms = 3'000;
  bool no_deflate = false;
};

bool split_address(const std::string& text, std::string& host, std::uint16_t& port) {
  const auto colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  host = text.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host == "localhost") host = "127.0.0.1";
  const auto [end, error] = std::from_chars(text.data() + colon + 1, text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size();
}

int run(Options options) {
  if (!split_address(options.listen, options.echo.host, options.echo.port)) {
    complain(fmt::format("--listen {}: not of the form HOST:PORT", options.listen));
    return kUsage;
  }
  options.echo.handshake_timeout = std::chrono::milliseconds(options.handshake_ms);
  options.echo.idle_timeout = std::chrono::milliseconds(options.idle_ms);
  options.echo.ping_interval = std::chrono::milliseconds(options.ping_ms);
  options.echo.pong_timeout = std::chrono::milliseconds(options.pong_ms);
  options.echo.shutdown_timeout = std::chrono::milliseconds(options.shutdown_ms);
  options.echo.deflate = !options.no_deflate;
  std::signal(SIGPIPE, SIG_IGN);
  asio::io_context context(1);
  EchoServer server(context, options.echo);
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
  auto options = std::make_shared<Options>();
  command->add_option("--listen", options->listen, "HOST:PORT; port 0 is any free one")->capture_default_str();
  command->add_option("--max-connections", options->echo.max_connections, "Connections at once")->capture_default_str();
  command->add_option("--max-buffered", options->echo.max_buffered, "Octets of answers held before reading stops")->capture_default_str();
  command->add_option("--max-message", options->echo.max_message, "Octets of one message")->capture_default_str();
  command->add_option("--handshake-timeout", options->handshake_ms, "Milliseconds")->check(CLI::PositiveNumber)->capture_default_str();
  command->add_option("--idle-timeout", options->idle_ms, "Milliseconds without an octet")->check(CLI::PositiveNumber)->capture_default_str();
  command->add_option("--ping-interval", options->ping_ms, "Milliseconds; 0: no heartbeat")->check(CLI::NonNegativeNumber)->capture_default_str();
  command->add_option("--pong-timeout", options->pong_ms, "Milliseconds")->check(CLI::PositiveNumber)->capture_default_str();
  command->add_option("--shutdown-timeout", options->shutdown_ms, "Milliseconds for the peers' Close on SIGTERM")->check(CLI::PositiveNumber)->capture_default_str();
  command->add_flag("--no-deflate", options->no_deflate, "Do not accept permessage-deflate");
  command->callback([options, &exit] { exit = run(*options); });
}

}  // namespace gauntlet::cli
