#include "bench/run/child_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace gauntlet::bench {

namespace {

using Clock = std::chrono::steady_clock;

class Pipe {
 public:
  Pipe() { broken_ = pipe2(ends_.data(), O_CLOEXEC) != 0; }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    for (const int end : ends_) {
      if (end >= 0) close(end);
    }
  }
  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] int read_end() const { return ends_[0]; }
  [[nodiscard]] int write_end() const { return ends_[1]; }
  void close_write_end() { close(std::exchange(ends_[1], -1)); }

 private:
  std::array<int, 2> ends_{-1, -1};
  bool broken_ = false;
};

/// Null at the end, as exec wants it; points into `texts`.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_of(const ChildRun& run) {
  std::vector<std::string> all;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view one = *at;
    if (!run.environment.contains(std::string(one.substr(0, one.find('='))))) all.emplace_back(one);
  }
  for (const auto& [name, value] : run.environment) all.push_back(name + "=" + value);
  return all;
}

/// In the child, between fork and exec: only what is safe there.
[[noreturn]] void become(const ChildRun& run, char* const* words, char* const* environment, const Pipe& out,
                         const Pipe& err, int told) {
  setpgid(0, 0);  // Ctrl-C is for us
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(out.write_end(), STDOUT_FILENO);
  dup2(err.write_end(), STDERR_FILENO);
  if (run.core) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(*run.core), &set);
    sched_setaffinity(0, sizeof set, &set);  // if it fails, only the noise is larger
  }
  if (run.folder.empty() || chdir(run.folder.c_str()) == 0) {
    execvpe(words[0], words, environment);
  }
  const int error = errno;
  [[maybe_unused]] const auto written = write(told, &error, sizeof error);
  _exit(127);
}

/// Reads both outputs until they end. Returns why it gave up, if it did.
std::string collect(const ChildRun& run, const Pipe& out, const Pipe& err, ChildEnd& end) {
  const auto deadline = Clock::now() + run.most;
  std::array<pollfd, 2> waits{pollfd{out.read_end(), POLLIN, 0}, pollfd{err.read_end(), POLLIN, 0}};
  const std::array texts{&end.out, &end.err};
  std::array<char, 65536> room{};
  while (waits[0].fd >= 0 || waits[1].fd >= 0) {
    if (run.stop != nullptr && *run.stop) return "stopped";
    if (Clock::now() > deadline) return "took longer than " + std::to_string(run.most.count()) + " s";
    if (poll(waits.data(), waits.size(), 100) <= 0) continue;
    for (std::size_t i = 0; i < waits.size(); ++i) {
      if (waits[i].fd < 0 || waits[i].revents == 0) continue;
      const ssize_t count = read(waits[i].fd, room.data(), room.size());
      if (count > 0) {
        texts[i]->append(room.data(), static_cast<std::size_t>(count));
      } else if (count == 0 || errno != EINTR) {
        waits[i].fd = -1;
      }
    }
  }
  return {};
}

int wait_for(pid_t process) {
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) continue;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::variant<ChildEnd, std::string> run_child(const ChildRun& run) {
  Pipe out, err, told;
  if (out.broken() || err.broken() || told.broken()) return run.program + ": " + std::strerror(errno);
  std::vector<std::string> words{run.program};
  words.insert(words.end(), run.arguments.begin(), run.arguments.end());
  auto environment = environment_of(run);
  const auto word_pointers = pointers_to(words);
  const auto environment_pointers = pointers_to(environment);

  const pid_t process = fork();
  if (process < 0) return run.program + ": " + std::strerror(errno);
  if (process == 0) become(run, word_pointers.data(), environment_pointers.data(), out, err, told.write_end());
  out.close_write_end();
  err.close_write_end();
  told.close_write_end();
  int error = 0;
  if (read(told.read_end(), &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
    wait_for(process);
    return run.program + ": " + std::strerror(error);
  }
  ChildEnd end;
  const std::string gave_up = collect(run, out, err, end);
  if (!gave_up.empty()) kill(-process, SIGKILL);
  end.exit = wait_for(process);
  if (!gave_up.empty()) return run.program + ": " + gave_up;
  return end;
}

std::string last_line(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  const std::size_t begin = text.rfind('\n');
  return std::string(begin == std::string_view::npos ? text : text.substr(begin + 1));
}

}  // namespace gauntlet::bench
