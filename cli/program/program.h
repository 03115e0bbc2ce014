#pragma once
#include <atomic>
#include <string>
#include <string_view>
#include <vector>

/// What whatever runs has of the program: its exit codes, its voice, its words, its signals.
namespace gauntlet::cli {

/// Exit codes that scripts rely on.
enum Exit : int {
  kAsExpected = 0,
  kFindings = 1,
  kUsage = 2,        ///< usage, or broken input
  kUnreachable = 3,  ///< a subject could not be reached, or went away
  kRegression = 4,   ///< performance
};

inline constexpr std::string_view kVersion = WS_VERSION;

/// One line on stderr: "wsgauntlet: ...".
void complain(std::string_view message);

/// The words of the command line, for reports.
void remember_command_line(int argc, char** argv);
[[nodiscard]] const std::vector<std::string>& command_line();

/// Set by SIGINT and SIGTERM once `catch_signals` was called; a second signal ends the program.
[[nodiscard]] const std::atomic<bool>& interrupted();
void catch_signals();

}  // namespace gauntlet::cli
