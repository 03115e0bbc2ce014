#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "bench/program.h"
#include "bench/texts.h"
#include "ws/octets.h"

namespace gauntlet::bench {

/// What the frames of a batch are. Batches of one plan are the same in every run.
struct BatchPlan {
  std::optional<std::size_t> payload;  ///< octets in each frame; nothing: 0 to 125 by chance ("mix125")
  std::optional<Alphabet> text;        ///< nothing: binary messages
  bool masked = true;
  bool fresh = true;  ///< 200 different batches in turn, so that a branch predictor can't learn them by heart

  [[nodiscard]] std::string payload_name() const { return payload ? std::to_string(*payload) : "mix125"; }
};

/// About 64 KiB of whole messages, one frame each, as a client (masked) or a server sends them.
struct FrameBatch {
  std::vector<std::uint8_t> octets;
  std::size_t frames = 0;
  std::size_t payload_octets = 0;
};

inline constexpr std::size_t kBatchOctets = 65536;
inline constexpr std::size_t kFreshBatches = 200;

/// Made once for a plan and kept: a benchmark's function is called many times.
class FrameBatches {
 public:
  explicit FrameBatches(const BatchPlan& plan);

  [[nodiscard]] const FrameBatch& next() {
    at_ = at_ + 1 == batches_->size() ? 0 : at_ + 1;
    return (*batches_)[at_];
  }
  [[nodiscard]] std::size_t largest() const;

 private:
  const std::vector<FrameBatch>* batches_;
  std::size_t at_ = 0;
};

/// Frames and octets of payload that a parser delivered: all of a batch, or it did something else.
struct Delivered {
  std::size_t frames = 0;
  std::size_t octets = 0;

  /// Touches the payload as an application does: its first octet.
  void take(ws::Octets payload) {
    ++frames;
    octets += payload.size();
    if (!payload.empty()) touched ^= payload.front();
  }
  unsigned touched = 0;
};

/// Measures what `consume` takes for a batch: `Delivered consume(ws::MutableOctets batch)`, or with the count
/// of its frames as a second argument, for a peer that can't tell by itself where to stop. The batch is
/// copied to where it is parsed first, outside the clock: that is what a socket's read does, and parsing in
/// place changes it. Manual time; the value is the tenth percentile of all batches, in nanoseconds a frame:
/// one that was interrupted counts for nothing.
template <class Consume>
void measure_batches(benchmark::State& state, const BatchPlan& plan, Consume consume) {
  using Clock = std::chrono::steady_clock;
  FrameBatches batches(plan);
  const PageOctets buffer(batches.largest());
  std::int64_t frames = 0;
  std::vector<double> times;  // nanoseconds a frame
  for (auto _ : state) {
    const FrameBatch& batch = batches.next();
    std::memcpy(buffer.data(), batch.octets.data(), batch.octets.size());
    benchmark::ClobberMemory();
    const auto begin = Clock::now();
    Delivered delivered;
    if constexpr (std::is_invocable_v<Consume&, ws::MutableOctets, std::size_t>) {
      delivered = consume(ws::MutableOctets(buffer.data(), batch.octets.size()), batch.frames);
    } else {
      delivered = consume(ws::MutableOctets(buffer.data(), batch.octets.size()));
    }
    const auto time = std::chrono::duration<double>(Clock::now() - begin);
    state.SetIterationTime(time.count());
    times.push_back(time.count() * 1e9 / static_cast<double>(batch.frames));
    benchmark::DoNotOptimize(delivered.touched);
    if (delivered.frames != batch.frames || delivered.octets != batch.payload_octets) {
      state.SkipWithError("not every frame was delivered");
      break;
    }
    frames += static_cast<std::int64_t>(batch.frames);
  }
  state.SetItemsProcessed(frames);
  if (times.empty()) return;
  const auto tenth = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 10);
  std::nth_element(times.begin(), tenth, times.end());
  state.counters["value"] = *tenth;
}

}  // namespace gauntlet::bench
