#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>

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

}  // namespace ws
