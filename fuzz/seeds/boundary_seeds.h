#pragma once
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// Inputs of frame_header: each length next to a boundary of section 5.2, in every form that can say it.
[[nodiscard]] std::vector<wire::Bytes> boundary_headers();
/// Inputs of opening_handshake_request: requests of every version that the registry of section 11.6 has, of those next
/// to them, and of what is no version.
[[nodiscard]] std::vector<wire::Bytes> version_requests();

}  // namespace gauntlet::fuzz
