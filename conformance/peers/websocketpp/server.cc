// Echo server on WebSocket++ with standalone Asio: websocketpp PORT
#define ASIO_STANDALONE
#include <exception>
#include <iostream>
#include <string>
#include <websocketpp/config/asio_no_tls.hpp>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/server.hpp>

namespace {

constexpr std::size_t kLimit = std::size_t{256} << 20;

struct Config : websocketpp::config::asio {
  struct permessage_deflate_config {};
  using permessage_deflate_type = websocketpp::extensions::permessage_deflate::enabled<permessage_deflate_config>;
};
using Server = websocketpp::server<Config>;

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    Server server;
    server.clear_access_channels(websocketpp::log::alevel::all);
    server.clear_error_channels(websocketpp::log::elevel::all);
    server.init_asio();
    server.set_reuse_addr(true);
    server.set_max_message_size(kLimit);
    server.set_message_handler([&server](websocketpp::connection_hdl peer, Server::message_ptr message) {
      websocketpp::lib::error_code gone;  // the peer may have closed in the meantime
      server.send(peer, message->get_payload(), message->get_opcode(), gone);
    });
    server.listen("127.0.0.1", std::string(argv[1]));
    server.start_accept();
    for (;;) {  // SIGTERM ends the process
      try {
        server.run();
        return 0;
      } catch (const std::exception& error) {
        std::cerr << "websocketpp: " << error.what() << '\n';  // out of one connection's handler: go on
      }
    }
  } catch (const std::exception& error) {
    std::cerr << "websocketpp: " << error.what() << '\n';
    return 1;
  }
}
