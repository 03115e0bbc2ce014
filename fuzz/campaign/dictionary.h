#pragma once
#include <filesystem>
#include <string>

namespace gauntlet::fuzz {

/// What is wrong with an engine's dictionary, as one line with file and line number; empty if nothing is, or if there
/// is no such file. A line is empty, a comment (#), or [NAME=]"WORD" where \\, \" and \xHH stand for octets. An engine
/// that meets another one ends at once with the exit code of a finding.
[[nodiscard]] std::string wrong_with_dictionary(const std::filesystem::path& file);

}  // namespace gauntlet::fuzz
