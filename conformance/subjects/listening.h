#pragma once
#include <cstdint>
#include <string>

#include <asio/ip/tcp.hpp>

namespace gauntlet {

/// Makes `acceptor`, which is not open, listen at an IP address; port 0 takes any that is free, which its local
/// endpoint then tells. Empty, or one line that says why it can't.
[[nodiscard]] std::string listen_at(asio::ip::tcp::acceptor& acceptor, const std::string& host, std::uint16_t port);

}  // namespace gauntlet
