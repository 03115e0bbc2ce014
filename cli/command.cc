#include "cli/command.h"

#include <fmt/format.h>
#include <unistd.h>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/campaign.h"
#include "conformance/table/loader.h"

namespace gauntlet::cli {

namespace {

std::atomic<bool> stop_requested{false};

void on_signal(int) {
  if (stop_requested.exchange(true)) _exit(130);
}

}  // namespace

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

void complain(std::string_view message) { fmt::print(stderr, "wsgauntlet: {}\n", message); }

std::filesystem::path program_directory() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::filesystem::current_path() : program.parent_path();
}

std::filesystem::path from_here(const std::filesystem::path& path) {
  std::error_code error;
  const auto here = std::filesystem::current_path(error);
  if (error || path.is_relative()) return path;
  const auto relative = path.lexically_normal().lexically_relative(here);
  return relative.empty() || *relative.begin() == ".." ? path : relative;
}

std::filesystem::path data_directory() {
  if (const char* named = std::getenv("WSGAUNTLET_DATA")) return named;
  const auto installed = program_directory().parent_path() / "share" / "wsgauntlet";
  std::error_code error;
  if (std::filesystem::exists(installed / "cases", error)) return from_here(installed);
  return from_here(std::filesystem::path(WS_SOURCE_DIR) / "conformance");
}

std::optional<Data> load_data(const std::filesystem::path& tables_directory) {
  const auto directory = data_directory();
  auto tables = load_tables(tables_directory.empty() ? (directory / "cases").lexically_normal() : tables_directory);
  auto requirements = load_requirements((directory / "requirements").lexically_normal());
  for (const auto& error : tables.errors) fmt::print(stderr, "{}\n", to_string(error));
  for (const auto& error : requirements.errors) fmt::print(stderr, "{}\n", to_string(error));
  if (!tables.errors.empty() || !requirements.errors.empty()) return std::nullopt;
  return Data{std::move(tables.tables), std::move(requirements.requirements)};
}

const std::atomic<bool>& interrupted() { return stop_requested; }

void catch_signals() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace gauntlet::cli
