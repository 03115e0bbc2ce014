#pragma once
#include <string>

#include "reports/matrix.h"
#include "reports/report.h"

/// The writers, each in a file of the same name: what goes into a file of that format.
namespace gauntlet::reports {

[[nodiscard]] std::string autobahn_index(const Matrix& matrix);
[[nodiscard]] std::string autobahn_case(const Column& column, const RunResult& result);
[[nodiscard]] std::string junit_xml(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string tap(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string sarif(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string summary_md(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string badge_json(const Matrix& matrix);
[[nodiscard]] std::string requirements_json(const Report& report, const Matrix& matrix);
[[nodiscard]] std::string html_page(const Report& report, const Matrix& matrix);

}  // namespace gauntlet::reports
