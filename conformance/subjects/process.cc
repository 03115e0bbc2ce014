#include "conformance/subjects/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

namespace gauntlet {

namespace {

constexpr auto kTermPatience = std::chrono::milliseconds(3'000);
constexpr auto kProcessPoll = std::chrono::milliseconds(5);

ProcessEnd end_of(int status) {
  if (WIFSIGNALED(status)) return {true, WTERMSIG(status)};
  // A shell says so when its child died by a signal.
  constexpr int kShellSignal = 128;
  const int code = WEXITSTATUS(status);
  if (code > kShellSignal && code < kShellSignal + NSIG) return {true, code - kShellSignal};
  return {false, code};
}

class Socket {
 public:
  Socket() : fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd >= 0) ::close(fd);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  const int fd;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

std::string ProcessEnd::text() const {
  return by_signal ? fmt::format("signal {} ({})", code, strsignal(code)) : fmt::format("exit code {}", code);
}

std::optional<Process> Process::start(const std::string& command, const std::string& output_file, std::string& error) {
  const int output = ::open(output_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (output < 0) {
    error = fmt::format("{}: {}", output_file, std::strerror(errno));
    return std::nullopt;
  }
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // not even a harness that is killed leaves it behind
    const int nothing = ::open("/dev/null", O_RDONLY);
    ::dup2(nothing, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(output, STDERR_FILENO);
    ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    ::_exit(127);
  }
  const int failure = errno;
  ::close(output);
  if (pid < 0) {
    error = fmt::format("can't start a process: {}", std::strerror(failure));
    return std::nullopt;
  }
  ::setpgid(pid, pid);  // whichever of the two comes first
  return Process(pid);
}

Process::Process(Process&& other) noexcept : pid_(std::exchange(other.pid_, -1)), end_(other.end_) {}
Process& Process::operator=(Process&& other) noexcept {
  stop();
  pid_ = std::exchange(other.pid_, -1);
  end_ = other.end_;
  return *this;
}
Process::~Process() { stop(); }

std::optional<ProcessEnd> Process::ended() {
  if (pid_ < 0 || end_) return end_;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) == pid_) end_ = end_of(status);
  return end_;
}

bool Process::wait_until_ended(std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!ended()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    ::poll(nullptr, 0, static_cast<int>(kProcessPoll.count()));
  }
  return true;
}

void Process::stop() {
  if (pid_ < 0) return;
  // The group, not the child alone: a shell or a launcher may have children of its own.
  ::kill(-pid_, SIGTERM);
  if (!wait_until_ended(kTermPatience)) {
    ::kill(-pid_, SIGKILL);
    wait_until_ended(kTermPatience);
  }
  ::kill(-pid_, SIGKILL);
  pid_ = -1;
}

std::uint16_t free_port() {
  const Socket socket;
  auto address = loopback(0);
  socklen_t size = sizeof(address);
  if (::bind(socket.fd, reinterpret_cast<const sockaddr*>(&address), size) != 0) return 0;
  if (::getsockname(socket.fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

bool accepts(const std::string& host, std::uint16_t port) {
  const Socket socket;
  auto address = loopback(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(socket.fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
}

}  // namespace gauntlet
