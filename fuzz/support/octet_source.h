#pragma once
#include <algorithm>
#include <cstdint>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

using wire::Bytes;
using wire::View;

/// Takes values off the front of a fuzzer's input. What is missing reads as zeros, so that every input
/// of any length means something, and a cut one means nearly the same as the whole.
class OctetSource {
 public:
  explicit OctetSource(View octets) : rest_(octets) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] View rest() const { return rest_; }

  std::uint8_t octet() { return static_cast<std::uint8_t>(number(1)); }
  /// Little endian, 1 to 8 octets.
  std::uint64_t number(std::size_t octets) {
    const View taken = upto(octets);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < taken.size(); ++i) value |= std::uint64_t{taken[i]} << (8 * i);
    return value;
  }
  /// The next `count` octets, or as many as are left.
  View upto(std::uint64_t count) {
    const View taken = rest_.first(static_cast<std::size_t>(std::min<std::uint64_t>(count, rest_.size())));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }

 private:
  View rest_;
};

}  // namespace gauntlet::fuzz
