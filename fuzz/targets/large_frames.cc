// As receiver, with the same oracles, and as many octets as it takes to come to every limit: frames with 64-bit
// lengths, messages of more than 1 MiB, and those of an endpoint for which nobody has set any limits. One execution
// takes milliseconds, which is why this is a target by itself.

#include "fuzz/support/receiver_comparison.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

const Structure* structure() { return &large_script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::ReceiverComparison comparison(gauntlet::fuzz::kMostUsualWire,
                                                       {.one_in = 8, .most_wire = 4096});
  comparison.compare({data, size});
  return 0;
}
