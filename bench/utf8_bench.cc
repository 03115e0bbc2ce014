// Validation of UTF-8: whole texts, and texts that arrive in fragments.
#include <algorithm>
#include <array>

#include "bench/anchors.h"
#include "bench/program.h"
#include "bench/texts.h"
#include "ws/kernel.h"

namespace gauntlet::bench {

namespace {

constexpr std::array<std::size_t, 6> kSizes{16, 64, 125, 1024, 65536, 1048576};
constexpr std::size_t kFragment = 125;
constexpr std::size_t kStreamed = 65536;

void run_whole(benchmark::State& state, const ws::Kernel& kernel, Alphabet alphabet, std::size_t size) {
  const std::string text = text_of(alphabet, size);
  const auto octets = ws::as_octets(text);
  for (auto _ : state) {
    const std::size_t offender = kernel.validate_utf8(octets.data(), octets.size());
    if (offender != size) {
      state.SkipWithError("a valid text was refused");
      break;
    }
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(size));
}

/// Fragments cut characters in two wherever 125 octets end.
void run_fragments(benchmark::State& state, const ws::Kernel& kernel, Alphabet alphabet) {
  const std::string text = text_of(alphabet, kStreamed);
  const auto octets = ws::as_octets(text);
  for (auto _ : state) {
    std::uint32_t carried = 0;
    for (std::size_t at = 0; at < octets.size(); at += kFragment) {
      const auto fragment = octets.subspan(at, std::min(kFragment, octets.size() - at));
      if (kernel.feed_utf8(fragment.data(), fragment.size(), carried) != fragment.size()) carried = 1;
    }
    if (carried != 0) {
      state.SkipWithError("a valid text was refused");
      break;
    }
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kStreamed));
}

std::string name_of(std::string_view what, Alphabet alphabet, const ws::Kernel& kernel, std::size_t size) {
  return std::string(what) + "/text:" + std::string(name(alphabet)) + "/kernel:" + std::string(kernel.name) +
         "/size:" + std::to_string(size);
}

}  // namespace

void register_benchmarks() {
  for (const ws::Kernel& kernel : ws::kernels()) {
    if (!kernel.supported()) continue;
    for (const Alphabet alphabet : {Alphabet::kAscii, Alphabet::kMixed, Alphabet::kFour}) {
      for (const std::size_t size : kSizes) {
        add(name_of("utf8", alphabet, kernel, size),
            {.unit = "GB/s", .anchors = {add_read_limit(size), add_memcpy(size)}},
            [&kernel, alphabet, size](benchmark::State& state) { run_whole(state, kernel, alphabet, size); });
      }
      add(name_of("utf8_fragments", alphabet, kernel, kFragment),
          {.unit = "GB/s", .anchors = {add_read_limit(kStreamed), add_memcpy(kStreamed)}},
          [&kernel, alphabet](benchmark::State& state) { run_fragments(state, kernel, alphabet); });
    }
  }
}

}  // namespace gauntlet::bench
