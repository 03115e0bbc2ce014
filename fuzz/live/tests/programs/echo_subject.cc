// An echo endpoint with a fault: echo_subject server PORT MODE, echo_subject client URL MODE
// MODE: well; rsv (dies of a frame with a reserved bit); hang (says no more after one);
// once (a client that ends after one connection); leak:KIB:TIMES (keeps so much memory of each of its first
// connections); without:RULE (a rule of the codec is switched off).
#include <asio/buffer.hpp>
#include <asio/connect.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/write.hpp>
#include <charconv>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "conformance/mutants/mutants.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"
#include "conformance/wire/frame_reader.h"

namespace {

using asio::ip::tcp;
using gauntlet::SubjectRole;

std::size_t number_in(const std::string& mode, std::size_t nth) {
  std::size_t at = 0;
  for (std::size_t i = 0; i <= nth && at != std::string::npos; ++i) at = mode.find(':', at + (i == 0 ? 0 : 1));
  std::size_t number = 0;
  if (at != std::string::npos) std::from_chars(mode.data() + at + 1, mode.data() + mode.size(), number);
  return number;
}

void leak(const std::string& mode, std::size_t connection) {
  static std::vector<std::string*> kept;
  if (mode.starts_with("leak:") && connection < number_in(mode, 1))
    kept.push_back(new std::string(number_in(mode, 0) << 10, 'x'));
}

/// Finds frames with reserved bits behind an opening handshake, however the octets are cut.
class ReservedBits {
 public:
  explicit ReservedBits(SubjectRole role) : reader_({.expect_masked = role == SubjectRole::kServer}) {}

  [[nodiscard]] bool are_in(std::span<const std::uint8_t> octets) {
    constexpr std::string_view kHeadEnd = "\r\n\r\n";
    std::size_t at = 0;
    for (; at < octets.size() && head_matched_ < kHeadEnd.size(); ++at) {
      const char octet = static_cast<char>(octets[at]);
      head_matched_ = octet == kHeadEnd[head_matched_] ? head_matched_ + 1 : (octet == '\r' ? 1 : 0);
    }
    reader_.feed(octets.subspan(at));
    bool found = false;
    while (const auto item = reader_.next()) {
      const auto* frame = std::get_if<gauntlet::wire::FrameStart>(&*item);
      found = found || (frame != nullptr && frame->rsv != 0);
    }
    return found;
  }

 private:
  gauntlet::wire::FrameReader reader_;
  std::size_t head_matched_ = 0;
};

std::unique_ptr<gauntlet::InProcessSubject> made(SubjectRole role, const std::string& mode) {
  constexpr std::string_view kWithout = "without:";
  if (!mode.starts_with(kWithout)) return gauntlet::make_codec_endpoint({.role = role, .test = nullptr});
  const auto rule = gauntlet::find_mutant(true, mode.substr(kWithout.size()));
  if (!rule) std::_Exit(2);
  return gauntlet::make_mutant_endpoint({.role = role, .test = nullptr}, with(*rule));
}

void talk(tcp::socket socket, SubjectRole role, const std::string& mode) {
  const auto endpoint = made(role, mode);
  std::vector<std::uint8_t> buffer(65536);
  std::error_code error;
  const auto send = [&] {
    while (!error && !endpoint->output().empty()) {
      const auto size = endpoint->output().size();
      asio::write(socket, asio::buffer(endpoint->output().data(), size), error);
      endpoint->consume_output(size);
    }
  };
  endpoint->start({});
  send();
  ReservedBits reserved_bits(role);
  while (!error && !endpoint->wants_drop()) {
    const auto size = socket.read_some(asio::buffer(buffer), error);
    if (error) return;
    const bool reserved = reserved_bits.are_in(std::span(buffer).first(size));
    if (reserved && mode == "rsv") std::abort();
    if (reserved && mode == "hang") {
      while (!error) socket.read_some(asio::buffer(buffer), error);
      return;
    }
    endpoint->receive(std::span(buffer).first(size), {});
    send();
  }
}

int serve(std::uint16_t port, const std::string& mode) {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), port));
  for (std::size_t number = 0;; ++number) {
    tcp::socket socket(context);
    acceptor.accept(socket);
    leak(mode, number);
    std::thread(talk, std::move(socket), SubjectRole::kServer, mode).detach();
  }
}

int connect_again_and_again(const std::string& url, const std::string& mode) {
  asio::io_context context;
  const auto port = static_cast<std::uint16_t>(std::atoi(url.substr(url.rfind(':') + 1).c_str()));
  for (std::size_t number = 0;; ++number) {
    tcp::socket socket(context);
    std::error_code error;
    socket.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port), error);
    if (error) return 1;
    leak(mode, number);
    talk(std::move(socket), SubjectRole::kClient, mode);
    if (mode == "once") return 0;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string role = argv[1], where = argv[2], mode = argv[3];
  return role == "server" ? serve(static_cast<std::uint16_t>(std::atoi(where.c_str())), mode)
                          : connect_again_and_again(where, mode);
}
