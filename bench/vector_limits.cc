#include "bench/vector_limits.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace gauntlet::bench {

namespace {

// Four vectors a step keep the units busy; sizes below that go one by one.
template <class Vector>
constexpr std::size_t steps(std::size_t size) {
  return (size + sizeof(Vector) - 1) / sizeof(Vector);
}

using Plain = std::uint64_t __attribute__((vector_size(16), may_alias));

void rewrite_plain(std::uint8_t* octets, std::size_t size) {
  auto* at = reinterpret_cast<Plain*>(octets);
  const Plain key = {0x1234567812345678, 0x1234567812345678};
  for (auto* const end = at + steps<Plain>(size); at != end; ++at) *at ^= key;
}

std::uint64_t read_plain(const std::uint8_t* octets, std::size_t size) {
  const auto* at = reinterpret_cast<const Plain*>(octets);
  Plain all = {0, 0};
  for (const auto* const end = at + steps<Plain>(size); at != end; ++at) all |= *at;
  return all[0] | all[1];
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void rewrite_avx2(std::uint8_t* octets, std::size_t size) {
  auto* at = reinterpret_cast<__m256i*>(octets);
  const __m256i key = _mm256_set1_epi32(0x12345678);
  auto* const end = at + steps<__m256i>(size);
  for (; end - at >= 4; at += 4) {
    const __m256i a = _mm256_xor_si256(_mm256_load_si256(at), key);
    const __m256i b = _mm256_xor_si256(_mm256_load_si256(at + 1), key);
    const __m256i c = _mm256_xor_si256(_mm256_load_si256(at + 2), key);
    const __m256i d = _mm256_xor_si256(_mm256_load_si256(at + 3), key);
    _mm256_store_si256(at, a), _mm256_store_si256(at + 1, b);
    _mm256_store_si256(at + 2, c), _mm256_store_si256(at + 3, d);
  }
  for (; at != end; ++at) _mm256_store_si256(at, _mm256_xor_si256(_mm256_load_si256(at), key));
}

[[gnu::target("avx512f")]] void rewrite_avx512(std::uint8_t* octets, std::size_t size) {
  auto* at = reinterpret_cast<__m512i*>(octets);
  const __m512i key = _mm512_set1_epi32(0x12345678);
  auto* const end = at + steps<__m512i>(size);
  for (; end - at >= 4; at += 4) {
    const __m512i a = _mm512_xor_si512(_mm512_load_si512(at), key);
    const __m512i b = _mm512_xor_si512(_mm512_load_si512(at + 1), key);
    const __m512i c = _mm512_xor_si512(_mm512_load_si512(at + 2), key);
    const __m512i d = _mm512_xor_si512(_mm512_load_si512(at + 3), key);
    _mm512_store_si512(at, a), _mm512_store_si512(at + 1, b);
    _mm512_store_si512(at + 2, c), _mm512_store_si512(at + 3, d);
  }
  for (; at != end; ++at) _mm512_store_si512(at, _mm512_xor_si512(_mm512_load_si512(at), key));
}

[[gnu::target("avx2")]] std::uint64_t read_avx2(const std::uint8_t* octets, std::size_t size) {
  const auto* at = reinterpret_cast<const __m256i*>(octets);
  const auto* const end = at + steps<__m256i>(size);
  __m256i a = _mm256_setzero_si256(), b = a, c = a, d = a;
  for (; end - at >= 4; at += 4) {
    a = _mm256_or_si256(a, _mm256_load_si256(at)), b = _mm256_or_si256(b, _mm256_load_si256(at + 1));
    c = _mm256_or_si256(c, _mm256_load_si256(at + 2)), d = _mm256_or_si256(d, _mm256_load_si256(at + 3));
  }
  for (; at != end; ++at) a = _mm256_or_si256(a, _mm256_load_si256(at));
  a = _mm256_or_si256(_mm256_or_si256(a, b), _mm256_or_si256(c, d));
  return static_cast<std::uint64_t>(_mm256_movemask_epi8(a));
}

[[gnu::target("avx512f")]] std::uint64_t read_avx512(const std::uint8_t* octets, std::size_t size) {
  const auto* at = reinterpret_cast<const __m512i*>(octets);
  const auto* const end = at + steps<__m512i>(size);
  __m512i a = _mm512_setzero_si512(), b = a, c = a, d = a;
  for (; end - at >= 4; at += 4) {
    a = _mm512_or_si512(a, _mm512_load_si512(at)), b = _mm512_or_si512(b, _mm512_load_si512(at + 1));
    c = _mm512_or_si512(c, _mm512_load_si512(at + 2)), d = _mm512_or_si512(d, _mm512_load_si512(at + 3));
  }
  for (; at != end; ++at) a = _mm512_or_si512(a, _mm512_load_si512(at));
  a = _mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d));
  return _mm512_test_epi64_mask(a, a);
}

#endif

}  // namespace

Rewrite widest_rewrite() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0) return rewrite_avx512;
  if (__builtin_cpu_supports("avx2") != 0) return rewrite_avx2;
#endif
  return rewrite_plain;
}

Read widest_read() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") != 0) return read_avx512;
  if (__builtin_cpu_supports("avx2") != 0) return read_avx2;
#endif
  return read_plain;
}

}  // namespace gauntlet::bench
