#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace gauntlet {

/// A ws: or wss: URI (RFC 6455 section 3), taken apart.
struct WebSocketUri {
  bool secure = false;
  std::string host;  ///< without the brackets of an IPv6 address
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query
  std::string authority;     ///< as the Host field takes it
};
/// Nothing if it is none, or has a fragment (section 3).
[[nodiscard]] std::optional<WebSocketUri> parse_ws_uri(const std::string& uri);

/// "?role=client&fault=x" as a map; nothing if it is malformed.
[[nodiscard]] std::optional<std::map<std::string, std::string>> parse_query(std::string_view query);

}  // namespace gauntlet
