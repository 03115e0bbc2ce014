#pragma once
#include <filesystem>
#include <optional>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/requirements.h"
#include "reports/requirement_info.h"

namespace gauntlet::cli {

/// The tables and the requirements.
struct Data {
  std::vector<CaseTable> tables;
  Requirements requirements;
};
/// Everything under data_directory(), or these tables instead; errors are printed, then nothing is returned.
[[nodiscard]] std::optional<Data> load_data(const std::filesystem::path& tables_directory = {});

/// The requirements with the cases that cite them, as the coverage report takes them.
[[nodiscard]] std::vector<reports::RequirementInfo> coverage_of(const Data& data);

}  // namespace gauntlet::cli
