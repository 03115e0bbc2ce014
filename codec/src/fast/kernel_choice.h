#pragma once
#include <cstdlib>
#include <span>
#include <string_view>

namespace ws {

// What the tables of kernels have in common. In each, a row names an instruction set and asks the
// processor for it; rows go from slow to fast.

[[nodiscard]] inline bool always_supported() noexcept { return true; }

#if defined(__x86_64__)
// Highway's targets take more than their name says: the whole set is asked for, and that the operating
// system saves the registers is part of the answer.
[[nodiscard]] inline bool ssse3_supported() noexcept { return __builtin_cpu_supports("ssse3") != 0; }
[[nodiscard]] inline bool avx2_supported() noexcept {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("pclmul") != 0;
}
[[nodiscard]] inline bool avx512_supported() noexcept {
  return avx2_supported() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0;
}
#endif

/// The kernel of that name, if the processor supports it.
template <class Kernel>
[[nodiscard]] const Kernel* find_supported(std::span<const Kernel> kernels, std::string_view name) noexcept {
  for (const Kernel& kernel : kernels) {
    if (kernel.name == name && kernel.supported()) return &kernel;
  }
  return nullptr;
}

/// The kernel that WS_SIMD names, else the fastest supported one.
template <class Kernel>
[[nodiscard]] const Kernel& choose_kernel(std::span<const Kernel> kernels) noexcept {
  if (const char* name = std::getenv("WS_SIMD")) {
    if (const Kernel* kernel = find_supported(kernels, name)) return *kernel;
  }
  const Kernel* best = &kernels.front();
  for (const Kernel& kernel : kernels) {
    if (kernel.supported()) best = &kernel;
  }
  return *best;
}

}  // namespace ws
