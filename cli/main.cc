#include <fmt/format.h>
#include <cstdio>
#include <exception>

#include "cli/command.h"

int main(int argc, char** argv) {
  using namespace gauntlet::cli;
  try {
    CLI::App program{"Conformance, fuzzing and speed of WebSocket implementations (RFC 6455, RFC 7692)", "wsgauntlet"};
    program.set_version_flag("--version", std::string(kVersion));
    program.require_subcommand(1);
    program.get_formatter()->column_width(34);
    program.footer(
        "Exit codes: 0 as expected, 1 findings, 2 usage or broken input, 3 subject unreachable, 4 performance "
        "regression.");
    int exit = kAsExpected;
    for (const auto& command : commands()) command.add(program, exit);
    try {
      program.parse(argc, argv);
    } catch (const CLI::Success& success) {
      return program.exit(success);
    } catch (const CLI::ParseError& error) {
      complain(fmt::format("{} (see wsgauntlet --help)", error.what()));
      return kUsage;
    }
    return exit;
  } catch (const std::exception& error) {
    gauntlet::cli::complain(error.what());
    return kUsage;
  }
}
