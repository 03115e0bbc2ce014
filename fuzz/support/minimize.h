#pragma once
#include <functional>

#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

/// Delta debugging: the simplest input found for which `fails` still holds, as it must for `input` itself. First whole
/// parts go (frames, steps, lines, if there is a structure), then octets, then what is left becomes plain. Ends when
/// no single change helps any more, or after `most_tries` calls of `fails`.
[[nodiscard]] Bytes minimize(View input, const Structure* structure, const std::function<bool(View)>& fails,
                             unsigned most_tries);

}  // namespace gauntlet::fuzz
