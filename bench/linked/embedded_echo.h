#pragma once
#include "ws/connection.h"
#include "wsgauntlet/subject.h"

namespace gauntlet::bench {

/// The embedded codec behind the interface that linked codecs have: what they are compared with.
class EmbeddedEcho final : public wsgauntlet::Connection {
 public:
  explicit EmbeddedEcho(wsgauntlet::Role role)
      : connection_(role == wsgauntlet::Role::kServer ? ws::Role::kServer : ws::Role::kClient, {}) {}

  void start() override {
    connection_.start(now());
    hand_on();
  }
  void receive(std::uint8_t* octets, std::size_t size) override {
    connection_.receive({octets, size}, now());
    ws::Event event;
    while (connection_.next_event(event)) {
      if (event.type == ws::Event::Type::kMessage) connection_.send(event.message_type, event.payload);
    }
    hand_on();
  }

 private:
  void hand_on() {
    send(connection_.output().data(), connection_.output().size());
    connection_.consume_output(connection_.output().size());
    if (connection_.wants_drop()) drop();
  }

  ws::Connection connection_;
};

}  // namespace gauntlet::bench
