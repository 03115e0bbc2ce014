#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/matrix.h"

namespace gauntlet::reports {

/// How subjects stand to requirements: by the cases of a run that cite them. Points into the matrix.
class Coverage {
 public:
  explicit Coverage(const Matrix& matrix);

  /// The worst of what the requirement's cases showed of one subject; nullopt: none of them ran.
  [[nodiscard]] std::optional<Standing> standing_of(const RequirementInfo& requirement, std::size_t column) const;
  /// The requirement's own cases and those of the run that cite it, in order, each once.
  [[nodiscard]] std::vector<std::string> cases_of(const RequirementInfo& requirement) const;

 private:
  std::map<std::string, const Row*, std::less<>> row_of_;
  std::map<std::string, std::vector<std::string>, std::less<>> citing_;
};

/// How many requirements there are, can be tested, and are cited by a case.
struct CoverageCounts {
  std::size_t total = 0, testable = 0, with_cases = 0;
};
[[nodiscard]] CoverageCounts count(const std::vector<RequirementInfo>& requirements, const Coverage& coverage);

}  // namespace gauntlet::reports
