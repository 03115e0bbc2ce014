#include "cli/program/program.h"

#include <fmt/format.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>

namespace gauntlet::cli {

namespace {

std::atomic<bool> stop_requested{false};

void on_signal(int) {
  if (stop_requested.exchange(true)) _exit(130);
}

std::vector<std::string>& words() {
  static std::vector<std::string> stored;
  return stored;
}

}  // namespace

void complain(std::string_view message) { fmt::print(stderr, "wsgauntlet: {}\n", message); }

void remember_command_line(int argc, char** argv) { words().assign(argv, argv + argc); }
const std::vector<std::string>& command_line() { return words(); }

const std::atomic<bool>& interrupted() { return stop_requested; }

void catch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace gauntlet::cli
