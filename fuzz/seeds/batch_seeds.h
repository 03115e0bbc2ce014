#pragma once
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// Scripts of many small frames, for those who read them at once: payloads of every size at which a kernel changes its
/// ways, with characters of more than one octet at their ends, whole and in fragments, one beside the other.
[[nodiscard]] std::vector<wire::Bytes> batch_scripts();

}  // namespace gauntlet::fuzz
