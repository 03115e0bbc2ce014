#pragma once
#include <string>
#include <string_view>

#include "bench/frame_batches.h"
#include "ws/connection.h"

namespace gauntlet::bench {

/// A request as a browser sends it: about 500 octets, 13 fields.
[[nodiscard]] std::string_view browser_request();

/// A server's connection that is open, its answer taken. Ends the program if the codec refuses.
[[nodiscard]] ws::Connection open_server(ws::ConnectionOptions options = {});

/// Takes all that a batch has: messages delivered.
[[nodiscard]] Delivered drain(ws::Connection& connection, ws::MutableOctets batch);

}  // namespace gauntlet::bench
