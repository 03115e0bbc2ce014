#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string_view>
#include <vector>

#include "rivals/beast/memory_stream.h"
#include "rivals/reading.h"

namespace gauntlet::fuzz {
namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;

constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";

}  // namespace

RivalReading read_with_beast(const std::uint8_t* octets, std::size_t size) {
  RivalReading reading;
  std::vector<std::uint8_t> output;
  asio::io_context context;
  beast::websocket::stream<BeastMemoryStream, false> stream(context);
  stream.read_message_max(kMostRivalMessage);
  stream.next_layer().give(kRequest.data(), kRequest.size());
  beast::error_code error;
  stream.accept(error);
  if (error) return reading;
  stream.next_layer().keep_output_in(output);
  stream.next_layer().give(octets, size);
  while (true) {
    beast::flat_buffer message;
    stream.read(message, error);
    if (error) break;
    const auto payload = message.cdata();
    std::string text(1, stream.got_text() ? 't' : 'b');
    text.append(static_cast<const char*>(payload.data()), payload.size());
    reading.messages.push_back(std::move(text));
  }
  // The end of the input is not its own doing.
  reading.closed = error != asio::error::eof;
  find_close(output.data(), output.size(), reading);
  return reading;
}

}  // namespace gauntlet::fuzz
