#include "fast/kernel_rows.h"
#include "fast/utf8_automaton.h"

// Octet by octet, to the letter: what the other kernels are tested against.

namespace ws::scalar {

void mask_copy(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(in[i] ^ key >> 8 * (i % 4));
}

void mask_copy_short(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  mask_copy(in, out, size, key);
}

void mask(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  mask_copy(payload, payload, size, key);
}

std::size_t feed_utf8(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  return utf8::walk(text, size, state);
}

}  // namespace ws::scalar
