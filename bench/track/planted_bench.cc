// A program whose slowness is known: WS_PLANTED percent more work than its copy with 0. What the tracker is
// tested on.
#include "bench/frame_batches.h"
#include "bench/program.h"
#include "ws/masking.h"
#include "ws/utf8.h"

namespace gauntlet::bench {

namespace {

constexpr std::size_t more(std::size_t work) { return work + work * WS_PLANTED / 100; }

/// Bound by the latency of one long chain.
void chain(benchmark::State& state) {
  std::uint64_t value = 1;
  for (auto _ : state) {
    for (std::size_t i = 0; i < more(10000); ++i) value = value * 0x9E3779B97F4A7C15 + 1;
    benchmark::DoNotOptimize(value);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

/// Bound by loads and stores.
void masking(benchmark::State& state) {
  const PageOctets octets(more(100000));
  for (auto _ : state) {
    ws::mask({octets.data(), more(100000)}, {1, 2, 3, 4});
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * 100000);
}

/// Bound by what the processor can do at once.
void text(benchmark::State& state) {
  const std::string mixed = text_of(Alphabet::kMixed, more(20000));
  for (auto _ : state) {
    const bool valid = ws::is_valid_utf8(ws::as_octets(mixed));
    benchmark::DoNotOptimize(valid);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * 20000);
}

/// Bound by branches that can't be foreseen.
void branches(benchmark::State& state) {
  Numbers numbers(5);
  std::uint64_t sum = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < more(2000); ++i) {
      const std::uint64_t number = numbers();
      if ((number & 1) != 0) {
        sum += number;
        benchmark::DoNotOptimize(sum);
      } else {
        sum ^= number >> 3;
        benchmark::DoNotOptimize(sum);
      }
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

}  // namespace

void register_benchmarks() {
  add("planted/kernel:chain", {.unit = "ns a turn", .anchors = {}}, chain);
  add("planted/kernel:masking", {.unit = "GB/s", .anchors = {}}, masking);
  add("planted/kernel:text", {.unit = "GB/s", .anchors = {}}, text);
  add("planted/kernel:branches", {.unit = "ns a turn", .anchors = {}}, branches);
}

}  // namespace gauntlet::bench
