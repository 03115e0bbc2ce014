#include "ws/utf8.h"

#include <algorithm>
#include <array>
#include <atomic>

#include "kernel_choice.h"
#include "mask_word.h"
#include "utf8_dfa.h"
#include "vector_kernels.h"

namespace ws {
namespace {

using Feed = std::size_t(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept;

constexpr std::uint64_t kTopBits = 0x8080'8080'8080'8080ULL;

/// 8 to 32 octets.
bool is_ascii_8_to_32(const std::uint8_t* text, std::size_t size) noexcept {
  const std::size_t second = size >= 16 ? 8 : 0;
  const std::uint64_t octets = load<std::uint64_t>(text) | load<std::uint64_t>(text + second) |
                               load<std::uint64_t>(text + size - 8 - second) | load<std::uint64_t>(text + size - 8);
  return (octets & kTopBits) == 0;
}

std::size_t feed_scalar(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  utf8::State walked = state;
  const std::size_t offender = utf8::walk(text, size, walked);
  state = static_cast<std::uint32_t>(walked);
  return offender;
}

std::size_t feed_word(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  constexpr std::size_t kStep = 32;
  std::size_t i = 0;
  for (; size - i >= 8; i += std::min(kStep, size - i)) {
    const std::size_t count = std::min(kStep, size - i);
    if (state == utf8::kStart && is_ascii_8_to_32(text + i, count)) continue;
    const std::size_t offender = feed_scalar(text + i, count, state);
    if (offender != count) return i + offender;
  }
  return i + feed_scalar(text + i, size - i, state);
}

/// The last octet of the three before `end` that begins a character, or `end` if none does: then a
/// character of four octets ends there.
std::size_t last_lead(const std::uint8_t* text, std::size_t end) noexcept {
  for (std::size_t i = end - 1; i + 3 >= end; --i) {
    if ((text[i] & 0xC0) != 0x80) return i;
  }
  return end;
}

template <Utf8ScanFunction* scan>
std::size_t feed_vector(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept {
  if (size < 32) return feed_word(text, size, state);
  // The automaton takes the first three octets, which may belong to a character that began in the piece
  // before. From there on all that matters is in this piece.
  std::size_t offender = feed_scalar(text, 3, state);
  if (offender != 3) return offender;
  const std::size_t good = scan(text, size);
  // The automaton also has the last word: on what the scan has found, from the last character that began
  // before it; and on the character at the end, which may be unfinished or have a hopeless lead.
  const std::size_t start = last_lead(text, good);
  state = utf8::kStart;
  return start + feed_scalar(text + start, size - start, state);
}

template <Feed* feed>
std::size_t validate(const std::uint8_t* text, std::size_t size) noexcept {
  std::uint32_t state = utf8::kStart;
  const std::size_t offender = feed(text, size, state);
  return offender == size && state != utf8::kStart ? size + 1 : offender;
}

template <Feed* feed>
constexpr Utf8Kernel kernel(std::string_view name, bool (*supported)() noexcept) {
  return {name, supported, &validate<feed>, feed};
}

constexpr std::array kKernels {
  kernel<&feed_scalar>("scalar", &always_supported), kernel<&feed_word>("word", &always_supported),
#if defined(__x86_64__)
      kernel<&feed_vector<&N_SSSE3::scan_utf8>>("ssse3", &ssse3_supported),
      kernel<&feed_vector<&N_AVX2::scan_utf8>>("avx2", &avx2_supported),
      kernel<&feed_vector<&N_AVX3::scan_utf8>>("avx512", &avx512_supported),
#elif defined(__aarch64__)
      kernel<&feed_vector<&N_NEON::scan_utf8>>("neon", &always_supported),
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
