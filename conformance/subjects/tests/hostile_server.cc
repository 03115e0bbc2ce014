#include "conformance/subjects/tests/hostile_server.h"

#include <poll.h>

#include <fmt/format.h>
#include <asio/buffer.hpp>
#include <asio/connect.hpp>
#include <asio/write.hpp>
#include <chrono>

#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"

namespace gauntlet::testing {

using asio::ip::tcp;

bool HostileConnection::send(wire::View octets) {
  std::error_code error;
  asio::write(socket_, asio::buffer(octets.data(), octets.size()), error);
  return !error;
}

bool HostileConnection::send(std::string_view text) {
  return send(wire::View(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

bool HostileConnection::read() {
  std::error_code error;
  size_ = socket_.read_some(asio::buffer(buffer_), error);
  return !error;
}

void HostileConnection::read_to_the_end() {
  while (read()) {
  }
}

bool HostileConnection::open(std::string_view extensions) {
  while (read()) {
    const auto head = collector_.feed(wire::View(buffer_).first(size_));
    if (!head) continue;
    auto answer = fmt::format(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n",
        wire::accept_value(head->field("Sec-WebSocket-Key").value_or("")));
    if (!extensions.empty()) answer += fmt::format("Sec-WebSocket-Extensions: {}\r\n", extensions);
    return send(answer + "\r\n");
  }
  return false;
}

void HostileConnection::reset() {
  std::error_code ignored;
  socket_.set_option(asio::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

void HostileConnection::pause(std::chrono::milliseconds time) {
  pollfd waiting{socket_.native_handle(), 0, 0};
  ::poll(&waiting, 1, static_cast<int>(time.count()));
}

void HostileConnection::serve_well_and(const std::function<void()>& before_end) {
  const auto begin = std::chrono::steady_clock::now();
  const auto now = [&] {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
  };
  const auto endpoint = make_codec_endpoint({.role = SubjectRole::kServer, .test = nullptr});
  endpoint->start(now());
  while (read()) {
    endpoint->receive(std::span(buffer_).first(size_), now());
    while (!endpoint->output().empty()) {
      const auto size = endpoint->output().size();
      if (!send(endpoint->output())) return before_end();
      endpoint->consume_output(size);
    }
    if (endpoint->wants_drop()) break;
  }
  before_end();
}

HostileServer::HostileServer(Serve serve)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)), serve_(std::move(serve)) {
  accepting_ = std::thread([this] { accept(); });
}

void HostileServer::accept() {
  for (std::size_t number = 0;; ++number) {
    std::error_code error;
    tcp::socket socket(context_);
    acceptor_.accept(socket, error);
    if (error || stopping_) return;
    threads_.emplace_back([this, number, connection = std::make_shared<HostileConnection>(std::move(socket))] {
      serve_(*connection, number);
    });
  }
}

HostileServer::~HostileServer() {
  stopping_ = true;
  std::error_code ignored;
  tcp::socket waker(context_);
  waker.connect(acceptor_.local_endpoint(), ignored);
  accepting_.join();
  for (auto& thread : threads_) thread.join();
}

}  // namespace gauntlet::testing
