#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "ws/octets.h"

namespace ws {

/// UTF-8 as RFC 3629 defines it: no overlong forms, no surrogates, nothing above U+10FFFF.

/// Whether `text` is complete and valid. One pass.
[[nodiscard]] bool is_valid_utf8(Octets text) noexcept;

/// Validates a text that arrives in pieces and finds an error at its earliest octet: the first one
/// after which no continuation could make the text valid (RFC 6455 section 8.1).
/// Copyable, 4 octets, never allocates.
class Utf8Validator {
 public:
  /// Takes the next piece. Returns the index within `piece` of the offending octet, or nothing while
  /// all is well. After an error the validator must be reset before it is used again.
  [[nodiscard]] std::optional<std::size_t> feed(Octets piece) noexcept;

  /// Whether the text may end here: no character is left unfinished.
  [[nodiscard]] bool complete() const noexcept { return state_ == 0; }

  void reset() noexcept { state_ = 0; }

 private:
  std::uint32_t state_ = 0;
};

/// Validation in one instruction set. `validate` returns the size if all is valid, else the index of
/// the earliest offending octet; an unfinished last character counts as offending at `size`, which
/// is reported as `size + 1`.
struct Utf8Kernel {
  std::string_view name;
  bool (*supported)() noexcept;
  std::size_t (*validate)(const std::uint8_t* text, std::size_t size) noexcept;
  /// The form that takes pieces: `state` is 0 between characters, else what the next piece is to be fed
  /// with. Returns the index of the earliest offending octet, or the size.
  std::size_t (*feed)(const std::uint8_t* text, std::size_t size, std::uint32_t& state) noexcept;
};

/// As for masking: all of this build, slowest first; the one in use, which WS_SIMD can name; a change
/// of it, for tests and benchmarks (not thread safe).
[[nodiscard]] std::span<const Utf8Kernel> utf8_kernels() noexcept;
[[nodiscard]] const Utf8Kernel& active_utf8_kernel() noexcept;
bool use_utf8_kernel(std::string_view name) noexcept;

}  // namespace ws
