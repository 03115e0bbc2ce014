#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/finding.h"
#include "conformance/table/requirements.h"

/// What a schema cannot say about the tables: order, references, coverage, and how the files look.
namespace gauntlet {

using LintFinding = Finding;

/// Reads no file; lines are those of the cases.
[[nodiscard]] std::vector<LintFinding> lint(const std::vector<CaseTable>& tables, const Requirements& requirements);

/// Whether each outcome, and the FAILED of those that fit none, names statements that can bear its verdict and bind the
/// roles of the case, and can be reached. The reference's own tables say no statements.
[[nodiscard]] std::vector<LintFinding> lint_verdicts(const CaseTable& table, const Requirements& requirements);

/// Whether the levels are the RFCs' own words: looks for them in `folder`, rfc6455.txt and so on, at the line of a
/// statement or, where no line is known, in its section. An RFC that is not there is a finding.
[[nodiscard]] std::vector<LintFinding> lint_levels(const Requirements& requirements,
                                                   const std::filesystem::path& folder);

/// The files as they should be written; nothing if `text` is not JSON.
[[nodiscard]] std::optional<std::string> canonical(std::string_view text);               ///< a case table
[[nodiscard]] std::optional<std::string> canonical_requirements(std::string_view text);  ///< dump(2), line feed

/// Whether a file is canonical: a finding at the first line that is not.
[[nodiscard]] std::vector<LintFinding> lint_format(std::string_view text, const std::string& file_name,
                                                   std::string_view canonical_text);

/// All of the above, and exact lines, for the files that the tables and requirements came from.
[[nodiscard]] std::vector<LintFinding> lint_files(const std::vector<CaseTable>& tables,
                                                  const Requirements& requirements);

/// Rewrites those files in their canonical form; returns the names of those that changed.
struct FixResult {
  std::vector<std::string> rewritten;
  std::vector<LintFinding> errors;
};
[[nodiscard]] FixResult fix_format(const std::vector<CaseTable>& tables, const Requirements& requirements);

}  // namespace gauntlet
