#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report.h"

namespace gauntlet::reports {

/// What became of a case between two runs.
enum class Change : std::uint8_t { kWorse, kBetter, kOther, kAppeared, kVanished };
inline constexpr std::array kChanges = {Change::kWorse, Change::kBetter, Change::kOther, Change::kAppeared,
                                        Change::kVanished};
[[nodiscard]] std::string_view name(Change change);  ///< "worse", "better", "changed", ...

struct CaseChange {
  Change change = Change::kOther;
  std::string agent, case_id, title;
  std::string before, after;  ///< verdicts: "OK/OK", "FAILED/OK, died"; empty where it was not run
  std::string difference;     ///< of a worse one: what came instead of what was expected
};

struct Changes {
  std::vector<CaseChange> all;  ///< worse ones first, then as kChanges; within by subject and case
  std::size_t same = 0;
  [[nodiscard]] std::size_t count(Change change) const;
};

/// Results are matched by subject and case. Worse and better are by both verdicts: a death is worse than
/// a failure, that than what is not implemented, that than what is not strict, that than OK.
[[nodiscard]] Changes compare_runs(const Report& before, const Report& after);

[[nodiscard]] std::string changes_text(const Changes& changes);
[[nodiscard]] std::string changes_markdown(const Changes& changes);
/// A page that needs nothing beside itself.
[[nodiscard]] std::string changes_html(const Changes& changes);

}  // namespace gauntlet::reports
