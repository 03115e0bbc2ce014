#include "ws/utf8.h"

#include "fast/kernels.h"

namespace ws {

bool is_valid_utf8(Octets text) noexcept { return kernel().validate_utf8(text.data(), text.size()) == text.size(); }

std::optional<std::size_t> Utf8Validator::feed(Octets piece) noexcept {
  const std::size_t offender = kernel().feed_utf8(piece.data(), piece.size(), state_);
  if (offender == piece.size()) return std::nullopt;
  return offender;
}

}  // namespace ws
