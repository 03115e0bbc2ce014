#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gauntlet::reports {

/// Replaces `path` by `content`, whole or not at all: it is written beside and then renamed. Returns
/// what went wrong, with the path; then an older file is as it was, and nothing else is left.
[[nodiscard]] std::optional<std::string> replace_file(const std::filesystem::path& path, std::string_view content);

/// Writes all of `octets`, in one write() unless the kernel takes less. Returns what went wrong.
[[nodiscard]] std::optional<std::string> write_fully(int descriptor, std::string_view octets);

/// The words for an errno value.
[[nodiscard]] std::string error_text(int error);

}  // namespace gauntlet::reports
