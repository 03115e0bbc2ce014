#include "fuzz/support/forked_run.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <system_error>

#include "fuzz/support/engine_log.h"

namespace gauntlet::fuzz {
namespace {

[[noreturn]] void be_the_child(const std::function<void(wire::View)>& target, wire::View input, unsigned seconds,
                               int out) {
  dup2(out, STDERR_FILENO);
  close(out);
  const rlimit limit{.rlim_cur = seconds, .rlim_max = seconds + 1};
  setrlimit(RLIMIT_CPU, &limit);
  target(input);
  std::fflush(nullptr);
  _exit(0);
}

/// All lines of the child, until it has closed its end.
void read_log(int in, EngineLog& log) {
  std::string line;
  std::array<char, 4096> room{};
  while (true) {
    const ssize_t count = read(in, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    for (const char c : std::string_view(room.data(), static_cast<std::size_t>(count))) {
      if (c != '\n') {
        line += c;
        continue;
      }
      log.line(line);
      line.clear();
    }
  }
  if (!line.empty()) log.line(line);
}

}  // namespace

std::optional<Failure> run_forked(const std::function<void(wire::View)>& target, wire::View input, unsigned seconds) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    close(ends[0]);
    be_the_child(target, input, seconds, ends[1]);
  }
  close(ends[1]);
  EngineLog log;
  read_log(ends[0], log);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU) return Failure{"timeout", log.story()};
  return Failure{log.signature(), log.story()};
}

}  // namespace gauntlet::fuzz
