#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace ws {

// The character classes and lists of HTTP's header fields, as RFC 6455 uses them.

// Which sets a character belongs to, one bit each.
inline constexpr std::uint8_t kTokenChar = 1;      // RFC 2616 section 2.2; tchar of RFC 7230 is the same set
inline constexpr std::uint8_t kTargetChar = 2;     // see is_target_char
inline constexpr std::uint8_t kAuthorityChar = 4;  // of a host without brackets
inline constexpr std::uint8_t kBase64Char = 8;     // without the padding

inline constexpr auto kCharSets = [] {
  std::array<std::uint8_t, 256> sets{};
  const auto has = [](std::string_view set, char c) { return set.find(c) != std::string_view::npos; };
  for (std::size_t i = 0x21; i < 0x7F; ++i) {
    const char c = static_cast<char>(i);
    const bool alphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!has("()<>@,;:\\\"/[]?={}", c)) sets[i] |= kTokenChar;
    if (!has("#\"<>", c)) sets[i] |= kTargetChar;
    if (alphanumeric || has("-._~!$&'()*+,;=%", c)) sets[i] |= kAuthorityChar;
    if (alphanumeric || c == '+' || c == '/') sets[i] |= kBase64Char;
  }
  return sets;
}();

[[nodiscard]] inline bool is_in(std::uint8_t set, std::uint8_t octet) noexcept { return (kCharSets[octet] & set) != 0; }
[[nodiscard]] inline bool is_in(std::uint8_t set, char c) noexcept { return is_in(set, static_cast<std::uint8_t>(c)); }

[[nodiscard]] inline bool is_token_char(std::uint8_t octet) noexcept { return is_in(kTokenChar, octet); }
[[nodiscard]] inline bool is_token_char(char c) noexcept { return is_in(kTokenChar, c); }

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

/// Whether `text` is `lower`, at least 4 letters and hyphens in lower case, in any case. Eight octets at
/// a time, the last ones again where the length is no multiple. Setting the bit that makes a letter
/// lower case turns nothing into a hyphen but CR, which no name contains.
[[nodiscard]] inline bool is_name(std::string_view text, std::string_view lower) noexcept {
  if (text.size() != lower.size()) return false;
  const auto differ = [&](auto word, std::size_t i) {
    auto known = word;
    std::memcpy(&word, text.data() + i, sizeof word);
    std::memcpy(&known, lower.data() + i, sizeof known);
    constexpr auto kLowerCase = static_cast<decltype(word)>(0x2020202020202020);
    return (word | kLowerCase) != known;
  };
  const std::size_t size = lower.size();
  if (size < 8) return !differ(std::uint32_t{}, 0) && !differ(std::uint32_t{}, size - 4);
  for (std::size_t i = 0; i + 8 < size; i += 8) {
    if (differ(std::uint64_t{}, i)) return false;
  }
  return !differ(std::uint64_t{}, size - 8);
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
