// The whole Connection as a server: small messages, with its allocations, and what a connection holds.
#include "bench/allocations.h"
#include "bench/open_connection.h"
#include "bench/parsers.h"
#include "ws/frame_writer.h"

namespace gauntlet::bench {

namespace {

std::string alphabet_name(const BatchPlan& plan) { return plan.text ? std::string(name(*plan.text)) : "binary"; }

/// Every message is sent back. What is written is thrown away once a batch.
void echo(benchmark::State& state, const BatchPlan& plan) {
  ws::Connection connection = open_server();
  measure_batches(state, plan, [&connection](ws::MutableOctets batch) {
    Delivered delivered;
    connection.receive(batch, ws::Time{0});
    ws::Event event;
    while (connection.next_event(event)) {
      if (event.type != ws::Event::Type::kMessage) continue;
      delivered.take(event.payload);
      connection.send(event.message_type, event.payload);
    }
    connection.consume_output(connection.output().size());
    return delivered;
  });
}

/// After a first batch, in which buffers grow to their size.
void count_allocations(benchmark::State& state, const BatchPlan& plan) {
  ws::Connection connection = open_server();
  FrameBatches batches(plan);
  PageOctets buffer(batches.largest());
  std::size_t counted = 0, messages = 0;
  bool first = true;
  for (auto _ : state) {
    const FrameBatch& batch = batches.next();
    std::memcpy(buffer.data(), batch.octets.data(), batch.octets.size());
    const std::size_t before = allocations();
    const Delivered delivered = drain(connection, {buffer.data(), batch.octets.size()});
    if (!first) counted += allocations() - before, messages += delivered.frames;
    first = false;
  }
  state.counters["value"] = messages == 0 ? 0.0 : static_cast<double>(counted) / static_cast<double>(messages);
}

/// Heap of one open connection, of a thousand of them.
void memory_of_connection(benchmark::State& state, const ws::ConnectionOptions& options) {
  constexpr std::size_t kCount = 1000;
  double each = 0;
  for (auto _ : state) {
    std::vector<ws::Connection> all;
    all.reserve(kCount);
    const std::size_t before = heap_octets();
    for (std::size_t i = 0; i < kCount; ++i) all.push_back(open_server(options));
    each = static_cast<double>(heap_octets() - before) / static_cast<double>(kCount);
  }
  state.counters["value"] = each;
}

/// Heap that stays with a connection after a message of `size` octets in two fragments.
void memory_of_message(benchmark::State& state, std::size_t size) {
  double held = 0;
  for (auto _ : state) {
    ws::Connection connection = open_server();
    std::vector<std::uint8_t> message(size, 'a');
    ws::FrameWriter writer(ws::Role::kClient);
    const std::size_t half = size / 2;
    writer.frame(ws::Opcode::kText, ws::Octets(message).first(half), false);
    writer.frame(ws::Opcode::kContinuation, ws::Octets(message).subspan(half), true);
    std::vector<std::uint8_t> octets(writer.output().begin(), writer.output().end());
    const std::size_t before = heap_octets();
    if (drain(connection, octets).octets != size) return state.SkipWithError("the message was not delivered");
    held = static_cast<double>(heap_octets()) - static_cast<double>(before);
  }
  state.counters["value"] = held;
}

void add_messages(const BatchPlan& plan) {
  add_receiver(plan);
  add(chart("connection", plan) + "/kernel:echo", {.unit = "ns a message", .anchors = {add_bare_parser(plan)}},
      [plan](benchmark::State& state) { echo(state, plan); })
      ->UseManualTime();
  add("allocations/messages:" + alphabet_name(plan), {.unit = "allocations a message", .anchors = {}},
      [plan](benchmark::State& state) { count_allocations(state, plan); })
      ->Iterations(20);
}

}  // namespace

void register_benchmarks() {
  for (const auto text :
       {std::optional<Alphabet>(), std::optional(Alphabet::kAscii), std::optional(Alphabet::kMixed)}) {
    BatchPlan plan;
    plan.text = text;
    add_messages(plan);
  }
  ws::ConnectionOptions plain, deflate;
  deflate.deflate.emplace();
  add("memory/connection:plain", {.unit = "octets", .anchors = {}}, [plain](benchmark::State& state) {
    memory_of_connection(state, plain);
  })->Iterations(1);
  add("memory/connection:deflate", {.unit = "octets", .anchors = {}}, [deflate](benchmark::State& state) {
    memory_of_connection(state, deflate);
  })->Iterations(1);
  for (const std::size_t size : {std::size_t{1024}, std::size_t{65536}, std::size_t{1048576}}) {
    add("memory/after:fragments/size:" + std::to_string(size), {.unit = "octets", .anchors = {}},
        [size](benchmark::State& state) { memory_of_message(state, size); })
        ->Iterations(1);
  }
}

}  // namespace gauntlet::bench
