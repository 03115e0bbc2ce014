#include "conformance/subjects/listening.h"

#include <fmt/format.h>

#include <system_error>

namespace gauntlet {

using asio::ip::tcp;

std::string listen_at(tcp::acceptor& acceptor, const std::string& host, std::uint16_t port) {
  std::error_code error;
  const auto address = asio::ip::make_address(host, error);
  if (error) return fmt::format("{}: not an IP address to listen on: {}", host, error.message());
  const tcp::endpoint endpoint(address, port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  return error ? fmt::format("can't listen on {}:{}: {}", host, port, error.message()) : std::string();
}

}  // namespace gauntlet
