#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "ws/frame_header.h"
#include "ws/octets.h"

namespace ws {

/// XORs `payload` in place with the key of RFC 6455 section 5.3: octet i with key[(phase + i) % 4].
/// Masking and unmasking are the same. `phase` is the count of the frame's octets that came before,
/// so that a payload can be unmasked in any pieces. Any alignment; cost is one pass.
void mask(MutableOctets payload, MaskingKey key, std::size_t phase = 0) noexcept;

/// The same from `in` to `out`, which are of one size. They may overlap if `out` begins before `in`.
void mask_copy(Octets in, std::uint8_t* out, MaskingKey key, std::size_t phase = 0) noexcept;

/// What `mask_copy_short` takes at most.
inline constexpr std::size_t kMaxShortMask = 128;

/// `mask_copy` of a few octets to where kMaxShortMask can be written: those behind `in.size()` are
/// overwritten with anything. The key zero makes it a copy.
void mask_copy_short(Octets in, std::uint8_t* out, MaskingKey key) noexcept;

/// `mask` in one instruction set. `key` is already turned to the payload's phase, little endian:
/// its lowest octet masks the first octet of the payload.
struct MaskKernel {
  std::string_view name;  ///< "scalar", "word", "ssse3", "avx2", "avx512", ...
  bool (*supported)() noexcept;
  void (*mask)(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept;
  /// The same from `in` to `out`.
  void (*copy)(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;
  /// As `mask_copy_short`.
  void (*copy_short)(const std::uint8_t* in, std::uint8_t* out, std::size_t size, std::uint32_t key) noexcept;
};

/// All kernels of this build, slowest first; those that the processor lacks say so.
[[nodiscard]] std::span<const MaskKernel> mask_kernels() noexcept;

/// The kernel in use: the last supported one, or the one that the environment variable WS_SIMD names
/// (a name that is unknown or unsupported is passed over). The variable is read once, at the first use.
[[nodiscard]] const MaskKernel& active_mask_kernel() noexcept;

/// Makes the named kernel the one in use, for tests and benchmarks (not thread safe).
/// False if there is none of that name or the processor lacks it.
bool use_mask_kernel(std::string_view name) noexcept;

}  // namespace ws
