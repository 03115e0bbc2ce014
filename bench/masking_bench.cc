// Unmasking in place, every kernel by itself, from a control frame's payload to what no cache holds.
#include <array>

#include "bench/anchors.h"
#include "bench/program.h"
#include "ws/kernel.h"

namespace gauntlet::bench {

namespace {

constexpr std::array<std::size_t, 11> kSizes{6, 16, 64, 125, 512, 1024, 4096, 16384, 262144, 1048576, 16777216};
constexpr std::array<std::size_t, 3> kShifts{0, 1, 13};

using MaskFunction = void (*)(std::uint8_t*, std::size_t, std::uint32_t) noexcept;

void run(benchmark::State& state, MaskFunction mask, std::size_t size, std::size_t shift) {
  Places places(size);
  const PageOctets octets(places.octets(), shift);
  std::uint32_t key = 0x78563412;
  benchmark::DoNotOptimize(key);
  for (auto _ : state) {
    mask(octets.data() + places.next(), size, key);
    benchmark::ClobberMemory();
  }
  const auto iterations = static_cast<std::int64_t>(state.iterations());
  state.SetItemsProcessed(iterations);
  state.SetBytesProcessed(iterations * static_cast<std::int64_t>(size));
}

void add_throughput(const ws::Kernel& kernel, std::size_t size, std::size_t shift) {
  const std::string name =
      "unmask/align:" + std::to_string(shift) + "/kernel:" + std::string(kernel.name) + "/size:" + std::to_string(size);
  const Tells tells{.unit = "GB/s", .anchors = {add_rewrite_limit(size), add_memcpy(size), add_byte_loop(size)}};
  add(name, tells, [&kernel, size, shift](benchmark::State& state) { run(state, kernel.mask, size, shift); });
}

/// How long a call takes matters more here than octets a second.
void add_latency(const ws::Kernel& kernel, std::size_t size) {
  const std::string name = "unmask_short/align:1/kernel:" + std::string(kernel.name) + "/size:" + std::to_string(size);
  add(name, {.unit = "ns a call", .anchors = {add_empty_call()}},
      [&kernel, size](benchmark::State& state) { run(state, kernel.mask, size, 1); });
}

}  // namespace

void register_benchmarks() {
  for (const ws::Kernel& kernel : ws::kernels()) {
    if (!kernel.supported()) continue;
    for (const std::size_t shift : kShifts) {
      for (const std::size_t size : kSizes) add_throughput(kernel, size, shift);
    }
    for (const std::size_t size : {std::size_t{6}, std::size_t{16}, std::size_t{64}, std::size_t{125}}) {
      add_latency(kernel, size);
    }
  }
}

}  // namespace gauntlet::bench
