// How fast a linked codec echoes: batches of whole messages in, echoes out, beside the embedded codec behind the same
// interface. The reader of the echoes, which looks at headers only, takes part in both.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "bench/frame_batches.h"
#include "bench/linked/embedded_echo.h"
#include "bench/parsers.h"
#include "conformance/kit/registry.h"
#include "ws/handshake.h"

namespace gauntlet::bench {

namespace {

using wsgauntlet::Connection;
using wsgauntlet::Opening;
using wsgauntlet::Role;

/// No extensions are asked for: an echo has the octets of its message.
constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

/// Whole data frames in what an endpoint sent. Anything else than that counts for nothing.
Delivered count_echoes(ws::Octets sent) {
  Delivered delivered;
  while (sent.size() >= 2) {
    const bool masked = (sent[1] & 0x80U) != 0;
    std::uint64_t length = sent[1] & 0x7FU;
    std::size_t header = 2;
    const std::size_t extended = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (extended > 0) length = 0;
    if (sent.size() < header + extended) return {};
    for (std::size_t i = 0; i < extended; ++i) length = length << 8U | sent[header + i];
    header += extended + (masked ? 4 : 0);
    if (sent.size() < header || sent.size() - header < length || (sent[0] & 0x0FU) > 2) return {};
    if ((sent[0] & 0x80U) != 0) ++delivered.frames;
    delivered.octets += length;
    sent = sent.subspan(header + static_cast<std::size_t>(length));
  }
  return delivered;
}

/// A server's connection that is open, its answer taken.
std::unique_ptr<Connection> open_server(wsgauntlet::Factory make, Opening opening) {
  auto connection = make(Role::kServer);
  connection->start();
  if (opening == Opening::kByHarness) return connection;
  std::string request(kRequest);
  connection->receive(reinterpret_cast<std::uint8_t*>(request.data()), request.size());
  connection->clear_output();
  return connection;
}

/// The same for a client: it gets the answer to its request.
std::unique_ptr<Connection> open_client(wsgauntlet::Factory make, Opening opening) {
  auto connection = make(Role::kClient);
  connection->start();
  if (opening == Opening::kByHarness) return connection;
  const auto& request = connection->output();
  constexpr std::string_view kField = "Sec-WebSocket-Key: ";
  const std::string text(request.begin(), request.end());
  const auto at = text.find(kField);
  const auto key = at == std::string::npos ? std::string() : text.substr(at + kField.size(), 24);
  std::string answer =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: " +
      ws::accept_value(key) + "\r\n\r\n";
  connection->clear_output();
  connection->receive(reinterpret_cast<std::uint8_t*>(answer.data()), answer.size());
  connection->clear_output();
  return connection;
}

void echo(benchmark::State& state, const BatchPlan& plan, wsgauntlet::Factory make, Opening opening) {
  const auto connection = plan.masked ? open_server(make, opening) : open_client(make, opening);
  measure_batches(state, plan, [&connection](ws::MutableOctets batch) {
    connection->clear_output();
    connection->receive(batch.data(), batch.size());
    return count_echoes(connection->output());
  });
}

void add_plan(const BatchPlan& plan, const LinkedCodec& codec) {
  const std::string in_chart = chart("echo", plan);
  const std::string own = in_chart + "/kernel:embedded" + size_part(plan);
  add(own, {.unit = "ns a message", .anchors = {}}, [plan](benchmark::State& state) {
    echo(state, plan, wsgauntlet::make<EmbeddedEcho>, Opening::kByCodec);
  })->UseManualTime();
  add(in_chart + "/peer:" + codec.name + size_part(plan), {.unit = "ns a message", .anchors = {own}},
      [plan, codec](benchmark::State& state) { echo(state, plan, codec.make, codec.opening); })
      ->UseManualTime();
}

}  // namespace

void register_benchmarks() {
  if (linked_codecs().empty()) {
    std::fputs("no adapter in this program defines a wsgauntlet::Subject (see wsgauntlet/subject.h)\n", stderr);
    std::exit(2);
  }
  const LinkedCodec& codec = linked_codecs().front();
  BatchPlan plan;
  plan.masked = codec.plays(Role::kServer);
  add_plan(plan, codec);
  plan.text = Alphabet::kMixed;
  add_plan(plan, codec);
  plan.text.reset();
  for (const std::size_t payload : {std::size_t{16}, std::size_t{125}, std::size_t{1024}, std::size_t{8192}}) {
    plan.payload = payload;
    add_plan(plan, codec);
  }
}

}  // namespace gauntlet::bench
