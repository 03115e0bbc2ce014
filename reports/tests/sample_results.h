#pragma once
#include <filesystem>
#include <string>

#include "reports/report.h"

/// Results for the tests of this room.
namespace gauntlet::reports {

/// A passed case with the least that a result has.
[[nodiscard]] RunResult passed(const std::string& agent, const std::string& case_id);
/// A failed one that counts.
[[nodiscard]] RunResult failed(const std::string& agent, const std::string& case_id);
/// Every field has a value that it does not have by default, some of them hostile.
[[nodiscard]] RunResult full_result();
[[nodiscard]] RunInfo full_info();

/// What a case accepts.
[[nodiscard]] ExpectedOutcome accepts(std::vector<ExpectedEvent> events, Behaviour verdict = Behaviour::kOk);
[[nodiscard]] ExpectedEvent expected_echo(std::uint64_t first, std::uint64_t times = 1);
[[nodiscard]] ExpectedEvent expected_message(const Payload& payload, MessageKind kind = MessageKind::kText);
[[nodiscard]] ExpectedEvent expected_pong(const Payload& payload);
[[nodiscard]] ExpectedEvent expected_quiet(char name);
/// Every kind of event and of payload.
[[nodiscard]] std::vector<ExpectedOutcome> outcomes_of_every_kind();

/// Markup, a CDATA end, NUL, control characters, invalid UTF-8, and a turn of the writing direction.
inline const std::string kHostile =
    std::string("<script>alert(1)</script>]]>&'\"") + '\0' + "\x1b\x7f\xff\xc3(\xed\xa0\x80\xe2\x80\xae";

/// A folder that is gone with the test.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};
[[nodiscard]] std::string content_of(const std::filesystem::path& file);

}  // namespace gauntlet::reports
