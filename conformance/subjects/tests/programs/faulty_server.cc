// An echo server that dies, or says it is unwell, when it echoes a text: faulty_server PORT MODE TEXT
// MODE: abort, exit (code 3), report (a sanitizer's first line on stderr, and it lives on), never.
#include <asio/buffer.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"

namespace {

using asio::ip::tcp;

void fall_ill(const std::string& mode) {
  if (mode == "abort") std::abort();
  if (mode == "exit") std::_Exit(3);
  if (mode == "report") std::fputs("==1==ERROR: AddressSanitizer: heap-use-after-free on address 0x0\n", stderr);
}

void serve(tcp::socket socket, const std::string& mode, const std::string& text) {
  const auto endpoint = gauntlet::make_codec_endpoint({.role = gauntlet::SubjectRole::kServer, .test = nullptr});
  endpoint->start({});
  std::vector<std::uint8_t> buffer(65536);
  std::error_code error;
  while (!endpoint->wants_drop()) {
    const auto size = socket.read_some(asio::buffer(buffer), error);
    if (error) return;
    endpoint->receive(std::span(buffer).first(size), {});
    while (!endpoint->output().empty()) {
      const std::string output(endpoint->output().begin(), endpoint->output().end());
      if (output.find(text) != std::string::npos) fall_ill(mode);
      asio::write(socket, asio::buffer(output), error);
      endpoint->consume_output(output.size());
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  asio::io_context context;
  tcp::acceptor acceptor(
      context, tcp::endpoint(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(std::atoi(argv[1]))));
  for (;;) {
    tcp::socket socket(context);
    acceptor.accept(socket);
    std::thread(serve, std::move(socket), std::string(argv[2]), std::string(argv[3])).detach();
  }
}
