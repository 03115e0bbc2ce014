#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "handshake/field_text.h"

namespace ws {

/// A character of a path or query that is sent as it is. RFC 3986 allows fewer, but browsers leave
/// these unescaped too: \ ^ ` { | }. A fragment is not sent (RFC 6455 section 3).
[[nodiscard]] inline bool is_target_char(char c) noexcept { return is_in(kTargetChar, c); }

/// The rest of an authority after its host: nothing, or a colon and a port (RFC 3986 section 3.2.3).
[[nodiscard]] inline bool is_port(std::string_view text) noexcept {
  if (text.empty()) return true;
  if (text.front() != ':') return false;
  std::uint32_t port = 0;
  for (const char c : text.substr(1)) {
    if (!is_digit(c)) return false;
    port = port * 10 + static_cast<std::uint32_t>(c - '0');
    if (port > 65535) return false;
  }
  return true;
}

/// host [ ":" port ], as the value of Host (RFC 7230 section 5.4): no user information, not empty.
[[nodiscard]] inline bool is_authority(std::string_view text) noexcept {
  const bool literal = text.starts_with('[');  // IP-literal
  std::size_t i = literal ? 1 : 0;
  const std::size_t begin = i;
  while (i < text.size() && (is_in(kAuthorityChar, text[i]) || (literal && text[i] == ':'))) ++i;
  if (i == begin) return false;
  if (!literal) return is_port(text.substr(i));
  return i < text.size() && text[i] == ']' && is_port(text.substr(i + 1));
}

/// What a request asks for.
struct RequestTarget {
  std::string_view authority;  ///< empty in origin-form
  std::string_view resource;   ///< path and query; in absolute-form the path may be empty
};

/// Reads the two forms that section 4.2.1 allows: a path, or an absolute http or https
/// URI. Nothing if it is neither.
[[nodiscard]] inline std::optional<RequestTarget> read_target(std::string_view text) noexcept {
  for (const char c : text) {
    if (!is_target_char(c)) return std::nullopt;
  }
  if (text.starts_with('/')) return RequestTarget{{}, text};
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view scheme = text.substr(0, colon);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https")) return std::nullopt;
  text.remove_prefix(colon + 3);
  const std::string_view authority = text.substr(0, text.find_first_of("/?"));
  if (!is_authority(authority)) return std::nullopt;
  return RequestTarget{authority, text.substr(authority.size())};
}

}  // namespace ws
