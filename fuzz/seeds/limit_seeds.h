#pragma once
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// Scripts for a receiver at its limits: frames, messages and counts of fragments just below each of them, at it and
/// just above it. The usual limits, which are out of reach, are asked near powers of two instead: where somebody might
/// have put another one.
[[nodiscard]] std::vector<wire::Bytes> limit_scripts();

}  // namespace gauntlet::fuzz
