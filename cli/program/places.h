#pragma once
#include <filesystem>

namespace gauntlet::cli {

/// As a user may read it: relative if it is beneath the current directory, else as it is.
[[nodiscard]] std::filesystem::path from_here(const std::filesystem::path& path);

/// Where the tables and requirements are: $WSGAUNTLET_DATA, beside the installed program, or the
/// source tree that it was built from. As `from_here` says it, since messages name files in it.
[[nodiscard]] std::filesystem::path data_directory();

/// Where the program's own folder is, with its companions (fuzz targets, benchmarks).
[[nodiscard]] std::filesystem::path program_directory();

/// The fuzz targets' inputs: the folder that was named, or the committed one.
[[nodiscard]] std::filesystem::path corpus_directory(const std::filesystem::path& named);

}  // namespace gauntlet::cli
