#include "cli/command.h"
#include "cli/program/program.h"

int main(int argc, char** argv) {
  using namespace gauntlet::cli;
  CLI::App program{"Conformance, fuzzing and speed of WebSocket implementations (RFC 6455, RFC 7692)", "wsgauntlet"};
  program.require_subcommand(1);
  int exit = kAsExpected;
  for (const auto& command : commands()) command.add(program, exit);
  return run_program(program, argc, argv, exit);
}
