#pragma once
#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gauntlet::bench {

struct ChildRun {
  std::string program;  ///< a path, or a name that is looked up in PATH
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;  ///< on top of ours
  std::filesystem::path folder;                    ///< where it runs; empty: here
  std::optional<int> core;                         ///< the one processor that it may use
  std::chrono::seconds most{600};                  ///< then it is ended
  const std::atomic<bool>* stop = nullptr;         ///< ended as soon as this is true
};

struct ChildEnd {
  int exit = 0;  ///< exit code, or 128 + the signal
  std::string out, err;
};

/// Runs a program to its end and collects what it prints. Or one line on why that did not work: it could
/// not be started, took too long, or was told to stop.
[[nodiscard]] std::variant<ChildEnd, std::string> run_child(const ChildRun& run);

/// The last line that isn't empty: what a program that failed usually says.
[[nodiscard]] std::string last_line(std::string_view text);

}  // namespace gauntlet::bench
