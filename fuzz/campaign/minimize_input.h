#pragma once
#include <filesystem>
#include <string>
#include <variant>

namespace gauntlet::fuzz {

struct MinimizedInput {
  std::filesystem::path file;  ///< beside the input, named like it with ".minimized" behind
  std::string signature;       ///< which both have
  std::string story;           ///< what the target says of it
};

/// Makes a failing input of a target as simple as can be, while it fails in the same way. One line that says what is
/// wrong: no such target is built in `programs`, no such file, it does not fail.
[[nodiscard]] std::variant<MinimizedInput, std::string> minimize_input(const std::filesystem::path& programs,
                                                                       const std::string& target,
                                                                       const std::filesystem::path& input);

/// The target that an input belongs to by the folder it lies in; empty if that is none's.
[[nodiscard]] std::string target_of(const std::filesystem::path& input);

}  // namespace gauntlet::fuzz
