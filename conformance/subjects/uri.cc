#include "conformance/subjects/uri.h"

#include <charconv>

namespace gauntlet {

std::optional<WebSocketUri> parse_ws_uri(const std::string& uri) {
  WebSocketUri parsed;
  std::string_view rest = uri;
  if (rest.starts_with("ws://")) {
    rest.remove_prefix(5);
  } else if (rest.starts_with("wss://")) {
    rest.remove_prefix(6);
    parsed.secure = true;
    parsed.port = 443;
  } else {
    return std::nullopt;
  }
  if (rest.find('#') != std::string_view::npos) return std::nullopt;
  for (const char c : rest) {
    if (c <= ' ' || c == '\x7F') return std::nullopt;
  }
  const auto authority_end = rest.find_first_of("/?");
  const auto authority = rest.substr(0, authority_end);
  if (authority_end != std::string_view::npos) parsed.target = rest.substr(authority_end);
  if (parsed.target.starts_with('?')) parsed.target.insert(0, "/");
  parsed.authority = authority;

  std::string_view port;
  if (authority.starts_with('[')) {
    const auto bracket = authority.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    parsed.host = authority.substr(1, bracket - 1);
    port = authority.substr(bracket + 1);
  } else {
    const auto colon = authority.find(':');
    parsed.host = authority.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : authority.substr(colon);
  }
  if (parsed.host.empty()) return std::nullopt;
  if (port.empty()) return parsed;
  if (port.front() != ':') return std::nullopt;
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), parsed.port);
  if (error != std::errc{} || end != port.data() + port.size() || parsed.port == 0) return std::nullopt;
  return parsed;
}

std::optional<std::map<std::string, std::string>> parse_query(std::string_view query) {
  std::map<std::string, std::string> parameters;
  if (query.empty()) return parameters;
  if (query.front() != '?') return std::nullopt;
  query.remove_prefix(1);
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    if (!parameters.emplace(pair.substr(0, equals), pair.substr(equals + 1)).second) return std::nullopt;
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
  }
  return parameters;
}

}  // namespace gauntlet
