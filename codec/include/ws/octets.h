#pragma once
#include <cstdint>
#include <span>
#include <string_view>

namespace ws {

/// RFC 6455 speaks of octets; a view of them, never owning.
using Octets = std::span<const std::uint8_t>;
using MutableOctets = std::span<std::uint8_t>;

[[nodiscard]] inline Octets as_octets(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

[[nodiscard]] inline std::string_view as_text(Octets octets) noexcept {
  return {reinterpret_cast<const char*>(octets.data()), octets.size()};
}

}  // namespace ws
