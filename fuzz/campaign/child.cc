#include "fuzz/campaign/child.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/personality.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

extern char** environ;

namespace gauntlet::fuzz {

namespace {

constexpr std::size_t kMostLine = 64U << 10;  // of one line that never ends

/// What is started meanwhile has the same addresses each time. Kernels mind where octets lie within a page, so that
/// coverage, and with it what the engine tries next, is else another for the same seed. Where it is not allowed, as in
/// some containers, addresses stay random.
class FixedAddresses {
 public:
  FixedAddresses() : before_(personality(kAsk)) {
    if (before_ != -1) personality(static_cast<unsigned long>(before_) | ADDR_NO_RANDOMIZE);
  }
  ~FixedAddresses() {
    if (before_ != -1) personality(static_cast<unsigned long>(before_));
  }
  FixedAddresses(const FixedAddresses&) = delete;
  FixedAddresses& operator=(const FixedAddresses&) = delete;

 private:
  static constexpr unsigned long kAsk = 0xFFFFFFFF;
  int before_;
};

}  // namespace

std::optional<Child> Child::start(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                                  std::string& error, std::string variable) {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  // A group of its own: Ctrl-C is for us, and we tell the child.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> words{program.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::vector<char*> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) environment.push_back(*entry);
  if (!variable.empty()) environment.push_back(variable.data());
  environment.push_back(nullptr);
  pid_t process = -1;
  const FixedAddresses fixed;
  const int failed = posix_spawn(&process, program.c_str(), &actions, &attributes, pointers.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (failed != 0) {
    close(ends[0]);
    error = std::strerror(failed);
    return std::nullopt;
  }
  return Child(process, ends[0]);
}

Child::Child(Child&& other) noexcept
    : process_(std::exchange(other.process_, -1)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      ended_(other.ended_) {}

Child& Child::operator=(Child&& other) noexcept {
  std::swap(process_, other.process_);
  std::swap(descriptor_, other.descriptor_);
  std::swap(buffer_, other.buffer_);
  std::swap(ended_, other.ended_);
  return *this;
}

Child::~Child() {
  if (descriptor_ >= 0) close(descriptor_);
  if (process_ > 0) {
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }
}

bool Child::read_some() {
  std::array<char, 16U << 10> room{};
  ssize_t count = 0;
  do {
    count = read(descriptor_, room.data(), room.size());
  } while (count < 0 && errno == EINTR);
  if (count <= 0) {
    ended_ = true;
    return false;
  }
  buffer_.append(room.data(), static_cast<std::size_t>(count));
  return true;
}

std::optional<std::string> Child::line() {
  const std::size_t end = buffer_.find('\n');
  const bool whole = end != std::string::npos;
  if (!whole && buffer_.size() < kMostLine && (!ended_ || buffer_.empty())) return std::nullopt;
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, whole ? end + 1 : buffer_.size());
  return line;
}

void Child::interrupt() {
  if (process_ > 0) kill(process_, SIGINT);
}

int Child::wait() {
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) continue;
  process_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace gauntlet::fuzz
