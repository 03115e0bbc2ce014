#pragma once
#include <string>
#include <string_view>

namespace gauntlet::fuzz {

/// An oracle was broken: says so on stderr, for people and, in one line, for whoever runs the target,
/// and aborts, which every fuzzing engine takes as a crash. `signature` is the same for all findings of
/// one cause.
[[noreturn]] void report_finding(std::string_view oracle, std::string_view signature, std::string_view detail);

/// What the line that machines read begins with; then oracle, a blank, and signature.
inline constexpr std::string_view kFindingMark = "wsgauntlet-finding: ";

}  // namespace gauntlet::fuzz
