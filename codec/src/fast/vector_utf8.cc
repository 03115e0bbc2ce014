#include <algorithm>

#include "fast/utf8_automaton.h"
#include "fast/vector_targets.h"

// Compiles this file once for each instruction set, each time in a namespace of its own.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/vector_utf8.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

// Keiser and Lemire, "Validating UTF-8 In Less Than One Instruction Per Byte" (2021). The two nibbles of
// an octet and the high nibble of the next one each look up a set of errors that they allow; an error that
// all three allow has happened. Two continuation octets in a row are in that set too, and are no error
// where a lead octet two or three places before demands them.
//
// The octets before come from memory, not from the vector before: no state is carried from block to block,
// any block can be the first, and the last one may overlap.

HWY_BEFORE_NAMESPACE();
namespace ws::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;

// One bit an error. Left: what the octet before is; right: what this one is.
constexpr std::uint8_t kTooShort = 1 << 0;      // 11______ 0_______, 11______ 11______
constexpr std::uint8_t kTooLong = 1 << 1;       // 0_______ 10______
constexpr std::uint8_t kOverlong3 = 1 << 2;     // 11100000 100_____
constexpr std::uint8_t kTooLarge = 1 << 3;      // 11110100 1001____, 11110100 101_____, 11110101... 10______
constexpr std::uint8_t kSurrogate = 1 << 4;     // 11101101 101_____
constexpr std::uint8_t kOverlong2 = 1 << 5;     // 1100000_ 10______
constexpr std::uint8_t kTooLarge1000 = 1 << 6;  // 11110101... 1000____
constexpr std::uint8_t kOverlong4 = 1 << 6;     // 11110000 1000____
constexpr std::uint8_t kTwoConts = 1 << 7;      // 10______ 10______
constexpr std::uint8_t kAnyLow = kTooShort | kTooLong | kTwoConts;

alignas(16) constexpr std::uint8_t kBeforeHigh[16] = {
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,  // 0_______
    kTwoConts,
    kTwoConts,
    kTwoConts,
    kTwoConts,                                           // 10______
    kTooShort | kOverlong2,                              // 1100____
    kTooShort,                                           // 1101____
    kTooShort | kOverlong3 | kSurrogate,                 // 1110____
    kTooShort | kTooLarge | kTooLarge1000 | kOverlong4,  // 1111____
};
constexpr std::uint8_t kAbove4 = kAnyLow | kTooLarge | kTooLarge1000;
alignas(16) constexpr std::uint8_t kBeforeLow[16] = {
    kAnyLow | kOverlong3 | kOverlong2 | kOverlong4,  // ____0000
    kAnyLow | kOverlong2,                            // ____0001
    kAnyLow,
    kAnyLow,              // ____001_
    kAnyLow | kTooLarge,  // ____0100
    kAbove4,
    kAbove4,
    kAbove4,
    kAbove4,
    kAbove4,
    kAbove4,
    kAbove4,
    kAbove4,               // ____0101 to ____1100
    kAbove4 | kSurrogate,  // ____1101
    kAbove4,
    kAbove4,  // ____111_
};
constexpr std::uint8_t kAnyCont = kTooLong | kOverlong2 | kTwoConts;
alignas(16) constexpr std::uint8_t kHigh[16] = {
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,                                           // 0_______
    kAnyCont | kOverlong3 | kTooLarge1000 | kOverlong4,  // 1000____
    kAnyCont | kOverlong3 | kTooLarge,                   // 1001____
    kAnyCont | kSurrogate | kTooLarge,
    kAnyCont | kSurrogate | kTooLarge,  // 101_____
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,  // 11______
};

/// Not zero where the octet at that lane is an error, given the three before it.
template <class D>
HWY_INLINE hn::Vec<D> errors(D d, const std::uint8_t* at) {
  const hn::Repartition<std::uint16_t, D> d16;
  const auto low_nibbles = hn::Set(d, 0x0F);
  const auto high_nibble = [&](hn::Vec<D> octets) HWY_ATTR {
    return hn::And(hn::BitCast(d, hn::ShiftRight<4>(hn::BitCast(d16, octets))), low_nibbles);
  };
  const auto octets = hn::LoadU(d, at);
  const auto before = hn::LoadU(d, at - 1);
  const auto allowed =
      hn::And(hn::And(hn::TableLookupBytes(hn::LoadDup128(d, kBeforeHigh), high_nibble(before)),
                      hn::TableLookupBytes(hn::LoadDup128(d, kBeforeLow), hn::And(before, low_nibbles))),
              hn::TableLookupBytes(hn::LoadDup128(d, kHigh), high_nibble(octets)));
  // The top bit is set where an E0..FF stands two, or an F0..FF three octets before.
  const auto third = hn::SaturatedSub(hn::LoadU(d, at - 2), hn::Set(d, 0xE0 - 0x80));
  const auto fourth = hn::SaturatedSub(hn::LoadU(d, at - 3), hn::Set(d, 0xF0 - 0x80));
  const auto must_continue = hn::And(hn::Or(third, fourth), hn::Set(d, 0x80));
  return hn::Xor(must_continue, allowed);
}

template <class D>
HWY_INLINE bool any([[maybe_unused]] D d, hn::Vec<D> octets) {
  return !hn::AllTrue(d, hn::Eq(octets, hn::Zero(d)));
}

template <class D>
HWY_INLINE bool any_top_bit([[maybe_unused]] D d, hn::Vec<D> octets) {
  const hn::RebindToSigned<D> d_signed;
  return !hn::AllFalse(d_signed, hn::Lt(hn::BitCast(d_signed, octets), hn::Zero(d_signed)));
}

/// How many octets from the start are known to be ASCII: all of them, or up to some block that has others.
/// `size` is at least one vector.
template <class D>
HWY_INLINE std::size_t skip_ascii(D d, const std::uint8_t* text, std::size_t size) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 0;
  for (; i + 4 * lanes <= size; i += 4 * lanes) {
    const std::uint8_t* const at = text + i;
    if (any_top_bit(d, hn::Or(hn::Or(hn::LoadU(d, at), hn::LoadU(d, at + lanes)),
                              hn::Or(hn::LoadU(d, at + 2 * lanes), hn::LoadU(d, at + 3 * lanes))))) {
      return i;
    }
  }
  // What is left as one block: up to three vectors, and one that ends with the text.
  auto octets = hn::LoadU(d, text + size - lanes);
  for (std::size_t j = i; j + lanes < size; j += lanes) octets = hn::Or(octets, hn::LoadU(d, text + j));
  return any_top_bit(d, octets) ? i : size;
}

/// Looks for errors in the octets from the fourth to the last, each with the three before it in view; `size`
/// is at least three octets and one vector. Returns the start of a block of octets, all before which are
/// fine and which has an offending one, or `size`. Not seen: a last character that is unfinished, and a
/// lead octet at the very end that no octet could follow.
template <class D>
HWY_INLINE std::size_t scan(D d, const std::uint8_t* text, std::size_t size) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t i = 3;
  for (; i + 4 * lanes <= size; i += 4 * lanes) {
    const std::uint8_t* const at = text + i;
    // ASCII, if the three octets before the block are too: they could demand a continuation.
    const auto octets = hn::Or(hn::Or(hn::LoadU(d, at), hn::LoadU(d, at + lanes)),
                               hn::Or(hn::LoadU(d, at + 2 * lanes), hn::LoadU(d, at + 3 * lanes)));
    if (!any_top_bit(d, hn::Or(octets, hn::LoadU(d, at - 3)))) continue;
    const auto found = hn::Or(hn::Or(errors(d, at), errors(d, at + lanes)),
                              hn::Or(errors(d, at + 2 * lanes), errors(d, at + 3 * lanes)));
    if (any(d, found)) return i;
  }
  for (; i < size; i += lanes) {
    const std::size_t start = std::min(i, size - lanes);
    if (any(d, errors(d, text + start))) return start;
  }
  return size;
}

/// As `feed_utf8`, for a text of at least three octets and one vector.
template <class D>
HWY_INLINE std::size_t feed(D d, const std::uint8_t* text, std::size_t size, std::uint32_t& state) {
  std::size_t ascii = 0;
  if (state == utf8::kStart) {
    ascii = skip_ascii(d, text, size);
    if (ascii == size) return size;
    // One vector at least, and the octets before it, which are ASCII, to see it by.
    ascii = std::min(ascii, size - (3 + hn::Lanes(d)));
    text += ascii;
    size -= ascii;
  }
  // The automaton takes the first three octets, which may belong to a character that began in the piece
  // before. From there on all that matters is in this piece.
  const std::size_t offender = utf8::walk(text, 3, state);
  if (offender != 3) return ascii + offender;
  const std::size_t good = scan(d, text, size);
  // The automaton also has the last word: on what the scan has found, from the last character that began
  // before it; and on the character at the end, which may be unfinished or have a hopeless lead.
  const std::size_t start = utf8::last_lead(text, good);
  state = utf8::kStart;
  return ascii + start + utf8::walk(text + start, size - start, state);
}

std::size_t feed_utf8(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  const hn::CappedTag<std::uint8_t, 16> d16;
  const hn::CappedTag<std::uint8_t, 32> d32;
  const hn::CappedTag<std::uint8_t, 64> d;
  if (size < 3 + hn::Lanes(d16)) return utf8::walk_short(text, size, state);
  if (size < 3 + hn::Lanes(d32)) return feed(d16, text, size, state);
  if (size < 3 + hn::Lanes(d)) return feed(d32, text, size, state);
  return feed(d, text, size, state);
}

#endif  // a vector unit

}  // namespace ws::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
