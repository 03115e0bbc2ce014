#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conformance/play/result.h"
#include "reports/requirement_info.h"

namespace gauntlet::reports {

/// Everything that the writers know. Documents are null where that part was not run; their content
/// is shown as it is found, so a document of another shape is never an error.
struct Report {
  RunInfo info;
  std::vector<RunResult> results;
  std::vector<RequirementInfo> requirements;
  std::map<std::string, std::string> table_titles;  ///< "1.1" -> "Text messages", where known
  nlohmann::json bench, fuzz, mutants, gate, history;
};

}  // namespace gauntlet::reports
