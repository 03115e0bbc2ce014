#include <asio/buffer.hpp>
#include <asio/write.hpp>

#include "conformance/subjects/transport.h"

namespace gauntlet {

namespace {

class TcpTransport final : public Transport {
 public:
  explicit TcpTransport(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {
    std::error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  }

  void read_some(std::span<std::uint8_t> into, Handler handler) override {
    socket_.async_read_some(asio::buffer(into.data(), into.size()), std::move(handler));
  }
  void write(std::span<const std::uint8_t> from, Handler handler) override {
    asio::async_write(socket_, asio::buffer(from.data(), from.size()), std::move(handler));
  }
  void half_close() override {
    std::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }
  void close() override {
    std::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }
  void abort() override {
    std::error_code ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    socket_.close(ignored);
  }

 private:
  asio::ip::tcp::socket socket_;
};

}  // namespace

std::unique_ptr<Transport> make_tcp_transport(asio::ip::tcp::socket socket) {
  return std::make_unique<TcpTransport>(std::move(socket));
}

}  // namespace gauntlet
