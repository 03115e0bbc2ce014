#pragma once
#include <CLI/CLI.hpp>
#include <span>
#include <string_view>

namespace gauntlet::cli {

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

}  // namespace gauntlet::cli
