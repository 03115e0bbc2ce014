#pragma once
#include <cstddef>
#include <cstdint>

namespace ws {

// The kernels, slowest first, each in one row: its name, and for vectors Highway's name of the instruction set that
// vector_masking.cc and vector_utf8.cc are compiled for. A PLAIN one is a file of its own, with a namespace of that
// name. Whether the processor has it is asked in kernels.cc.
#if defined(__x86_64__)
#define WS_KERNELS(PLAIN, VECTOR) \
  PLAIN(scalar)                   \
  PLAIN(word)                     \
  VECTOR(ssse3, SSSE3)            \
  VECTOR(avx2, AVX2)              \
  VECTOR(avx512, AVX3)
#elif defined(__aarch64__)
#define WS_KERNELS(PLAIN, VECTOR) \
  PLAIN(scalar)                   \
  PLAIN(word)                     \
  VECTOR(neon, NEON)
#else
#define WS_KERNELS(PLAIN, VECTOR) \
  PLAIN(scalar)                   \
  PLAIN(word)
#endif

// What each has: the members of ws::Kernel by the same names.
using MaskFunction = void(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept;
using MaskCopyFunction = void(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;
using FeedUtf8Function = std::size_t(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept;

#define WS_DECLARE_PLAIN(name)      \
  namespace name {                  \
  MaskFunction mask;                \
  MaskCopyFunction mask_copy;       \
  MaskCopyFunction mask_copy_short; \
  FeedUtf8Function feed_utf8;       \
  }
#define WS_DECLARE_VECTOR(name, set) WS_DECLARE_PLAIN(N_##set)
WS_KERNELS(WS_DECLARE_PLAIN, WS_DECLARE_VECTOR)
#undef WS_DECLARE_PLAIN
#undef WS_DECLARE_VECTOR

}  // namespace ws
