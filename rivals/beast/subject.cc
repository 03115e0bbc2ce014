// Boost.Beast's websocket::stream over its own stream in memory, with permessage-deflate.
#include <boost/beast.hpp>
#include <boost/beast/_experimental/test/stream.hpp>

#include "wsgauntlet/subject.h"

namespace {

namespace beast = boost::beast;

struct Beast final : wsgauntlet::Connection {
  explicit Beast(wsgauntlet::Role role) {
    beast::websocket::permessage_deflate deflate;
    deflate.server_enable = deflate.client_enable = true;
    stream_.set_option(deflate);
    far_.connect(stream_.next_layer());
    const auto opened = [this](beast::error_code error) { error ? drop() : read(); };
    const bool server = role == wsgauntlet::Role::kServer;
    server ? stream_.async_accept(opened) : stream_.async_handshake("localhost", "/", opened);
  }

  void start() override { receive(nullptr, 0); }
  void receive(std::uint8_t* octets, std::size_t size) override {
    far_.write_some(boost::asio::buffer(octets, size));
    io_.restart();
    io_.poll();
    send(far_.str().data(), far_.str().size());
    far_.clear();
  }

  void read() {
    stream_.async_read(message_, [this](beast::error_code error, std::size_t) {
      if (error) return drop();
      stream_.text(stream_.got_text());
      stream_.async_write(message_.data(), [this](beast::error_code gone, std::size_t) {
        message_.clear();
        gone ? drop() : read();
      });
    });
  }

  boost::asio::io_context io_;
  beast::test::stream far_{io_};
  beast::websocket::stream<beast::test::stream> stream_{io_};
  beast::flat_buffer message_;
};

const wsgauntlet::Subject subject("beast", wsgauntlet::make<Beast>);

}  // namespace
