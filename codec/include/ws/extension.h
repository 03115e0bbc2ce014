#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ws/rule.h"

namespace ws {

/// One parameter of an extension, RFC 6455 section 9.1. A quoted value is held unquoted.
struct ExtensionParameter {
  std::string name;
  std::optional<std::string> value;

  friend bool operator==(const ExtensionParameter&, const ExtensionParameter&) = default;
};

/// One element of a Sec-WebSocket-Extensions list: an offer in a request, an agreement in a response.
struct Extension {
  std::string name;
  std::vector<ExtensionParameter> parameters;

  friend bool operator==(const Extension&, const Extension&) = default;
};

/// Reads a Sec-WebSocket-Extensions value by the grammar of section 9.1: a comma separated list of at
/// least one element, tokens by RFC 2616, a quoted value must be a token once unquoted. One pass,
/// cost linear in the input. The violation is kExtensionSyntax; its offset counts from the value's
/// first character.
[[nodiscard]] std::variant<std::vector<Extension>, Violation> parse_extensions(std::string_view value);

/// "name; parameter=value, name2". A value that is no token is quoted.
[[nodiscard]] std::string print_extensions(const std::vector<Extension>& extensions);
/// The same, appended to `out`.
void print_extensions(const std::vector<Extension>& extensions, std::string& out);

}  // namespace ws
