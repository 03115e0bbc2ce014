#include "cli/command.h"
#include "cli/program/program.h"
#include "ws/kernel.h"

int main(int argc, char** argv) {
  using namespace gauntlet::cli;
  if (const std::string problem = ws::kernel_problem(); !problem.empty()) {
    complain(problem);
    return kUsage;
  }
  CLI::App program{"Conformance, fuzzing and speed of WebSocket implementations (RFC 6455, RFC 7692)", "wsgauntlet"};
  program.require_subcommand(1);
  int exit = kAsExpected;
  for (const auto& command : commands()) command.add(program, exit);
  return run_program(program, argc, argv, exit);
}
