#include <algorithm>

#include "fast/kernel_rows.h"
#include "fast/mask_word.h"
#include "fast/utf8_automaton.h"

// By words of eight octets, for processors without vectors that we know.

namespace ws::word {

/// Sixteen octets a step, and the last sixteen in one step that overlaps, loaded before it could be masked.
void mask_copy(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  if (size < 16) {
    mask_below_16(in, out, size, key);
    return;
  }
  const std::uint64_t inner = doubled(in_memory_order(key));
  const std::uint64_t outer = doubled(in_memory_order(turned(key, size)));
  const std::size_t last = size - 16;
  const std::uint64_t tail_low = load<std::uint64_t>(in + last) ^ outer;
  const std::uint64_t tail_high = load<std::uint64_t>(in + last + 8) ^ outer;
  for (std::size_t i = 0; i < last; i += 16) {
    const std::uint64_t low = load<std::uint64_t>(in + i) ^ inner;
    const std::uint64_t high = load<std::uint64_t>(in + i + 8) ^ inner;
    store(out + i, low);
    store(out + i + 8, high);
  }
  store(out + last, tail_low);
  store(out + last + 8, tail_high);
}

void mask_copy_short(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  mask_copy(in, out, size, key);
}

void mask(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  mask_copy(payload, payload, size, key);
}

std::size_t feed_utf8(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  std::size_t i = 0;
  while (true) {
    const std::size_t count = std::min<std::size_t>(size - i, 32);
    const std::size_t offender = utf8::walk_short(text + i, count, state);
    i += offender;
    if (offender != count || i == size) return i;
  }
}

}  // namespace ws::word
