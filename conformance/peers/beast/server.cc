// Echo server on Boost.Beast, synchronous calls, one thread a connection: beast PORT
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <boost/beast/websocket.hpp>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <thread>
#include <utility>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

namespace {

constexpr std::size_t kLimit = std::size_t{256} << 20;

void serve(tcp::socket socket) {
  try {
    websocket::stream<tcp::socket> peer(std::move(socket));
    websocket::permessage_deflate deflate;
    deflate.server_enable = true;
    peer.set_option(deflate);
    peer.read_message_max(kLimit);
    peer.accept();
    beast::flat_buffer message;
    for (;;) {
      peer.read(message);
      peer.text(peer.got_text());
      peer.write(message.data());
      message.clear();
    }
  } catch (const std::exception&) {
    // Closed, refused, broken or gone: this connection only.
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    asio::io_context context;
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::atoi(argv[1]))});
    for (;;) {  // SIGTERM ends the process
      beast::error_code error;
      tcp::socket socket = acceptor.accept(error);
      if (!error) std::thread(serve, std::move(socket)).detach();
    }
  } catch (const std::exception& error) {
    std::cerr << "beast: " << error.what() << '\n';
    return 1;
  }
}
