#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reports/report.h"

namespace gauntlet::reports {

/// Both verdicts of a result in one word, worst last. A close that broke the protocol counts as a
/// failure; a server that left it to the client to drop the transport is merely not strict.
enum class Standing : std::uint8_t { kUnimplemented, kInformational, kOk, kNonStrict, kFailed };
inline constexpr std::size_t kStandings = 5;
[[nodiscard]] Standing standing(const RunResult& result);
[[nodiscard]] std::string_view name(Standing standing);
/// OK in both respects and nothing unexpected: needs no words in a report.
[[nodiscard]] bool plain_ok(const RunResult& result);

/// One subject: a column of the matrix.
struct Column {
  std::string agent;  ///< unique; "name (client)" if one name stood for both roles
  std::string stem;   ///< unique; begins the names of its files
  SubjectRole role = SubjectRole::kServer;
  std::array<std::size_t, kStandings> counts{};
  std::size_t total = 0, unexpected = 0, deaths = 0;
};

/// One case: a row. `cells` has a pointer a column, null where the case was not run.
struct Row {
  std::string id, table;
  std::vector<const RunResult*> cells;
  [[nodiscard]] const RunResult& any() const;
};

/// The results of a report in the order that every format shows: subjects as they first appear,
/// cases by number. If a subject has two results for a case, the later one counts. Points into the
/// report that it was made from.
struct Matrix {
  std::vector<Column> columns;
  std::vector<Row> rows;
  std::vector<std::string> notes;  ///< what had to be renamed or left out
  std::size_t total = 0, unexpected = 0;
};
[[nodiscard]] Matrix arrange(const Report& report);

/// Case ids share all but their last number with the others of their table: "1.1" of "1.1.8".
[[nodiscard]] std::string table_of(std::string_view case_id);
/// The heading of a table: "1.1 Text messages", or "1.1" if its title is not known.
[[nodiscard]] std::string table_heading(const Report& report, const std::string& table);
/// The reference's file name for an agent: lower case, what is not a letter or digit becomes `_`.
[[nodiscard]] std::string agent_stem(std::string_view agent);
/// "node_ws_case_1_1_1.json"
[[nodiscard]] std::string case_file_name(const std::string& stem, std::string_view case_id);

}  // namespace gauntlet::reports
