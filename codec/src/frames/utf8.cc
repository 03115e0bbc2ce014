#include "ws/utf8.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "fast/kernel_choice.h"
#include "fast/vector_kernels.h"
#include "frames/utf8_automaton.h"

namespace ws {
namespace {

std::size_t feed_scalar(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  return utf8::walk(text, size, state);
}

std::size_t feed_word(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  std::size_t i = 0;
  while (true) {
    const std::size_t count = std::min<std::size_t>(size - i, 32);
    const std::size_t offender = utf8::walk_short(text + i, count, state);
    i += offender;
    if (offender != count || i == size) return i;
  }
}

template <Utf8Feed* feed>
std::size_t validate(const std::uint8_t* text, std::size_t size) noexcept {
  std::uint32_t state = utf8::kStart;
  const std::size_t offender = feed(text, size, state);
  return offender == size && state != utf8::kStart ? size + 1 : offender;
}

template <Utf8Feed* feed>
constexpr Utf8Kernel kernel(std::string_view name, bool (*supported)() noexcept) {
  return {name, supported, &validate<feed>, feed};
}

constexpr std::array kKernels {
  kernel<&feed_scalar>("scalar", &always_supported), kernel<&feed_word>("word", &always_supported),
#if defined(__x86_64__)
      kernel<&N_SSSE3::feed_utf8>("ssse3", &ssse3_supported), kernel<&N_AVX2::feed_utf8>("avx2", &avx2_supported),
      kernel<&N_AVX3::feed_utf8>("avx512", &avx512_supported),
#elif defined(__aarch64__)
      kernel<&N_NEON::feed_utf8>("neon", &always_supported),
#endif
};

// Stands in until the first use, as in masking.cc.
const Utf8Kernel& choose() noexcept;
std::size_t choose_and_feed(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  return choose().feed(text, size, state);
}
constexpr Utf8Kernel kFirstUse = kernel<&choose_and_feed>("first use", &always_supported);

constinit std::atomic<const Utf8Kernel*> in_use{&kFirstUse};

const Utf8Kernel& choose() noexcept {
  const Utf8Kernel& chosen = choose_kernel(utf8_kernels());
  in_use.store(&chosen, std::memory_order_relaxed);
  return chosen;
}

}  // namespace

bool is_valid_utf8(Octets text) noexcept {
  return in_use.load(std::memory_order_relaxed)->validate(text.data(), text.size()) == text.size();
}

std::optional<std::size_t> Utf8Validator::feed(Octets piece) noexcept {
  const std::size_t offender = in_use.load(std::memory_order_relaxed)->feed(piece.data(), piece.size(), state_);
  if (offender == piece.size()) return std::nullopt;
  return offender;
}

std::span<const Utf8Kernel> utf8_kernels() noexcept { return kKernels; }

const Utf8Kernel& active_utf8_kernel() noexcept {
  const Utf8Kernel* chosen = in_use.load(std::memory_order_relaxed);
  return chosen == &kFirstUse ? choose() : *chosen;
}

bool use_utf8_kernel(std::string_view name) noexcept {
  const Utf8Kernel* chosen = find_supported(utf8_kernels(), name);
  if (chosen != nullptr) in_use.store(chosen, std::memory_order_relaxed);
  return chosen != nullptr;
}

}  // namespace ws
