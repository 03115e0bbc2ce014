#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "handshake/field_text.h"
#include "handshake/known_fields.h"
#include "ws/extension.h"
#include "ws/rule.h"

namespace ws {

// What the two heads of the opening handshake have in common.

/// How many characters of `text` follow `pattern`, in which 0 stands for any digit.
[[nodiscard]] inline std::size_t match(std::string_view text, std::string_view pattern) noexcept {
  std::size_t i = 0;
  while (i < text.size() && i < pattern.size() && (pattern[i] == '0' ? is_digit(text[i]) : text[i] == pattern[i])) ++i;
  return i;
}

/// Both sides ask for "at least 1.1" (sections 4.1 and 4.2.1). A text that claims to be HTTP/2 is not.
[[nodiscard]] inline bool is_version_enough(std::string_view version) noexcept {
  return version[5] == '1' && version[7] >= '1';
}

/// The index of the first element that is equal to an earlier one, or the size. Cost n log n at most.
[[nodiscard]] std::size_t first_repeated(const std::vector<std::string>& elements);

/// Appends to `extensions` all that the fields of a head name, or the rule that they break.
[[nodiscard]] std::optional<Violation> read_extensions(const KnownFields& fields, std::vector<Extension>& extensions);

}  // namespace ws
