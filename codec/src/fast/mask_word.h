#pragma once
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace ws {

// Masking by registers of the base instruction set. Keys are little endian words as in `Kernel`:
// the lowest octet masks the first octet. Everything is loaded before anything is stored, so that `out`
// may be `in`.

template <class Word>
[[nodiscard]] inline Word load(const std::uint8_t* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof word);
  return word;
}

template <class Word>
inline void store(std::uint8_t* to, Word word) noexcept {
  std::memcpy(to, &word, sizeof word);
}

/// A word in memory order: on a big-endian machine the key's octets have to be swapped.
[[nodiscard]] constexpr std::uint32_t in_memory_order(std::uint32_t key) noexcept {
  if constexpr (std::endian::native == std::endian::little) return key;
  return key >> 24 | (key >> 8 & 0xFF00U) | (key << 8 & 0xFF'0000U) | key << 24;
}

/// The key as it stands `octets` further on.
[[nodiscard]] constexpr std::uint32_t turned(std::uint32_t key, std::size_t octets) noexcept {
  return std::rotr(key, static_cast<int>(8 * (octets % 4)));
}

[[nodiscard]] constexpr std::uint64_t doubled(std::uint32_t key) noexcept { return std::uint64_t{key} << 32 | key; }

/// Any size below 16: two overlapping words, or up to three octets of which some may coincide.
inline void mask_below_16(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  if (size >= 8) {
    const std::uint64_t first = load<std::uint64_t>(in) ^ doubled(in_memory_order(key));
    const std::uint64_t last = load<std::uint64_t>(in + size - 8) ^ doubled(in_memory_order(turned(key, size)));
    store(out, first);
    store(out + size - 8, last);
  } else if (size >= 4) {
    const std::uint32_t first = load<std::uint32_t>(in) ^ in_memory_order(key);
    const std::uint32_t last = load<std::uint32_t>(in + size - 4) ^ in_memory_order(turned(key, size));
    store(out, first);
    store(out + size - 4, last);
  } else if (size != 0) {
    const std::size_t middle = size / 2;
    const auto first_octet = static_cast<std::uint8_t>(in[0] ^ key);
    const auto middle_octet = static_cast<std::uint8_t>(in[middle] ^ key >> 8 * middle);
    const auto last_octet = static_cast<std::uint8_t>(in[size - 1] ^ key >> 8 * (size - 1));
    out[0] = first_octet;
    out[middle] = middle_octet;
    out[size - 1] = last_octet;
  }
}

}  // namespace ws
