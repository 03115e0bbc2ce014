#pragma once
#include <array>
#include <cstdint>
#include <string_view>

namespace ws {

// The character classes and lists of HTTP's header fields, as RFC 6455 uses them.

/// CHAR of a token: RFC 2616 section 2.2, which is the same set as tchar of RFC 7230 section 3.2.6.
[[nodiscard]] inline bool is_token_char(std::uint8_t octet) noexcept {
  static constexpr auto kTable = [] {
    std::array<bool, 256> table{};
    for (std::size_t i = 0x21; i < 0x7F; ++i) {
      table[i] = std::string_view("()<>@,;:\\\"/[]?={}").find(static_cast<char>(i)) == std::string_view::npos;
    }
    return table;
  }();
  return kTable[octet];
}
[[nodiscard]] inline bool is_token_char(char c) noexcept { return is_token_char(static_cast<std::uint8_t>(c)); }

[[nodiscard]] inline bool is_token(std::string_view text) noexcept {
  for (const char c : text) {
    if (!is_token_char(c)) return false;
  }
  return !text.empty();
}

[[nodiscard]] constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\t'; }
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

/// CR, LF, NUL and the like, which end or split a field in one reader or another. A tab is one too.
[[nodiscard]] constexpr bool is_control(char c) noexcept {
  return static_cast<std::uint8_t>(c) < 0x20 || static_cast<std::uint8_t>(c) == 0x7F;
}

/// Whether it can be sent as the value of a field.
[[nodiscard]] inline bool is_field_value(std::string_view text) noexcept {
  for (const char c : text) {
    if (is_control(c) && c != '\t') return false;
  }
  return true;
}

[[nodiscard]] inline std::string_view trim(std::string_view text) noexcept {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

[[nodiscard]] constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

[[nodiscard]] inline bool equal_ignoring_case(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (to_lower(a[i]) != to_lower(b[i])) return false;
  }
  return true;
}

/// Calls `visit` with each element of a comma separated list. Empty elements don't count, by RFC 2616
/// section 2.1 ("#rule").
template <typename Visit>
void for_each_element(std::string_view list, Visit visit) {
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view element = trim(list.substr(0, comma));
    if (!element.empty()) visit(element);
    if (comma == std::string_view::npos) return;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace ws
