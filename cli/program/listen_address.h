#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace gauntlet::cli {

struct ListenAddress {
  std::string host;  ///< an IP address
  std::uint16_t port = 0;
};
/// "HOST:PORT", "[::1]:PORT"; "localhost" is 127.0.0.1. Nothing if it is of another form.
[[nodiscard]] std::optional<ListenAddress> parse_listen_address(const std::string& text);

}  // namespace gauntlet::cli
