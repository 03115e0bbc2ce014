#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reports/matrix.h"
#include "reports/report.h"

namespace gauntlet::reports {

/// Where a format puts its files, one call each.
using FileSink = std::function<void(const std::string& name, const std::string& content)>;

/// One format. To add one: a writer in a file of its own, and a line in the table in formats.cc.
struct Format {
  std::string_view file;  ///< name, or pattern of names, within the folder
  std::string_view description;
  void (*write)(const Report& report, const Matrix& matrix, const FileSink& sink);
};
[[nodiscard]] std::span<const Format> formats();

/// Writes every format into `folder`, which is made if need be. A format that cannot be written does
/// not stop the others. Returns what went wrong; empty: all is there.
[[nodiscard]] std::vector<std::string> write_all(const Report& report, const std::filesystem::path& folder);

}  // namespace gauntlet::reports
