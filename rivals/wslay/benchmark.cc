// wslay, both of its interfaces. Options: none of the frame interface; of the event interface messages are
// buffered as by default (its applications get whole messages), and UTF-8 of text is checked, which it
// always does.
#include <wslay/wslay.h>

#include <algorithm>
#include <memory>

#include "rivals/benchmarks.h"

namespace gauntlet::bench {

namespace {

/// What both interfaces read from.
struct Input {
  ws::MutableOctets left;
  Delivered delivered;

  ssize_t read(std::uint8_t* to, std::size_t size) {
    if (left.empty()) return -1;
    const std::size_t count = std::min(size, left.size());
    std::memcpy(to, left.data(), count);
    left = left.subspan(count);
    return static_cast<ssize_t>(count);
  }
};

ssize_t read_frames(std::uint8_t* to, std::size_t size, int, void* input) {
  return static_cast<Input*>(input)->read(to, size);
}

ssize_t read_events(wslay_event_context_ptr context, std::uint8_t* to, std::size_t size, int, void* input) {
  const ssize_t count = static_cast<Input*>(input)->read(to, size);
  if (count < 0) wslay_event_set_error(context, WSLAY_ERR_WOULDBLOCK);
  return count;
}

void on_message(wslay_event_context_ptr, const wslay_event_on_msg_recv_arg* message, void* input) {
  static_cast<Input*>(input)->delivered.take({message->msg, message->msg_length});
}

void receive_frames(benchmark::State& state, const BatchPlan& plan) {
  Input input;
  wslay_frame_callbacks callbacks{};
  callbacks.recv_callback = read_frames;
  wslay_frame_context_ptr context = nullptr;
  if (wslay_frame_context_init(&context, &callbacks, &input) != 0) return state.SkipWithError("wslay did not start");
  const std::unique_ptr<wslay_frame_context, void (*)(wslay_frame_context_ptr)> owner(context,
                                                                                      wslay_frame_context_free);
  measure_batches(state, plan, [&](ws::MutableOctets batch) {
    input.left = batch;
    Delivered delivered;
    std::uint64_t of_frame = 0;  // a long payload comes in pieces
    wslay_frame_iocb part{};
    while (true) {
      const ssize_t count = wslay_frame_recv(context, &part);
      if (count < 0) return delivered;
      if (part.data_length > 0) delivered.touched ^= part.data[0];
      delivered.octets += part.data_length;
      of_frame += part.data_length;
      if (of_frame == part.payload_length) ++delivered.frames, of_frame = 0;
    }
  });
}

void receive_events(benchmark::State& state, const BatchPlan& plan) {
  Input input;
  wslay_event_callbacks callbacks{};
  callbacks.recv_callback = read_events;
  callbacks.on_msg_recv_callback = on_message;
  wslay_event_context_ptr context = nullptr;
  if (wslay_event_context_server_init(&context, &callbacks, &input) != 0) {
    return state.SkipWithError("wslay did not start");
  }
  const std::unique_ptr<wslay_event_context, void (*)(wslay_event_context_ptr)> owner(context,
                                                                                      wslay_event_context_free);
  measure_batches(state, plan, [&](ws::MutableOctets batch) {
    input.left = batch;
    input.delivered = {};
    wslay_event_recv(context);
    return input.delivered;
  });
}

}  // namespace

void add_wslay(const BatchPlan& plan, const std::vector<std::string>& own) {
  if (!plan.text) {  // it leaves UTF-8 to the application
    add(peer_name(plan, "wslay_frame"), {.unit = "ns a frame", .anchors = own}, [plan](benchmark::State& state) {
      receive_frames(state, plan);
    })->UseManualTime();
  }
  add(peer_name(plan, "wslay_event"), {.unit = "ns a frame", .anchors = own}, [plan](benchmark::State& state) {
    receive_events(state, plan);
  })->UseManualTime();
}

}  // namespace gauntlet::bench
