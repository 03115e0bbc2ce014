#include <nlohmann/json.hpp>

#include "reports/coverage.h"
#include "reports/escape.h"
#include "reports/writers.h"

namespace gauntlet::reports {

std::string requirements_json(const Report& report, const Matrix& matrix) {
  using Json = nlohmann::ordered_json;
  const Coverage coverage(matrix);
  Json list = Json::array();
  for (const RequirementInfo& requirement : report.requirements) {
    Json one = {{"id", valid_utf8(requirement.id)},
                {"level", valid_utf8(requirement.level)},
                {"section", valid_utf8(requirement.section)},
                {"text", valid_utf8(requirement.text)},
                {"testable", requirement.testable}};
    if (!requirement.reason.empty()) one["reason"] = valid_utf8(requirement.reason);
    one["cases"] = Json::array();
    for (const std::string& id : coverage.cases_of(requirement)) one["cases"].push_back(valid_utf8(id));
    one["verdicts"] = Json::object();
    for (std::size_t i = 0; i < matrix.columns.size(); ++i) {
      const std::optional<Standing> worst = coverage.standing_of(requirement, i);
      one["verdicts"][valid_utf8(matrix.columns[i].agent)] = worst ? Json(std::string(name(*worst))) : Json(nullptr);
    }
    list.push_back(std::move(one));
  }
  const CoverageCounts counts = count(report.requirements, coverage);
  const Json out = {
      {"schema_version", 1},
      {"counts", {{"total", counts.total}, {"testable", counts.testable}, {"with_cases", counts.with_cases}}},
      {"requirements", std::move(list)}};
  return out.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gauntlet::reports
