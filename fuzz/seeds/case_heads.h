#pragma once
#include <string>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// What a case sends as its opening handshake, as inputs for the targets that open a connection: of a client for a
/// server, and of a server for a client; with the frames behind it where the case sends them along.
[[nodiscard]] std::vector<wire::Bytes> requests_of(const Case& test);
[[nodiscard]] std::vector<wire::Bytes> responses_of(const Case& test);

/// Values of Sec-WebSocket-Extensions in it, as inputs for their target.
[[nodiscard]] std::vector<wire::Bytes> extension_values_of(const Case& test);

}  // namespace gauntlet::fuzz
