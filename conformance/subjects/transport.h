#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

namespace gauntlet {

/// A connected stream of octets, over TCP or TLS. One read and one write may be under way at a time.
/// Handlers are called from the io_context, never from within the call that starts them.
class Transport {
 public:
  using Handler = std::function<void(std::error_code, std::size_t)>;

  virtual ~Transport() = default;
  /// Reads some octets. `into` must stay in place until the handler is called.
  virtual void read_some(std::span<std::uint8_t> into, Handler handler) = 0;
  /// Writes all of `from`.
  virtual void write(std::span<const std::uint8_t> from, Handler handler) = 0;
  /// No more octets from us; reading goes on.
  virtual void half_close() = 0;
  /// Ends the connection; pending handlers get an error.
  virtual void close() = 0;
  /// The same with RST instead of FIN.
  virtual void abort() = 0;
};

[[nodiscard]] std::unique_ptr<Transport> make_tcp_transport(asio::ip::tcp::socket socket);

}  // namespace gauntlet
