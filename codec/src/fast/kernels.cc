#include "fast/kernels.h"

#include <array>
#include <cstdlib>

#include "fast/kernel_rows.h"

namespace ws {
namespace {

// Whether the processor has what a kernel needs, by the kernels' names. Highway's targets take more than their name
// says: the whole set is asked for, and that the operating system saves the registers is part of the answer.
bool scalar_supported() noexcept { return true; }
bool word_supported() noexcept { return true; }
#if defined(__x86_64__)
bool ssse3_supported() noexcept { return __builtin_cpu_supports("ssse3") != 0; }
bool avx2_supported() noexcept {
  return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0 &&
         __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("fma") != 0 &&
         __builtin_cpu_supports("aes") != 0 && __builtin_cpu_supports("pclmul") != 0;
}
bool avx512_supported() noexcept {
  return avx2_supported() && __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
         __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0;
}
#elif defined(__aarch64__)
bool neon_supported() noexcept { return true; }
#endif

template <FeedUtf8Function* feed>
std::size_t validate(const std::uint8_t* text, std::size_t size) noexcept {
  std::uint32_t state = 0;
  const std::size_t offender = feed(text, size, state);
  return offender == size && state != 0 ? size + 1 : offender;
}

#define WS_ROW(name, space)            \
  Kernel{#name,                        \
         &name##_supported,            \
         &space::mask,                 \
         &space::mask_copy,            \
         &space::mask_copy_short,      \
         &validate<&space::feed_utf8>, \
         &space::feed_utf8},
#define WS_PLAIN_ROW(name) WS_ROW(name, name)
#define WS_VECTOR_ROW(name, set) WS_ROW(name, N_##set)
constexpr std::array kKernels{WS_KERNELS(WS_PLAIN_ROW, WS_VECTOR_ROW)};
#undef WS_ROW
#undef WS_PLAIN_ROW
#undef WS_VECTOR_ROW

/// What WS_SIMD says; empty: nothing.
std::string_view wanted() noexcept {
  const char* const name = std::getenv("WS_SIMD");
  return name == nullptr ? std::string_view() : name;
}

const Kernel* find(std::string_view name) noexcept {
  for (const Kernel& one : kKernels) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

const Kernel& choose() noexcept {
  const Kernel* best = find(wanted());
  if (best == nullptr || !best->supported()) {
    for (const Kernel& one : kKernels) {
      if (one.supported()) best = &one;
    }
  }
  kernel_in_use.store(best, std::memory_order_relaxed);
  return *best;
}

/// The functions of a stand-in, which pass on what they were called with.
constexpr Kernel kFirstUse{
    "first use",
    &scalar_supported,
    [](std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept { choose().mask(payload, size, key); },
    [](const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
      choose().mask_copy(in, out, size, key);
    },
    [](const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept {
      choose().mask_copy_short(in, out, size, key);
    },
    [](const std::uint8_t* text, std::size_t size) noexcept { return choose().validate_utf8(text, size); },
    [](const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
      return choose().feed_utf8(text, size, state);
    }};

}  // namespace

constinit std::atomic<const Kernel*> kernel_in_use{&kFirstUse};

std::span<const Kernel> kernels() noexcept { return kKernels; }

const Kernel& active_kernel() noexcept { return &kernel() == &kFirstUse ? choose() : kernel(); }

bool use_kernel(std::string_view name) noexcept {
  const Kernel* const named = find(name);
  if (named == nullptr || !named->supported()) return false;
  kernel_in_use.store(named, std::memory_order_relaxed);
  return true;
}

std::string kernel_problem() {
  const std::string_view name = wanted();
  const Kernel* const named = find(name);
  if (name.empty() || (named != nullptr && named->supported())) return {};
  std::string line(named == nullptr ? "WS_SIMD: no kernel is named " : "WS_SIMD: this processor lacks ");
  line.append(name).append(" (this processor has: ");
  std::string_view before;
  for (const Kernel& one : kKernels) {
    if (!one.supported()) continue;
    line.append(before).append(one.name);
    before = ", ";
  }
  return line.append(")");
}

}  // namespace ws
