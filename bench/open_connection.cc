#include "bench/open_connection.h"

#include <cstdio>
#include <cstdlib>

namespace gauntlet::bench {

std::string_view browser_request() {
  return "GET /feed?symbols=all HTTP/1.1\r\n"
         "Host: stream.example.com\r\n"
         "Connection: Upgrade\r\n"
         "Pragma: no-cache\r\n"
         "Cache-Control: no-cache\r\n"
         "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 "
         "Safari/537.36\r\n"
         "Upgrade: websocket\r\n"
         "Origin: https://www.example.com\r\n"
         "Sec-WebSocket-Version: 13\r\n"
         "Accept-Encoding: gzip, deflate, br\r\n"
         "Accept-Language: en-GB,en;q=0.9\r\n"
         "Cookie: session=0123456789abcdef\r\n"
         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
         "\r\n";
}

ws::Connection open_server(ws::ConnectionOptions options) {
  ws::Connection connection(ws::Role::kServer, std::move(options));
  connection.start(ws::Time{0});
  std::string request(browser_request());
  connection.receive({reinterpret_cast<std::uint8_t*>(request.data()), request.size()}, ws::Time{0});
  ws::Event event;
  while (connection.next_event(event)) continue;
  if (connection.ready_state() != ws::ReadyState::kOpen) {
    std::fputs("the codec refused a browser's request\n", stderr);
    std::exit(1);
  }
  connection.consume_output(connection.output().size());
  return connection;
}

Delivered drain(ws::Connection& connection, ws::MutableOctets batch) {
  Delivered delivered;
  connection.receive(batch, ws::Time{0});
  ws::Event event;
  while (connection.next_event(event)) {
    if (event.type == ws::Event::Type::kMessage) delivered.take(event.payload);
  }
  return delivered;
}

}  // namespace gauntlet::bench
