#pragma once
#include <vector>

#include "conformance/wire/frame.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {

/// Sessions in which both ends do what they may: messages of every length form, fragments, pings, the closing
/// handshake with every kind of code, from either side and from both at once, heartbeats, and what comes too late.
[[nodiscard]] std::vector<wire::Bytes> plain_sessions();

/// A session in which somebody else's frames arrive at the end that the script is for. Nothing if they don't fit.
[[nodiscard]] std::vector<wire::Bytes> session_of(const Script& script);

}  // namespace gauntlet::fuzz
