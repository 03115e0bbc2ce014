// The opening handshake as a server: the request read, checked and answered.
#include "bench/open_connection.h"
#include "bench/program.h"
#include "ws/handshake.h"

namespace gauntlet::bench {

namespace {

const char* const kRefused = "a browser's request was refused";

void count(benchmark::State& state) { state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations())); }

void read_head(benchmark::State& state) {
  for (auto _ : state) {
    ws::HeadReader reader{ws::Limits{}};
    reader.feed(ws::as_octets(browser_request()));
    if (!reader.complete()) return state.SkipWithError(kRefused);
    benchmark::DoNotOptimize(reader.head().field_count());
  }
  count(state);
}

void read_and_check(benchmark::State& state) {
  for (auto _ : state) {
    ws::HeadReader reader{ws::Limits{}};
    reader.feed(ws::as_octets(browser_request()));
    const auto request = ws::validate_request(reader.head());
    if (request.index() != 0) return state.SkipWithError(kRefused);
  }
  count(state);
}

void answer(benchmark::State& state) {
  for (auto _ : state) {
    ws::HeadReader reader{ws::Limits{}};
    reader.feed(ws::as_octets(browser_request()));
    const auto request = ws::validate_request(reader.head());
    if (request.index() != 0) return state.SkipWithError(kRefused);
    ws::Response response;
    response.key = std::get<ws::AcceptedRequest>(request).key;
    benchmark::DoNotOptimize(response.build()->size());
  }
  count(state);
}

void accept_value(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(ws::accept_value("dGhlIHNhbXBsZSBub25jZQ==").size());
  count(state);
}

void open_connection(benchmark::State& state) {
  for (auto _ : state) {
    const ws::Connection connection = open_server();
    benchmark::DoNotOptimize(connection.ready_state());
  }
  count(state);
}

}  // namespace

void register_benchmarks() {
  add("handshake/kernel:head", {.unit = "ns a request", .anchors = {}}, read_head);
  add("handshake/kernel:checked", {.unit = "ns a request", .anchors = {}}, read_and_check);
  add("handshake/kernel:answered", {.unit = "ns a request", .anchors = {}}, answer);
  add("handshake/kernel:accept_value", {.unit = "ns a request", .anchors = {}}, accept_value);
  add("handshake/kernel:connection", {.unit = "ns a request", .anchors = {}}, open_connection);
}

}  // namespace gauntlet::bench
