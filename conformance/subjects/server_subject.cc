#include "conformance/subjects/server_subject.h"

#include "conformance/subjects/server_run.h"

namespace gauntlet {

namespace {

class ServerSubject final : public Subject {
 public:
  ServerSubject(std::string agent, ServerTarget target) : agent_(std::move(agent)), target_(std::move(target)) {}
  [[nodiscard]] const std::string& agent() const override { return agent_.empty() ? target_.uri.authority : agent_; }
  [[nodiscard]] SubjectRole role() const override { return SubjectRole::kServer; }
  RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) override {
    return run_server_cases(agent_, target_, cases, options, nullptr, done).status;
  }

 private:
  std::string agent_;
  ServerTarget target_;
};

}  // namespace

std::unique_ptr<Subject> make_server_subject(std::string agent, ServerTarget target) {
  return std::make_unique<ServerSubject>(std::move(agent), std::move(target));
}

}  // namespace gauntlet
