// Cost must grow linearly with what a peer sends, however it is cut: each of these is fitted to N.
#include <algorithm>

#include "bench/open_connection.h"
#include "bench/program.h"
#include "ws/frame_writer.h"
#include "ws/handshake.h"

namespace gauntlet::bench {

namespace {

using Octets = std::vector<std::uint8_t>;

Octets taken(const ws::FrameWriter& writer) { return {writer.output().begin(), writer.output().end()}; }

/// One message of `count` fragments of 16 octets.
Octets fragments(std::size_t count) {
  ws::FrameWriter writer(ws::Role::kClient);
  const Octets payload(16, 'a');
  for (std::size_t i = 0; i < count; ++i) {
    writer.frame(i == 0 ? ws::Opcode::kText : ws::Opcode::kContinuation, payload, i + 1 == count);
  }
  return taken(writer);
}

/// `count` messages of 16 octets, for one read.
Octets frames(std::size_t count) {
  ws::FrameWriter writer(ws::Role::kClient);
  for (std::size_t i = 0; i < count; ++i) writer.text("0123456789abcdef");
  return taken(writer);
}

/// One message of `count` octets.
Octets message(std::size_t count) {
  ws::FrameWriter writer(ws::Role::kClient);
  writer.text(std::string(count, 'a'));
  return taken(writer);
}

void finish(benchmark::State& state) {
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * state.range(0));
  state.SetComplexityN(state.range(0));
}

/// `piece` octets a read; 0: all in one.
void receive(benchmark::State& state, Octets (*make)(std::size_t), std::size_t piece) {
  const Octets all = make(static_cast<std::size_t>(state.range(0)));
  ws::Connection connection = open_server();
  Octets room(all.size());
  const std::size_t step = piece == 0 ? all.size() : piece;
  for (auto _ : state) {
    std::copy(all.begin(), all.end(), room.begin());
    std::size_t messages = 0;
    for (std::size_t at = 0; at < room.size(); at += step) {
      messages += drain(connection, ws::MutableOctets(room).subspan(at, std::min(step, room.size() - at))).frames;
    }
    if (messages == 0) return state.SkipWithError("nothing was delivered");
  }
  finish(state);
}

void read_fields(benchmark::State& state) {
  ws::Limits limits;
  limits.max_header_count = 1U << 20;
  limits.max_header_size = 64U << 20;
  std::string text(browser_request().substr(0, browser_request().size() - 2));
  for (std::int64_t i = 0; i < state.range(0); ++i) text += "X-Field-" + std::to_string(i) + ": value\r\n";
  text += "\r\n";
  for (auto _ : state) {
    ws::HeadReader reader(limits);
    reader.feed(ws::as_octets(text));
    if (!reader.complete() || ws::validate_request(reader.head()).index() != 0) {
      return state.SkipWithError("a valid request was refused");
    }
  }
  finish(state);
}

template <class Body>
void add_fitted(const char* name, const char* unit, std::int64_t most, Body body) {
  add(name, {.unit = unit, .anchors = {}}, body)
      ->ArgName("size")
      ->RangeMultiplier(4)
      ->Range(64, most)
      ->Complexity(benchmark::oN);
}

}  // namespace

void register_benchmarks() {
  add_fitted("complexity/of:fragments_in_a_message", "ns a fragment", 65536,
             [](benchmark::State& state) { receive(state, fragments, 0); });
  add_fitted("complexity/of:frames_in_a_read", "ns a frame", 16384,
             [](benchmark::State& state) { receive(state, frames, 0); });
  add_fitted("complexity/of:reads_of_one_octet", "ns a read", 16384,
             [](benchmark::State& state) { receive(state, message, 1); });
  add_fitted("complexity/of:header_fields", "ns a field", 16384, read_fields);
}

}  // namespace gauntlet::bench
