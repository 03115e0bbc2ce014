#pragma once
#include <benchmark/benchmark.h>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gauntlet::bench {

/// What each program of this folder defines: adds its benchmarks. They are added at run time because the
/// kernels are known only then.
void register_benchmarks();

/// What a benchmark tells `wsgauntlet bench` beside its numbers; carried in Google Benchmark's label.
struct Tells {
  std::string_view unit = "GB/s";    ///< "GB/s" from SetBytesProcessed, "ns a ..." from SetItemsProcessed, else
                                     ///< the unit of the counter "value"
  std::vector<std::string> anchors;  ///< names of benchmarks of the same run that it is compared with; the first
                                     ///< one is the machine's limit for it
  [[nodiscard]] std::string label() const;
};

/// Whether no benchmark of that name was asked about before: anchors are wanted by many, and added once.
[[nodiscard]] bool is_new(const std::string& name);

/// Adds a benchmark. A name is made of parts: "unmask/align:0/kernel:avx2/size:1024". The parts `kernel`,
/// `peer` and `size` become fields of the result, what is left is the chart that it belongs to.
template <class Body>
benchmark::internal::Benchmark* add(const std::string& name, const Tells& tells, Body body) {
  return benchmark::RegisterBenchmark(name.c_str(), [label = tells.label(), body](benchmark::State& state) {
    body(state);
    state.SetLabel(label);
  });
}

/// Where payloads of one size stand in turn. A receiver does not unmask the same octets over and over; a
/// program that did would measure how long a load waits for the stores of the call before. So there are as
/// many places as fit into 16 KiB, at least one and at most 16, a power of two; between them three cache
/// lines, so that no two are a multiple of 4 KiB apart, where processors take a load for one of the other.
class Places {
 public:
  explicit Places(std::size_t size)
      : apart_((size + 63) / 64 * 64 + 192),
        last_(std::bit_floor(std::clamp(kTogether / size, std::size_t{1}, kMost)) - 1) {}

  /// Octets from the first place to the end of the last.
  [[nodiscard]] std::size_t octets() const { return (last_ + 1) * apart_; }
  /// The offset of the next place.
  [[nodiscard]] std::size_t next() {
    at_ = (at_ + 1) & last_;
    return at_ * apart_;
  }

 private:
  static constexpr std::size_t kTogether = 16384, kMost = 16;
  std::size_t apart_, last_, at_ = 0;
};

/// Octets that begin at a page, or `shift` octets behind one, with room behind them for whole vectors.
class PageOctets {
 public:
  explicit PageOctets(std::size_t size, std::size_t shift = 0);

  [[nodiscard]] std::uint8_t* data() const { return octets_.get() + shift_; }

 private:
  struct Free {
    void operator()(std::uint8_t* octets) const { ::operator delete (octets, std::align_val_t{4096}); }
  };
  std::unique_ptr<std::uint8_t, Free> octets_;
  std::size_t shift_;
};

}  // namespace gauntlet::bench
