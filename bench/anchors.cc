#include "bench/anchors.h"

#include <cstring>

#include "bench/program.h"
#include "bench/vector_limits.h"

namespace gauntlet::bench {

namespace {

std::string sized(const char* anchor, std::size_t size) {
  return "anchor:" + std::string(anchor) + "/size:" + std::to_string(size);
}

void count_octets(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}

void byte_loop(std::uint8_t* payload, std::size_t size, const std::uint8_t* key) {
  for (std::size_t i = 0; i < size; ++i) {
    payload[i] = static_cast<std::uint8_t>(payload[i] ^ key[i % 4]);
    asm volatile("" : "+r"(i));  // no compiler makes vectors of this
  }
}

[[gnu::noinline]] void nothing(std::uint8_t* payload, std::size_t size, std::uint32_t key) {
  asm volatile("" : : "r"(payload), "r"(size), "r"(key));
}

}  // namespace

std::string add_rewrite_limit(std::size_t size) {
  std::string name = sized("rewrite", size);
  if (!is_new(name)) return name;
  add(name, {.unit = "GB/s", .anchors = {}}, [size](benchmark::State& state) {
    Places places(size);
    const PageOctets octets(places.octets());
    const auto rewrite = widest_rewrite();
    for (auto _ : state) {
      rewrite(octets.data() + places.next(), size);
      benchmark::ClobberMemory();
    }
    count_octets(state, size);
  });
  return name;
}

std::string add_read_limit(std::size_t size) {
  std::string name = sized("read", size);
  if (!is_new(name)) return name;
  add(name, {.unit = "GB/s", .anchors = {}}, [size](benchmark::State& state) {
    Places places(size);
    const PageOctets octets(places.octets());
    const auto read = widest_read();
    for (auto _ : state) benchmark::DoNotOptimize(read(octets.data() + places.next(), size));
    count_octets(state, size);
  });
  return name;
}

std::string add_memcpy(std::size_t size) {
  std::string name = sized("memcpy", size);
  if (!is_new(name)) return name;
  add(name, {.unit = "GB/s", .anchors = {}}, [size](benchmark::State& state) {
    Places places(size);
    const PageOctets from(places.octets());
    const PageOctets to(places.octets());
    for (auto _ : state) {
      const std::size_t place = places.next();
      std::memcpy(to.data() + place, from.data() + place, size);
      benchmark::ClobberMemory();
    }
    count_octets(state, size);
  });
  return name;
}

std::string add_byte_loop(std::size_t size) {
  std::string name = sized("byte_loop", size);
  if (!is_new(name)) return name;
  add(name, {.unit = "GB/s", .anchors = {}}, [size](benchmark::State& state) {
    Places places(size);
    const PageOctets octets(places.octets());
    const std::uint8_t key[] = {0x12, 0x34, 0x56, 0x78};
    for (auto _ : state) {
      byte_loop(octets.data() + places.next(), size, key);
      benchmark::ClobberMemory();
    }
    count_octets(state, size);
  });
  return name;
}

std::string add_empty_call() {
  std::string name = "anchor:empty_call";
  if (!is_new(name)) return name;
  add(name, {.unit = "ns a call", .anchors = {}}, [](benchmark::State& state) {
    const PageOctets octets(64);
    auto* call = &nothing;
    benchmark::DoNotOptimize(call);
    for (auto _ : state) {
      call(octets.data(), 64, 0x78563412);
      benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
  });
  return name;
}

}  // namespace gauntlet::bench
