// Writing frames: header, mask with a fresh key, payload.
#include "bench/parsers.h"
#include "ws/frame_writer.h"

namespace gauntlet::bench {

namespace {

constexpr std::size_t kFrames = 1024;  // between two drains of the output

/// Sizes that no branch predictor learns by heart, unless all are the same.
std::vector<std::size_t> sizes_of(const BatchPlan& plan) {
  Numbers numbers(11);
  std::vector<std::size_t> sizes(kFrames * 128);
  for (auto& size : sizes) size = plan.payload.value_or(numbers.below(126));
  return sizes;
}

void write_frames(benchmark::State& state, ws::Role role, const BatchPlan& plan) {
  const std::vector<std::size_t> sizes = sizes_of(plan);
  const std::string text = text_of(Alphabet::kAscii, plan.payload.value_or(125));
  const ws::Octets octets = ws::as_octets(text);
  ws::FrameWriter writer(role);
  std::size_t at = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < kFrames; ++i) writer.binary(octets.first(sizes[at + i]));
    at = (at + kFrames) % sizes.size();
    benchmark::DoNotOptimize(writer.output().data());
    writer.consume(writer.output().size());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * static_cast<std::int64_t>(kFrames));
}

}  // namespace

void register_benchmarks() {
  for (const auto& payload :
       {std::optional<std::size_t>(0), std::optional<std::size_t>(16), std::optional<std::size_t>(64),
        std::optional<std::size_t>(125), std::optional<std::size_t>(1024), std::optional<std::size_t>()}) {
    BatchPlan plan;
    plan.payload = payload;
    for (const ws::Role role : {ws::Role::kClient, ws::Role::kServer}) {
      const std::string name = std::string("write") + (plan.payload ? "" : "/payload:mix125") +
                               "/kernel:" + (role == ws::Role::kClient ? "masked" : "unmasked") + size_part(plan);
      add(name, {.unit = "ns a frame", .anchors = {add_bare_parser(plan)}},
          [role, plan](benchmark::State& state) { write_frames(state, role, plan); });
    }
  }
}

}  // namespace gauntlet::bench
