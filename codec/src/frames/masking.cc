#include "ws/masking.h"

#include <array>
#include <atomic>
#include <bit>

#include "fast/kernel_choice.h"
#include "fast/vector_kernels.h"
#include "frames/mask_word.h"

namespace ws {
namespace {

/// Section 5.3 to the letter. What the other kernels are tested against.
void copy_scalar(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(in[i] ^ key >> 8 * (i % 4));
}

void mask_scalar(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  copy_scalar(payload, payload, size, key);
}

/// Sixteen octets a step, and the last sixteen in one step that overlaps, loaded before it could be masked.
void copy_word(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
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

void mask_word(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  copy_word(payload, payload, size, key);
}

constexpr std::array kKernels {
  MaskKernel{"scalar", &always_supported, &mask_scalar, &copy_scalar, &copy_scalar},
      MaskKernel{"word", &always_supported, &mask_word, &copy_word, &copy_word},
#if defined(__x86_64__)
      MaskKernel{"ssse3", &ssse3_supported, &N_SSSE3::mask, &N_SSSE3::mask_copy, &N_SSSE3::mask_copy_short},
      MaskKernel{"avx2", &avx2_supported, &N_AVX2::mask, &N_AVX2::mask_copy, &N_AVX2::mask_copy_short},
      MaskKernel{"avx512", &avx512_supported, &N_AVX3::mask, &N_AVX3::mask_copy, &N_AVX3::mask_copy_short},
#elif defined(__aarch64__)
      MaskKernel{"neon", &always_supported, &N_NEON::mask, &N_NEON::mask_copy, &N_NEON::mask_copy_short},
#endif
};

// Stands in until the first use, so that the hot path has no test for it.
const MaskKernel& choose() noexcept;
constexpr MaskKernel kFirstUse{
    "first use", &always_supported,
    [](std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept { choose().mask(payload, size, key); },
    [](const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
      choose().copy(in, out, size, key);
    },
    [](const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
      choose().copy_short(in, out, size, key);
    }};

// Threads that race here choose alike.
constinit std::atomic<const MaskKernel*> in_use{&kFirstUse};

const MaskKernel& choose() noexcept {
  const MaskKernel& kernel = choose_kernel(mask_kernels());
  in_use.store(&kernel, std::memory_order_relaxed);
  return kernel;
}

std::uint32_t little_endian(MaskingKey key) noexcept { return in_memory_order(std::bit_cast<std::uint32_t>(key)); }

}  // namespace

void mask(MutableOctets payload, MaskingKey key, std::size_t phase) noexcept {
  in_use.load(std::memory_order_relaxed)->mask(payload.data(), payload.size(), turned(little_endian(key), phase));
}

void mask_copy(Octets in, std::uint8_t* out, MaskingKey key, std::size_t phase) noexcept {
  in_use.load(std::memory_order_relaxed)->copy(in.data(), out, in.size(), turned(little_endian(key), phase));
}

void mask_copy_short(Octets in, std::uint8_t* out, MaskingKey key) noexcept {
  in_use.load(std::memory_order_relaxed)->copy_short(in.data(), out, in.size(), little_endian(key));
}

std::span<const MaskKernel> mask_kernels() noexcept { return kKernels; }

const MaskKernel& active_mask_kernel() noexcept {
  const MaskKernel* kernel = in_use.load(std::memory_order_relaxed);
  return kernel == &kFirstUse ? choose() : *kernel;
}

bool use_mask_kernel(std::string_view name) noexcept {
  const MaskKernel* kernel = find_supported(mask_kernels(), name);
  if (kernel != nullptr) in_use.store(kernel, std::memory_order_relaxed);
  return kernel != nullptr;
}

}  // namespace ws
