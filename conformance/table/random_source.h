#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace gauntlet {

/// splitmix64: the same numbers from the same seed on every platform, which the generators of
/// <random> promise and its distributions do not. Not for secrets.
class RandomSource {
 public:
  explicit RandomSource(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }

  /// From 0 to `bound` - 1; the bias for bounds far below 2^32 does not matter here.
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(((next() >> 32) * bound) >> 32); }

  template <class Items>
  const auto& pick(const Items& items) {
    return items[below(static_cast<std::uint32_t>(std::size(items)))];
  }

 private:
  std::uint64_t state_;
};

/// `code_point` as UTF-8 (RFC 3629); it is a scalar value.
template <class Octets>
void append_utf8(Octets& out, std::uint32_t code_point) {
  const auto put = [&out](std::uint32_t octet) { out.push_back(static_cast<typename Octets::value_type>(octet)); };
  if (code_point < 0x80) return put(code_point);
  if (code_point < 0x800) {
    put(0xC0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    put(0xE0 | code_point >> 12);
    put(0x80 | (code_point >> 6 & 0x3F));
  } else {
    put(0xF0 | code_point >> 18);
    put(0x80 | (code_point >> 12 & 0x3F));
    put(0x80 | (code_point >> 6 & 0x3F));
  }
  put(0x80 | (code_point & 0x3F));
}

}  // namespace gauntlet
