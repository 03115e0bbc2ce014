#pragma once
#include <filesystem>
#include <vector>

#include "conformance/table/loader.h"

namespace gauntlet::testing {

/// All case tables, loaded once for a test program.
[[nodiscard]] inline const std::vector<CaseTable>& tables() {
  static const auto loaded = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
  return loaded.tables;
}

}  // namespace gauntlet::testing
