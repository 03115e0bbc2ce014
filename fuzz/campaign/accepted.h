#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gauntlet::fuzz {

/// A finding that is known and does not fail a run until its date.
struct AcceptedFinding {
  std::string target, signature;
  std::string reason;   ///< why it is not mended
  std::string expires;  ///< the last day, "YYYY-MM-DD"
};

/// fuzz/accepted.json: {"schema_version": 1, "accepted": [...]}. No file: nothing is accepted. One line with file and
/// JSON pointer if it is not as it should be: a member is missing, a reason is empty, a date is none.
[[nodiscard]] std::variant<std::vector<AcceptedFinding>, std::string> load_accepted(const std::filesystem::path& file);

enum class Acceptance { kNone, kAccepted, kExpired };
/// `today` as "YYYY-MM-DD".
[[nodiscard]] Acceptance is_accepted(const std::vector<AcceptedFinding>& accepted, std::string_view target,
                                     std::string_view signature, std::string_view today);

/// The day that it is, in UTC.
[[nodiscard]] std::string today();

}  // namespace gauntlet::fuzz
