#include "reports/coverage.h"

#include <algorithm>

namespace gauntlet::reports {

Coverage::Coverage(const Matrix& matrix) {
  for (const Row& row : matrix.rows) {
    row_of_[row.id] = &row;
    for (const std::string& requirement : row.any().requirements) citing_[requirement].push_back(row.id);
  }
}

std::vector<std::string> Coverage::cases_of(const RequirementInfo& requirement) const {
  std::vector<std::string> cases = requirement.cases;
  if (const auto more = citing_.find(requirement.id); more != citing_.end()) {
    cases.insert(cases.end(), more->second.begin(), more->second.end());
  }
  std::sort(cases.begin(), cases.end(), [](const std::string& a, const std::string& b) { return id_less(a, b); });
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  return cases;
}

std::optional<Standing> Coverage::standing_of(const RequirementInfo& requirement, std::size_t column) const {
  std::optional<Standing> worst;
  for (const std::string& id : cases_of(requirement)) {
    const auto row = row_of_.find(id);
    if (row == row_of_.end() || row->second->cells[column] == nullptr) continue;
    const Standing one = standing(*row->second->cells[column]);
    if (!worst || one > *worst) worst = one;
  }
  return worst;
}

CoverageCounts count(const std::vector<RequirementInfo>& requirements, const Coverage& coverage) {
  CoverageCounts counts;
  for (const RequirementInfo& requirement : requirements) {
    ++counts.total;
    if (requirement.testable) ++counts.testable;
    if (!coverage.cases_of(requirement).empty()) ++counts.with_cases;
  }
  return counts;
}

}  // namespace gauntlet::reports
