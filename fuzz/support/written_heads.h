#pragma once
#include "fuzz/model/head.h"
#include "fuzz/support/octet_source.h"

namespace gauntlet::fuzz {

/// What a client and a server of the codec write, whose applications give them the parts of a request's head that
/// came, and `rest` as the value of one more field. Oracles: no part ever breaks a head (CR and LF above all): what is
/// written is one head that the model accepts and that says the same, or nothing at all; it is not nothing if the model
/// takes the request and the further field (`accepted`); and the server's answer opens the client.
void check_written_heads(const model::HeadReading& head, View rest, bool accepted);

}  // namespace gauntlet::fuzz
