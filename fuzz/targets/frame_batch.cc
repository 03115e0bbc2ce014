// The frames of a script, read many at once. Oracle: parse_batch and are_valid_utf8 say, with every kernel, what
// reading one header after another, unmasking octet by octet (RFC 6455 section 5.3) and the harness's own reading of
// RFC 3629 do, and touch nothing else.

#include "fuzz/support/batch_reading.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

/// Of the script, `close_first` says that the frames begin inside a message; its plan means nothing.
class Comparison {
 public:
  void compare(View input) {
    decode(input, script_);
    put_on_wire(script_, wire_, kMostWire);
    const ws::ReceiverState state{.role = script_.client ? ws::Role::kClient : ws::Role::kServer,
                                  .rsv1_negotiated = script_.deflate,
                                  .inside_message = script_.close_first};
    batches_.check(wire_.octets, state, limits_of(script_).frame);
  }

 private:
  Script script_;
  WireForm wire_;
  BatchReadings batches_;
};

}  // namespace

const Structure* structure() { return &script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
