#include "conformance/subjects/exec_subject.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <poll.h>

#include "conformance/subjects/process.h"
#include "conformance/subjects/server_subject.h"

namespace gauntlet {

namespace {

constexpr auto kStartLimit = std::chrono::seconds(20);
constexpr std::size_t kShownOutput = 4096;
constexpr int kPollMs = 10;

std::string end_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::size_t>(file.tellg());
  const auto shown = std::min(size, kShownOutput);
  file.seekg(static_cast<std::streamoff>(size - shown));
  std::string text(shown, '\0');
  file.read(text.data(), static_cast<std::streamsize>(shown));
  return text;
}

class ExecSubject final : public Subject {
 public:
  ExecSubject(std::string agent, std::string command, std::string output_file)
      : agent_(std::move(agent)), command_(std::move(command)), output_file_(std::move(output_file)) {}

  [[nodiscard]] const std::string& agent() const override { return agent_; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kServer; }

  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    std::string error;
    const auto port = free_port();
    auto command = command_;
    for (auto at = command.find("{port}"); at != std::string::npos; at = command.find("{port}")) {
      command.replace(at, 6, std::to_string(port));
    }
    std::error_code ignored;
    std::filesystem::remove(output_file_, ignored);
    auto process = Process::start(command, output_file_, error);
    if (process) error = wait_until_ready(*process, port);
    if (!error.empty()) return not_started(cases, fmt::format("{}: {}", command, error));
    WebSocketUri uri;
    uri.host = "127.0.0.1";
    uri.port = port;
    uri.authority = fmt::format("127.0.0.1:{}", port);
    const auto server = make_server_subject(agent_, uri);
    return server->run(cases, options, [&](RunResult result) {
      if (const auto end = process->ended(); end && !reported_) {
        reported_ = true;
        result.death = SubjectDeath{end->text(), end_of_file(output_file_)};
      }
      done(std::move(result));
    });
  }

 private:
  [[nodiscard]] std::string wait_until_ready(Process& process, std::uint16_t port) const {
    const auto deadline = std::chrono::steady_clock::now() + kStartLimit;
    while (!accepts("127.0.0.1", port)) {
      if (const auto end = process.ended()) return fmt::format("ended before it accepted a connection: {}; output in {}", end->text(), output_file_);
      if (std::chrono::steady_clock::now() >= deadline) return fmt::format("does not accept connections on port {}; output in {}", port, output_file_);
      ::poll(nullptr, 0, kPollMs);
    }
    return {};
  }

  static RunStatus not_started(std::span<const Case* const> cases, std::string why) {
    RunStatus status;
    for (const auto* test : cases) status.not_run.emplace_back(test->id, "the subject did not start");
    status.unreachable = std::move(why);
    return status;
  }

  std::string agent_, command_, output_file_;
  bool reported_ = false;
};

}  // namespace

std::unique_ptr<Subject> make_exec_subject(std::string agent, std::string command, std::string output_file) {
  return std::make_unique<ExecSubject>(std::move(agent), std::move(command), std::move(output_file));
}

}  // namespace gauntlet
