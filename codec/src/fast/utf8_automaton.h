#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

#include "fast/mask_word.h"

// The automaton of RFC 3629 section 4, octet by octet: the reference, and the fast way for short texts.
// Each octet value has a 64-bit row of six-bit cells, one a state; a state is the position of its cell, so
// that a step is one shift by the state of a row that doesn't depend on it.

namespace ws::utf8 {

using State = std::uint64_t;  ///< only its low six bits count

enum : State {
  kStart = 0,       ///< between characters
  kOneMore = 6,     ///< 80..BF ends the character
  kTwoMore = 12,    ///< 80..BF, then kOneMore
  kThreeMore = 18,  ///< 80..BF, then kTwoMore
  kAfterE0 = 24,    ///< A0..BF, then kOneMore: below would be overlong
  kAfterEd = 30,    ///< 80..9F, then kOneMore: above would be a surrogate
  kAfterF0 = 36,    ///< 90..BF, then kTwoMore: below would be overlong
  kAfterF4 = 42,    ///< 80..8F, then kTwoMore: above would be beyond U+10FFFF
  kError = 48,      ///< and never leaves it
};

constexpr State step_plainly(State state, unsigned octet) {
  const auto within = [octet](unsigned low, unsigned high) { return octet >= low && octet <= high; };
  switch (state) {
    case kStart:
      if (within(0x00, 0x7F)) return kStart;
      if (within(0xC2, 0xDF)) return kOneMore;
      if (octet == 0xE0) return kAfterE0;
      if (octet == 0xED) return kAfterEd;
      if (within(0xE1, 0xEF)) return kTwoMore;
      if (octet == 0xF0) return kAfterF0;
      if (within(0xF1, 0xF3)) return kThreeMore;
      if (octet == 0xF4) return kAfterF4;
      return kError;
    case kOneMore: return within(0x80, 0xBF) ? kStart : kError;
    case kTwoMore: return within(0x80, 0xBF) ? kOneMore : kError;
    case kThreeMore: return within(0x80, 0xBF) ? kTwoMore : kError;
    case kAfterE0: return within(0xA0, 0xBF) ? kOneMore : kError;
    case kAfterEd: return within(0x80, 0x9F) ? kOneMore : kError;
    case kAfterF0: return within(0x90, 0xBF) ? kTwoMore : kError;
    case kAfterF4: return within(0x80, 0x8F) ? kTwoMore : kError;
    default: return kError;
  }
}

inline constexpr std::array<std::uint64_t, 256> kRows = [] {
  std::array<std::uint64_t, 256> rows{};
  for (unsigned octet = 0; octet < 256; ++octet) {
    for (State state = kStart; state <= kError; state += 6) rows[octet] |= step_plainly(state, octet) << state;
  }
  return rows;
}();

/// The low six bits of the result are the next state.
[[nodiscard]] constexpr State step(State state, std::uint8_t octet) noexcept { return kRows[octet] >> (state & 63); }

/// Steps over `text` from `state`, which becomes the state at its end or at the offending octet.
/// Returns the index of that octet, or `size`.
[[nodiscard]] inline std::size_t walk(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  State walked = state;
  std::size_t i = 0;
  for (; i < size; ++i) {
    walked = step(walked, text[i]) & 63;
    if (walked == kError) break;
  }
  state = static_cast<std::uint32_t>(walked);
  return i;
}

/// Whether 8 to 32 octets are all ASCII.
[[nodiscard]] inline bool is_short_ascii(const std::uint8_t* text, std::size_t size) noexcept {
  const std::size_t second = size >= 16 ? 8 : 0;
  const std::uint64_t octets = load<std::uint64_t>(text) | load<std::uint64_t>(text + second) |
                               load<std::uint64_t>(text + size - 8 - second) | load<std::uint64_t>(text + size - 8);
  return (octets & 0x8080'8080'8080'8080ULL) == 0;
}

/// `walk` for up to 32 octets, which takes no steps if they are ASCII.
[[nodiscard]] inline std::size_t walk_short(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  if (size >= 8 && state == kStart && is_short_ascii(text, size)) return size;
  return walk(text, size, state);
}

/// The last of the three octets before `end` that begins a character, or `end` if none does: then a
/// character of four octets ends there.
[[nodiscard]] inline std::size_t last_lead(const std::uint8_t* text, std::size_t end) noexcept {
  for (std::size_t i = end - 1; i + 3 >= end; --i) {
    if ((text[i] & 0xC0) != 0x80) return i;
  }
  return end;
}

}  // namespace ws::utf8
