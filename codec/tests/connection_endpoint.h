#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "ws/connection.h"
#include "ws/frame_writer.h"

// A connection that a test talks to in strings.

namespace ws::testing {

// Keys that a test can foresee: 01 01 01 01, 02 02 02 02, ...
inline RandomSource counting_random(std::uint8_t& counter) {
  return {[](void* context, MutableOctets out) {
            auto& count = *static_cast<std::uint8_t*>(context);
            ++count;
            std::fill(out.begin(), out.end(), count);
          },
          &counter};
}

struct Seen {
  std::vector<std::string> events;
  std::string output;
};

inline std::string as_line(const Event& event) {
  const std::string payload(as_text(event.payload));
  switch (event.type) {
    case Event::Type::kOpen: return "open";
    case Event::Type::kMessage: return (event.message_type == MessageType::kText ? "text " : "binary ") + payload;
    case Event::Type::kPing: return "ping " + payload;
    case Event::Type::kPong: return "pong " + payload;
    case Event::Type::kClose: return "close " + std::to_string(event.code) + " " + payload;
    case Event::Type::kFailed:
      return "failed " + std::string(info(event.violation.rule).id) + " " + std::to_string(event.violation.offset);
    case Event::Type::kClosed:
      return std::string("closed ") + (event.clean ? "clean " : "unclean ") + std::to_string(event.code);
  }
  return "?";
}

// An endpoint with everything it says and reports, optionally echoing.
class Endpoint {
 public:
  explicit Endpoint(Role role, ConnectionOptions options = {}) : connection_(role, with_random(std::move(options))) {
    connection_.start(Time{0});
    drain();
  }

  void feed(std::string octets, Time now = Time{0}) {
    connection_.receive({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()}, now);
    drain();
  }
  void feed_in_pieces(const std::string& octets, std::size_t size) {
    for (std::size_t at = 0; at < octets.size(); at += size) feed(octets.substr(at, size));
  }
  void drain() {
    Event event;
    while (connection_.next_event(event)) {
      seen.events.push_back(as_line(event));
      if (echo && event.type == Event::Type::kMessage) connection_.send(event.message_type, event.payload);
    }
    take_output();
  }
  void take_output() {
    while (!connection_.output().empty()) {
      seen.output += as_text(connection_.output());
      connection_.consume_output(connection_.output().size());
    }
  }
  std::string said() {
    take_output();
    return std::exchange(seen.output, {});
  }
  Connection& operator*() { return connection_; }
  Connection* operator->() { return &connection_; }

  Seen seen;
  bool echo = true;

 private:
  ConnectionOptions with_random(ConnectionOptions options) {
    options.random = counting_random(counter_);
    return options;
  }
  std::uint8_t counter_ = 0;
  Connection connection_;
};

inline const std::string kRequest =
    "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

inline std::string frames(const std::function<void(FrameWriter&)>& write, Role sender = Role::kClient) {
  FrameWriter writer(sender);
  write(writer);
  return std::string(as_text(writer.output()));
}

inline Endpoint open_server(ConnectionOptions options = {}) {
  Endpoint server(Role::kServer, std::move(options));
  server.feed(kRequest);
  EXPECT_EQ(server.seen.events, std::vector<std::string>{"open"});
  EXPECT_NE(server.said().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  server.seen.events.clear();
  return server;
}

}  // namespace ws::testing
