#pragma once
#include <CLI/CLI.hpp>
#include <atomic>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/requirements.h"

namespace gauntlet::cli {

/// Exit codes that scripts rely on.
enum Exit : int {
  kAsExpected = 0,
  kFindings = 1,
  kUsage = 2,        ///< usage, or broken input
  kUnreachable = 3,  ///< a subject could not be reached, or went away
  kRegression = 4,   ///< performance
};

/// A subcommand: adds itself to the program. What it parses lives as long as the program; its callback
/// sets `exit`.
struct Command {
  std::string_view name;
  void (*add)(CLI::App& program, int& exit);
};
[[nodiscard]] std::span<const Command> commands();

/// Parses the command line and does what it says: a program's whole main, once its commands are added.
/// `exit` is what they set.
[[nodiscard]] int run_program(CLI::App& program, int argc, char** argv, const int& exit);

void add_conformance(CLI::App& program, int& exit);
void add_echo(CLI::App& program, int& exit);
void add_explain(CLI::App& program, int& exit);
void add_lint(CLI::App& program, int& exit);
void add_list(CLI::App& program, int& exit);
void add_report(CLI::App& program, int& exit);
void add_serve(CLI::App& program, int& exit);
void add_wstest(CLI::App& program, int& exit);
void add_fuzz(CLI::App& program, int& exit);
void add_bench(CLI::App& program, int& exit);
void add_gate(CLI::App& program, int& exit);
void add_completion(CLI::App& program, int& exit);
void add_mutants(CLI::App& program, int& exit);

inline constexpr std::string_view kVersion = WS_VERSION;

/// One line on stderr: "wsgauntlet: ...".
void complain(std::string_view message);

/// As a user may read it: relative if it is beneath the current directory, else as it is.
[[nodiscard]] std::filesystem::path from_here(const std::filesystem::path& path);

/// Where the tables and requirements are: $WSGAUNTLET_DATA, beside the installed program, or the
/// source tree that it was built from. As `from_here` says it, since messages name files in it.
[[nodiscard]] std::filesystem::path data_directory();

/// Where the program's own folder is, with its companions (fuzz targets, benchmarks).
[[nodiscard]] std::filesystem::path program_directory();

/// Everything under conformance/; errors are printed, then nothing is returned.
struct Data {
  std::vector<CaseTable> tables;
  Requirements requirements;
};
[[nodiscard]] std::optional<Data> load_data(const std::filesystem::path& tables_directory = {});

/// Set by SIGINT and SIGTERM once `catch_signals` was called; a second signal ends the program.
[[nodiscard]] const std::atomic<bool>& interrupted();
void catch_signals();

}  // namespace gauntlet::cli
