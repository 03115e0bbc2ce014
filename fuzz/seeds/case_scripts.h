#pragma once
#include <vector>

#include "conformance/table/case.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {

/// What a case sends, as inputs for targets that take a script: for a server and for a client, in the
/// case's own pieces and octet by octet. Long payloads become short ones of the same kind.
[[nodiscard]] std::vector<Bytes> scripts_of(const Case& test);

/// The same for the target of permessage-deflate, of a case that is about it.
[[nodiscard]] std::vector<Bytes> deflate_scripts_of(const Case& test);

/// The same payload, cut to what a seed should hold.
[[nodiscard]] Bytes bounded(const Payload& payload);

}  // namespace gauntlet::fuzz
