#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reports/matrix.h"
#include "reports/report.h"

/// The parts of index.html, each as HTML in which everything that is not ours is escaped.
namespace gauntlet::reports::page {

/// Requirements by id, for the sentences beside a case.
using RequirementIndex = std::map<std::string, const RequirementInfo*, std::less<>>;
[[nodiscard]] RequirementIndex index_of(const std::vector<RequirementInfo>& requirements);

[[nodiscard]] std::string_view css_class(Standing standing);
[[nodiscard]] std::string_view css_class(const RunResult& result);
[[nodiscard]] std::string_view css_class(CloseBehaviour close);
/// Where a result is on the page, and its permalink: "node_ws/1.1.1".
[[nodiscard]] std::string anchor(const Column& column, const RunResult& result);

[[nodiscard]] std::string headline(const Matrix& matrix);
[[nodiscard]] std::string subjects(const Matrix& matrix);
[[nodiscard]] std::string matrix_table(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string coverage(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string run_facts(const Report& report, const Matrix& matrix);

/// What is not simply OK, each with all that is known, in at most about `budget` octets.
[[nodiscard]] std::string findings(const Report& report, const Matrix& matrix, std::size_t budget);
/// Whether a result stands among the findings (if the budget allows) rather than in case_data().
[[nodiscard]] bool is_finding(const RunResult& result);
/// One result in full; of its wire log at most `most_rows` rows.
[[nodiscard]] std::string case_body(const RunResult& result, const RequirementIndex& requirements,
                                    std::size_t most_rows);
/// The other results, as JSON for the page's script, in at most about `budget` octets.
[[nodiscard]] std::string case_data(const Report& report, const Matrix& matrix, std::size_t budget);

/// Which rows of a log are shown if not all can be: the first ones, and the last, where it ended.
struct Shown {
  std::size_t first = 0, last = 0;  ///< so many from the beginning, so many from the end
};
[[nodiscard]] Shown shown_rows(std::size_t size, std::size_t most_rows);

/// Any document as a section with tables; empty if it is null.
[[nodiscard]] std::string document(std::string_view id, std::string_view title, const nlohmann::json& json);
/// Four digits, or the whole number if it is large.
[[nodiscard]] std::string number_words(double value);
/// bench.json: a chart's place and the numbers for each group.
[[nodiscard]] std::string bench(const nlohmann::json& json);
/// What charts.js draws, as JSON; empty if there is nothing to draw.
[[nodiscard]] std::string bench_data(const nlohmann::json& json);

}  // namespace gauntlet::reports::page
