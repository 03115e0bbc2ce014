#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet::fuzz {

/// A program that runs beside this one, at the same addresses each time if the system allows that. What it prints, on
/// stdout or stderr, comes line by line.
class Child {
 public:
  /// Nothing if it could not be started; `error` says why. `variable` ("NAME=value") is added to the environment.
  [[nodiscard]] static std::optional<Child> start(const std::filesystem::path& program,
                                                  const std::vector<std::string>& arguments, std::string& error,
                                                  std::string variable = {});
  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  ~Child();  ///< kills it if it still runs

  [[nodiscard]] pid_t process() const { return process_; }
  [[nodiscard]] int descriptor() const { return descriptor_; }  ///< readable when it printed something
  /// Takes what is there. False at the end of its output.
  [[nodiscard]] bool read_some();
  /// The next whole line that was read; at the end of the output also one without a line's end.
  [[nodiscard]] std::optional<std::string> line();
  void interrupt();  ///< SIGINT: engines then end as if their runs were done
  /// Waits for its end: the exit code, or 128 + the signal.
  [[nodiscard]] int wait();

 private:
  Child(pid_t process, int descriptor) : process_(process), descriptor_(descriptor) {}

  pid_t process_ = -1;
  int descriptor_ = -1;
  std::string buffer_;
  bool ended_ = false;
};

}  // namespace gauntlet::fuzz
