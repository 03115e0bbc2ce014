#pragma once
#include <sys/types.h>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gauntlet {

/// How a child ended.
struct ProcessEnd {
  bool by_signal = false;
  int code = 0;                            ///< exit code, or signal
  [[nodiscard]] std::string text() const;  ///< "exit code 3", "signal 11 (Segmentation fault)"
};

/// A child process in a process group of its own, with its output in a file. The group ends with the
/// object: SIGTERM first, SIGKILL after a while.
class Process {
 public:
  /// Runs `command` through the shell, its output appended to `output_file`. Nothing and `error` if it
  /// could not be started.
  [[nodiscard]] static std::optional<Process> start(const std::string& command, const std::string& output_file,
                                                    std::string& error);
  ~Process();
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;

  /// Whether it has ended, and how. Never waits.
  [[nodiscard]] std::optional<ProcessEnd> ended();
  /// Ends the whole group and waits for it.
  void stop();
  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  explicit Process(pid_t pid) : pid_(pid) {}
  bool wait_until_ended(std::chrono::milliseconds limit);

  pid_t pid_ = -1;
  std::optional<ProcessEnd> end_;
};

/// A TCP port of the loopback interface that nobody listens on at present; 0 if there is none.
[[nodiscard]] std::uint16_t free_port();

/// Whether somebody accepts connections there.
[[nodiscard]] bool accepts(const std::string& host, std::uint16_t port);

}  // namespace gauntlet
