// A connection of the codec, in either role, gets a script of frames in pieces. Oracles: what it tells, sends and
// refuses is what the model does (events, octets, close code, earliest offset and rule), for every way of cutting the
// octets; so it is also the same for all of them. Memory and steps are linear in the octets that came, whatever lengths
// were declared. Codes of Close frames have the names of their registry. Few octets, for many executions: large_frames
// has the others.

#include "fuzz/support/receiver_comparison.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

const Structure* structure() { return &script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::ReceiverComparison comparison(gauntlet::fuzz::kMostWire, {.one_in = 32, .most_wire = 256});
  comparison.compare({data, size});
  return 0;
}
