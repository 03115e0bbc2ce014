// permessage-deflate (RFC 7692) beside zlib alone on the same text.
#include <zlib.h>

#include <array>

#include "bench/program.h"
#include "bench/texts.h"
#include "ws/permessage_deflate.h"

namespace gauntlet::bench {

namespace {

constexpr std::uint64_t kMost = 64ULL << 20;

/// Repeats itself about as much as JSON does.
std::string json_like(std::size_t size) {
  Numbers numbers(3);
  std::string text = "[";
  while (text.size() < size) {
    text += R"({"symbol":"ABC)" + std::to_string(numbers.below(50)) + R"(","price":)" +
            std::to_string(numbers.below(100000)) + R"(,"volume":)" + std::to_string(numbers.below(1000)) + "},";
  }
  text.resize(size);
  return text;
}

void count_octets(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}

void deflate_messages(benchmark::State& state, std::size_t size, bool takeover) {
  const std::string text = json_like(size);
  ws::Deflater deflater(15, !takeover, 1);
  std::vector<std::uint8_t> out;
  for (auto _ : state) {
    out.clear();
    deflater.message(ws::as_octets(text), out);
    benchmark::DoNotOptimize(out.data());
  }
  count_octets(state, size);
}

void inflate_messages(benchmark::State& state, std::size_t size) {
  const std::string text = json_like(size);
  std::vector<std::uint8_t> compressed, out;
  ws::Deflater(15, true, 1).message(ws::as_octets(text), compressed);
  ws::Inflater inflater(15, true);
  for (auto _ : state) {
    out.clear();
    if (inflater.feed(compressed, out, kMost) || inflater.finish(out, kMost) || out.size() != size) {
      return state.SkipWithError("what was compressed does not come back");
    }
  }
  count_octets(state, size);
}

/// zlib alone as a message needs it: one call with a sync flush, one without takeover to start afresh.
void zlib_messages(benchmark::State& state, std::size_t size, bool takeover) {
  std::string text = json_like(size);
  z_stream stream{};
  deflateInit2(&stream, 1, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  std::vector<std::uint8_t> out(size + 4096);
  for (auto _ : state) {
    stream.next_in = reinterpret_cast<Bytef*>(text.data());
    stream.avail_in = static_cast<uInt>(size);
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_SYNC_FLUSH);
    if (!takeover) deflateReset(&stream);
    benchmark::ClobberMemory();
  }
  deflateEnd(&stream);
  count_octets(state, size);
}

void inflate_alone(benchmark::State& state, std::size_t size) {
  const std::string text = json_like(size);
  std::vector<std::uint8_t> compressed, out(size + 64);
  ws::Deflater(15, true, 1).message(ws::as_octets(text), compressed);
  z_stream stream{};
  inflateInit2(&stream, -15);
  for (auto _ : state) {
    stream.next_in = compressed.data();
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    inflate(&stream, Z_SYNC_FLUSH);
    inflateReset(&stream);
    benchmark::ClobberMemory();
  }
  inflateEnd(&stream);
  count_octets(state, size);
}

void add_size(std::size_t size) {
  const std::string part = "/size:" + std::to_string(size);
  for (const bool takeover : {true, false}) {
    const std::string how = takeover ? "takeover" : "no_takeover";
    const std::string anchor = "anchor:zlib_deflate_" + how + part;
    add(anchor, {.unit = "GB/s", .anchors = {}},
        [size, takeover](benchmark::State& state) { zlib_messages(state, size, takeover); });
    add("deflate/context:" + how + part, {.unit = "GB/s", .anchors = {anchor}},
        [size, takeover](benchmark::State& state) { deflate_messages(state, size, takeover); });
  }
  const std::string anchor = "anchor:zlib_inflate" + part;
  add(anchor, {.unit = "GB/s", .anchors = {}}, [size](benchmark::State& state) { inflate_alone(state, size); });
  add("inflate" + part, {.unit = "GB/s", .anchors = {anchor}},
      [size](benchmark::State& state) { inflate_messages(state, size); });
}

}  // namespace

void register_benchmarks() {
  for (const std::size_t size : {std::size_t{64}, std::size_t{1024}, std::size_t{16384}, std::size_t{262144}}) {
    add_size(size);
  }
}

}  // namespace gauntlet::bench
