#pragma once
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

#include "conformance/wire/frame.h"

/// Octets for the tests of this room.
namespace gauntlet::wire {

inline Bytes octets_of(std::string_view text) { return Bytes(text.begin(), text.end()); }
inline std::string text_of(View octets) { return std::string(octets.begin(), octets.end()); }

inline Bytes joined(const Bytes& one, const Bytes& other) {
  Bytes both = one;
  both.insert(both.end(), other.begin(), other.end());
  return both;
}

inline Bytes random_octets(std::mt19937& random, std::size_t size) {
  Bytes out(size);
  for (auto& octet : out) octet = static_cast<std::uint8_t>(random());
  return out;
}

}  // namespace gauntlet::wire
