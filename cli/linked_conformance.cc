// The program that a user gets for a codec: `wsgauntlet conformance` with that codec as its subject.
#include <fmt/format.h>
#include <cstdlib>
#include <filesystem>

#include "cli/command.h"
#include "cli/conformance.h"
#include "cli/program/program.h"
#include "conformance/kit/registry.h"

int wsgauntlet_conformance(int argc, char** argv, const char* data_folder);

int wsgauntlet_conformance(int argc, char** argv, const char* data_folder) {
  using namespace gauntlet;
  ::setenv("WSGAUNTLET_DATA", data_folder, 0);
  if (linked_codecs().empty()) {
    cli::complain("no adapter in this program defines a wsgauntlet::Subject (see wsgauntlet/subject.h)");
    return cli::kUsage;
  }
  const auto subject = fmt::format("lib:{}", linked_codecs().front().name);
  CLI::App program{fmt::format("Play wsgauntlet's case tables against {} and judge what it does", subject),
                   std::filesystem::path(argv[0]).filename().string()};
  int exit = cli::kAsExpected;
  cli::add_conformance_options(program, subject, exit);
  return cli::run_program(program, argc, argv, exit);
}
