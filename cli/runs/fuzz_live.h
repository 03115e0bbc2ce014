#pragma once
#include <string>

#include "cli/options/fuzz.h"

namespace gauntlet::cli {

/// Whether the word names a subject that runs, and not one of our targets: "ws://...", "wss://...", "exec:...",
/// "listen://...".
[[nodiscard]] bool is_live_subject(const std::string& word);

/// `wsgauntlet fuzz SUBJECT`: fuzzed sessions with a running endpoint. Refuses one that is not on this machine unless
/// the user says that it is theirs. Returns an exit code: 0, 1 findings, 2 usage, 3 unreachable.
[[nodiscard]] int run_fuzz_live(const FuzzOptions& options);

}  // namespace gauntlet::cli
