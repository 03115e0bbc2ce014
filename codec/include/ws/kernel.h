#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ws {

/// The work that goes over every octet, masking (RFC 6455 section 5.3) and the validation of text (section 8.1), done
/// with one instruction set. `mask`, `is_valid_utf8` and all that stands on them use the one that is active.
struct Kernel {
  std::string_view name;  ///< "scalar", "word", "ssse3", "avx2", "avx512", "neon"
  bool (*supported)() noexcept;

  /// As `ws::mask`. The key is already turned to the payload's phase, little endian: its lowest octet masks the first
  /// octet of the payload.
  void (*mask)(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept;
  /// As `ws::mask_copy` and `ws::mask_copy_short`.
  void (*mask_copy)(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;
  void (*mask_copy_short)(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;

  /// The size if all is valid, else the index of the earliest offending octet. An unfinished last character counts as
  /// offending at `size`, which is reported as `size + 1`.
  std::size_t (*validate_utf8)(const std::uint8_t* text, std::size_t size) noexcept;
  /// The form that takes pieces: `state` is 0 between characters, else what the next piece is to be fed with. Returns
  /// the index of the earliest offending octet, or the size.
  std::size_t (*feed_utf8)(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept;
};

/// All kernels of this build, slowest first; those that the processor lacks say so.
[[nodiscard]] std::span<const Kernel> kernels() noexcept;

/// The kernel in use, chosen at the first use: the one that the environment variable WS_SIMD names, else, and where
/// that can't be, the last one that the processor supports.
[[nodiscard]] const Kernel& active_kernel() noexcept;

/// Makes the named kernel the one in use, for tests and benchmarks (not thread safe). False if there is none of that
/// name or the processor lacks it.
bool use_kernel(std::string_view name) noexcept;

/// One line on why the kernel that WS_SIMD names can't be used, with those that can; empty if nothing is wrong. The
/// codec goes on with another one: it is for the program to ask, and to end if it takes the variable seriously.
[[nodiscard]] std::string kernel_problem();

}  // namespace ws
