#pragma once
#include <string>
#include <vector>

#include "bench/frame_batches.h"

namespace gauntlet::bench {

// Rivals that are linked, each as its own documentation says is fast: the options stand in the source. All
// read the batches that the codec reads, from memory, as a server. What else they can do (sockets, timers,
// threads) has no part in it. `own` are the codec's parsers that they are compared with.

void add_wslay(const BatchPlan& plan, const std::vector<std::string>& own);
void add_beast(const BatchPlan& plan, const std::vector<std::string>& own);
void add_websocketpp(const BatchPlan& plan, const std::vector<std::string>& own);
void add_beast_handshake();

/// "parse/batches:fresh/payload:mix125/peer:NAME": in the chart of the codec's own parser.
[[nodiscard]] std::string peer_name(const BatchPlan& plan, const char* peer);

}  // namespace gauntlet::bench
