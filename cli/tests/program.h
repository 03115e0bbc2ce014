#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "conformance/subjects/process.h"

namespace gauntlet::testing {

/// A folder that goes with the test.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// wsgauntlet, running.
class Program {
 public:
  /// `arguments` as the shell reads them; started in `directory`, or where the test is.
  Program(const TestFolder& folder, const std::string& arguments, const std::string& directory = ".");

  /// Waits until it has ended, 100 s at most; its exit code, or -1 if it was killed.
  int wait();
  /// Waits until the output has `text`, 30 s at most.
  bool says(const std::string& text);
  /// The port after "listening on 127.0.0.1:".
  std::string port();
  [[nodiscard]] std::string output() const;
  void signal(int number) const;

 private:
  std::string output_file_;
  std::optional<Process> process_;
};

/// Runs it to its end.
struct Ended {
  int exit = -1;
  std::string output;
};
[[nodiscard]] Ended run(const TestFolder& folder, const std::string& arguments, const std::string& directory = ".");

/// The same of any process: waits until it has ended, 100 s at most; -1 if it was killed.
[[nodiscard]] int exit_code(Process& process);

[[nodiscard]] std::string read_file(const std::string& path);
/// Waits until the file has `text`, 30 s at most.
[[nodiscard]] bool wait_for_file(const std::string& path, const std::string& text);

}  // namespace gauntlet::testing
