#include <array>

#include "ws/connection.h"

/// Echoes messages until the connection is over. `Transport` is yours: a socket, TLS, a test.
template <class Transport>
void echo(Transport& transport) {
  ws::ConnectionOptions options;
  options.limits.max_message_size = 1 << 20;
  options.heartbeat.interval = std::chrono::seconds(30);
  options.deflate.emplace();  // compressed, if the client offers it
  ws::Connection connection(ws::Role::kServer, options);
  connection.start(transport.now());
  std::array<std::uint8_t, 16384> buffer;
  while (!connection.wants_drop()) {
    const auto size = transport.read(buffer, connection.next_deadline());  // nothing: the deadline has come
    if (!size) connection.advance(transport.now());
    if (size && *size == 0) connection.receive_eof(transport.now());
    if (size && *size > 0) connection.receive(ws::MutableOctets(buffer).first(*size), transport.now());
    ws::Event event;
    while (connection.next_event(event)) {
      if (event.type == ws::Event::Type::kMessage) connection.send(event.message_type, event.payload);
      if (event.type == ws::Event::Type::kFailed) transport.log(ws::describe(event.violation));
    }
    while (!connection.output().empty()) connection.consume_output(transport.write(connection.output()));
  }
}
