#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/finding.h"

/// JSON tables in, plain data out. Whatever case-table.schema.json demands is checked here too, so
/// that a table which loads is a valid one. Nothing but std::bad_alloc is ever thrown.
namespace gauntlet {

using LoadError = Finding;

struct LoadResult {
  std::optional<CaseTable> table;  ///< there if and only if `errors` is empty
  std::vector<LoadError> errors;   ///< in the order of the file, at most 20
};

/// `file_name` is where errors and cases say that they stand.
[[nodiscard]] LoadResult load_table_text(std::string_view text, const std::string& file_name);
[[nodiscard]] LoadResult load_table(const std::filesystem::path& file);

struct TablesResult {
  std::vector<CaseTable> tables;  ///< those that could be loaded, sorted by table id
  std::vector<LoadError> errors;  ///< of all files
};

/// Every *.json of a directory; one without any is an error.
[[nodiscard]] TablesResult load_tables(const std::filesystem::path& directory);
[[nodiscard]] TablesResult load_tables(const std::vector<std::filesystem::path>& files);

}  // namespace gauntlet
