#include "cli/command.h"

#include <fmt/format.h>
#include <exception>
#include <string>

#include "cli/program/program.h"

namespace gauntlet::cli {

int run_program(CLI::App& program, int argc, char** argv, const int& exit) {
  try {
    remember_command_line(argc, argv);
    program.get_formatter()->column_width(34);
    program.footer(
        "Exit codes: 0 as expected, 1 findings, 2 usage or broken input, 3 subject unreachable, 4 performance "
        "regression.");
    program.set_version_flag("--version", std::string(kVersion));
    program.parse(argc, argv);
    return exit;
  } catch (const CLI::Success& success) {
    return program.exit(success);
  } catch (const CLI::ParseError& error) {
    complain(fmt::format("{} (see {} --help)", error.what(), program.get_name()));
  } catch (const std::exception& error) {
    complain(error.what());
  }
  return kUsage;
}

}  // namespace gauntlet::cli
