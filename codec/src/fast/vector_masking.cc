#include "fast/mask_word.h"
#include "fast/vector_targets.h"

// Compiles this file once for each instruction set, each time in a namespace of its own.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/vector_masking.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ws::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
hn::Vec<D> key_vector(D d, std::uint32_t key, std::size_t octets) {
  return hn::BitCast(d, hn::Set(hn::Repartition<std::uint32_t, D>(), turned(key, octets)));
}

/// Sizes from one vector to two, as two vectors that overlap.
template <class D>
HWY_INLINE void mask_two_vectors(D d, const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) {
  const std::size_t last = size - hn::Lanes(d);
  const auto head = hn::Xor(hn::LoadU(d, in), key_vector(d, key, 0));
  const auto tail = hn::Xor(hn::LoadU(d, in + last), key_vector(d, key, size));
  hn::StoreU(head, d, out);
  hn::StoreU(tail, d, out + last);
}

/// Sizes from one vector to four, less one octet, as two halves that overlap, each of one vector or two.
template <class D>
HWY_INLINE void mask_up_to_four_vectors(D d, const std::uint8_t* in, std::uint8_t* out, std::size_t size,
                                        std::uint32_t key) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t half = (size & (2 * lanes)) / 2;
  const std::size_t last = size - lanes;
  const auto front = key_vector(d, key, 0);
  const auto back = key_vector(d, key, size);
  const auto a = hn::Xor(hn::LoadU(d, in), front);
  const auto b = hn::Xor(hn::LoadU(d, in + half), front);
  const auto c = hn::Xor(hn::LoadU(d, in + last - half), back);
  const auto e = hn::Xor(hn::LoadU(d, in + last), back);
  hn::StoreU(a, d, out);
  hn::StoreU(b, d, out + half);
  hn::StoreU(c, d, out + last - half);
  hn::StoreU(e, d, out + last);
}

/// Sizes above two vectors. Stores are aligned: one vector at either end overlaps them, loaded before the
/// loop and stored after it, so that no octet is masked twice and nothing is left for a scalar tail.
template <class D>
HWY_INLINE void mask_many_vectors(D d, const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) {
  const std::size_t lanes = hn::Lanes(d);
  const std::size_t last = size - lanes;
  const auto head = hn::Xor(hn::LoadU(d, in), key_vector(d, key, 0));
  const auto tail = hn::Xor(hn::LoadU(d, in + last), key_vector(d, key, size));

  const std::size_t front = lanes - reinterpret_cast<std::uintptr_t>(out) % lanes;
  const auto inner = key_vector(d, key, front);
  const std::uint8_t* from = in + front;
  std::uint8_t* to = out + front;
  std::uint8_t* const end = out + last;
  for (; end - to > static_cast<std::ptrdiff_t>(3 * lanes); from += 4 * lanes, to += 4 * lanes) {
    const auto a = hn::Xor(hn::LoadU(d, from), inner);
    const auto b = hn::Xor(hn::LoadU(d, from + lanes), inner);
    const auto c = hn::Xor(hn::LoadU(d, from + 2 * lanes), inner);
    const auto e = hn::Xor(hn::LoadU(d, from + 3 * lanes), inner);
    hn::Store(a, d, to);
    hn::Store(b, d, to + lanes);
    hn::Store(c, d, to + 2 * lanes);
    hn::Store(e, d, to + 3 * lanes);
  }
  for (; to < end; from += lanes, to += lanes) hn::Store(hn::Xor(hn::LoadU(d, from), inner), d, to);

  hn::StoreU(head, d, out);
  hn::StoreU(tail, d, out + last);
}

/// Compiled once for each of its two uses: in place there is one pointer less to carry.
HWY_INLINE void mask_any(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) {
  const hn::CappedTag<std::uint8_t, 16> d16;
  const hn::CappedTag<std::uint8_t, 32> d32;
  const hn::CappedTag<std::uint8_t, 64> d;
  if (size < 16) {
    mask_below_16(in, out, size, key);
  } else if (size < 32) {
    mask_two_vectors(d16, in, out, size, key);
  } else if (hn::Lanes(d) == 64 && size <= 128) {
    if (size <= 64) {
      mask_two_vectors(d32, in, out, size, key);
    } else {
      mask_two_vectors(d, in, out, size, key);
    }
  } else if (hn::Lanes(d) < 64 && size < 4 * hn::Lanes(d)) {
    mask_up_to_four_vectors(d, in, out, size, key);
  } else {
    mask_many_vectors(d, in, out, size, key);
  }
}

void mask(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  mask_any(payload, payload, size, key);
}

void mask_copy(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  mask_any(in, out, size, key);
}

void mask_copy_short(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
#if HWY_TARGET == HWY_AVX3
  // Octets that are masked off are not read, and what is written behind the last one is the caller's: no
  // branch looks at the size. Sets below this one can mask no single octets.
  const hn::FixedTag<std::uint8_t, 64> d;
  const std::size_t front = size < 64 ? size : 64;
  const auto octets = key_vector(d, key, 0);
  const auto low = hn::MaskedLoad(hn::FirstN(d, front), d, in);
  const auto high = hn::MaskedLoad(hn::FirstN(d, size - front), d, in + front);
  hn::StoreU(hn::Xor(low, octets), d, out);
  hn::StoreU(hn::Xor(high, octets), d, out + 64);
#else
  mask_copy(in, out, size, key);
#endif
}

#endif  // a vector unit

}  // namespace ws::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
