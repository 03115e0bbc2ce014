#pragma once
#include <cstddef>
#include <cstdint>

namespace ws {

// The vector kernels, of masking_kernels.cc and utf8_kernels.cc, once for each instruction set of
// vector_targets.h; the namespaces' names are Highway's. Whoever calls one has asked whether the
// processor supports it.

using MaskFunction = void(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept;
using MaskCopyFunction = void(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;

/// As `Utf8Kernel::feed`.
using Utf8Feed = std::size_t(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept;

#if defined(__x86_64__)
#define WS_VECTOR_TARGETS(X) X(N_SSSE3) X(N_AVX2) X(N_AVX3)
#elif defined(__aarch64__)
#define WS_VECTOR_TARGETS(X) X(N_NEON)
#else
#define WS_VECTOR_TARGETS(X)
#endif

#define WS_DECLARE_KERNELS(target)  \
  namespace target {                \
  MaskFunction mask;                \
  MaskCopyFunction mask_copy;       \
  MaskCopyFunction mask_copy_short; \
  Utf8Feed feed_utf8;               \
  }
WS_VECTOR_TARGETS(WS_DECLARE_KERNELS)
#undef WS_DECLARE_KERNELS

}  // namespace ws
