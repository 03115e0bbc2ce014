#pragma once
#include <optional>
#include <string>

#include "reports/report.h"

namespace gauntlet::cli {

struct CompareOptions {
  std::string before, after;   ///< output folders, or results.jsonl files
  std::string markdown, html;  ///< files to write; empty: none
};

/// What changed between two runs, on stdout and in files. Returns an exit code: 1 if something is worse.
[[nodiscard]] int compare_reports(const CompareOptions& options);

}  // namespace gauntlet::cli
