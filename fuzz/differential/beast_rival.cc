#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <string_view>

#include "fuzz/differential/rival.h"

namespace gauntlet::fuzz {
namespace {

namespace beast = boost::beast;
namespace asio = boost::asio;

/// What Beast calls a SyncStream: reads what it was given, keeps what is written.
class MemoryStream {
 public:
  using executor_type = asio::io_context::executor_type;

  explicit MemoryStream(asio::io_context& context) : context_(&context) {}

  executor_type get_executor() noexcept { return context_->get_executor(); }
  void give(const void* octets, std::size_t size) { left_ = asio::const_buffer(octets, size); }
  std::vector<std::uint8_t> output;

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, beast::error_code& error) {
    if (left_.size() == 0) {
      error = asio::error::eof;
      return 0;
    }
    error = {};
    const std::size_t count = asio::buffer_copy(buffers, left_);
    left_ += count;
    return count;
  }
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    beast::error_code error;
    const std::size_t count = read_some(buffers, error);
    if (error) throw beast::system_error(error);
    return count;
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, beast::error_code& error) {
    error = {};
    const std::size_t before = output.size();
    output.resize(before + asio::buffer_size(buffers));
    return asio::buffer_copy(asio::buffer(output.data() + before, output.size() - before), buffers);
  }
  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    beast::error_code error;
    return write_some(buffers, error);
  }

 private:
  asio::io_context* context_;
  asio::const_buffer left_;
};

void teardown(beast::role_type, MemoryStream&, beast::error_code& error) { error = {}; }

template <class Handler>
void async_teardown(beast::role_type, MemoryStream&, Handler&&) {}

constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n";

}  // namespace

RivalReading read_with_beast(const std::uint8_t* octets, std::size_t size) {
  RivalReading reading;
  asio::io_context context;
  beast::websocket::stream<MemoryStream, false> stream(context);
  stream.read_message_max(kMostRivalMessage);
  stream.next_layer().give(kRequest.data(), kRequest.size());
  beast::error_code error;
  stream.accept(error);
  if (error) return reading;
  auto& output = stream.next_layer().output;
  output.clear();
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
