#include "rivals/benchmarks.h"
#include "rivals/websocketpp/receiver.h"

namespace gauntlet::bench {

void add_websocketpp(const BatchPlan& plan, const std::vector<std::string>& own) {
  add(peer_name(plan, "websocketpp"), {.unit = "ns a frame", .anchors = own}, [plan](benchmark::State& state) {
    WebsocketppReceiver receiver;
    measure_batches(state, plan, [&receiver](ws::MutableOctets batch) {
      const auto result = receiver.receive(batch.data(), batch.size());
      Delivered delivered;
      delivered.frames = result.frames;
      delivered.octets = result.octets;
      delivered.touched = result.touched;
      return delivered;
    });
  })->UseManualTime();
}

}  // namespace gauntlet::bench
