// Boost.Beast's websocket::stream, synchronous, over memory. Options: built without permessage-deflate
// (second template argument), no limit on message sizes, a flat buffer that is kept from message to message.
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "bench/open_connection.h"
#include "rivals/beast/memory_stream.h"
#include "rivals/benchmarks.h"

namespace gauntlet::bench {

namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;

void receive(benchmark::State& state, const BatchPlan& plan) {
  asio::io_context context;
  beast::websocket::stream<BeastMemoryStream, false> stream(context);
  stream.read_message_max(0);
  const auto request = ws::as_octets(browser_request());
  stream.next_layer().give(request.data(), request.size());
  beast::error_code error;
  stream.accept(error);
  if (error) return state.SkipWithError("Beast refused a browser's request");
  beast::flat_buffer message;
  measure_batches(state, plan, [&](ws::MutableOctets batch, std::size_t frames) {
    stream.next_layer().give(batch.data(), batch.size());
    Delivered delivered;
    // At the end of the input it would fail for good, so it reads what there is and no more.
    while (delivered.frames < frames) {
      stream.read(message, error);
      if (error) break;
      const auto octets = message.cdata();
      delivered.take({static_cast<const std::uint8_t*>(octets.data()), octets.size()});
      message.consume(octets.size());
    }
    return delivered;
  });
}

void parse_head(benchmark::State& state) {
  const std::string_view text = browser_request();
  for (auto _ : state) {
    beast::http::request_parser<beast::http::empty_body> parser;
    parser.eager(true);
    beast::error_code error;
    parser.put(asio::buffer(text.data(), text.size()), error);
    if (error || !parser.is_header_done()) return state.SkipWithError("Beast refused a browser's request");
    benchmark::DoNotOptimize(parser.get());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void read_head(benchmark::State& state) {
  for (auto _ : state) {
    ws::HeadReader reader{ws::Limits{}};
    reader.feed(ws::as_octets(browser_request()));
    if (ws::validate_request(reader.head()).index() != 0) return state.SkipWithError("a browser's request was refused");
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

void add_beast(const BatchPlan& plan, const std::vector<std::string>& own) {
  add(peer_name(plan, "beast"), {.unit = "ns a frame", .anchors = own}, [plan](benchmark::State& state) {
    receive(state, plan);
  })->UseManualTime();
}

void add_beast_handshake() {
  const std::string own = "handshake_parse/kernel:checked";
  add(own, {.unit = "ns a request", .anchors = {}}, read_head);
  add("handshake_parse/peer:beast", {.unit = "ns a request", .anchors = {own}}, parse_head);
}

}  // namespace gauntlet::bench
