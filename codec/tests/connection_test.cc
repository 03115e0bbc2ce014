#include "ws/connection.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "ws/frame_writer.h"

namespace {

using namespace std::chrono_literals;
using ws::Event;

// Keys that a test can foresee: 01 01 01 01, 02 02 02 02, ...
ws::RandomSource counting_random(std::uint8_t& counter) {
  return {[](void* context, ws::MutableOctets out) {
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

std::string describe(const Event& event) {
  const std::string payload(ws::as_text(event.payload));
  switch (event.type) {
    case Event::Type::kOpen: return "open";
    case Event::Type::kMessage: return (event.message_type == ws::MessageType::kText ? "text " : "binary ") + payload;
    case Event::Type::kPing: return "ping " + payload;
    case Event::Type::kPong: return "pong " + payload;
    case Event::Type::kClose: return "close " + std::to_string(event.code) + " " + payload;
    case Event::Type::kFailed:
      return "failed " + std::string(ws::info(event.violation.rule).id) + " " + std::to_string(event.violation.offset);
    case Event::Type::kClosed:
      return std::string("closed ") + (event.clean ? "clean " : "unclean ") + std::to_string(event.code);
  }
  return "?";
}

// An endpoint with everything it says and reports, optionally echoing.
class Endpoint {
 public:
  explicit Endpoint(ws::Role role, ws::ConnectionOptions options = {})
      : connection_(role, with_random(std::move(options))) {
    connection_.start(0ms);
    drain();
  }

  void feed(std::string octets, ws::Time now = 0ms) {
    connection_.receive({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()}, now);
    drain();
  }
  void feed_in_pieces(const std::string& octets, std::size_t size) {
    for (std::size_t at = 0; at < octets.size(); at += size) feed(octets.substr(at, size));
  }
  void drain() {
    Event event;
    while (connection_.next_event(event)) {
      seen.events.push_back(describe(event));
      if (echo && event.type == Event::Type::kMessage) connection_.send(event.message_type, event.payload);
    }
    take_output();
  }
  void take_output() {
    while (!connection_.output().empty()) {
      seen.output += ws::as_text(connection_.output());
      connection_.consume_output(connection_.output().size());
    }
  }
  std::string said() {
    take_output();
    return std::exchange(seen.output, {});
  }
  ws::Connection& operator*() { return connection_; }
  ws::Connection* operator->() { return &connection_; }

  Seen seen;
  bool echo = true;

 private:
  ws::ConnectionOptions with_random(ws::ConnectionOptions options) {
    options.random = counting_random(counter_);
    return options;
  }
  std::uint8_t counter_ = 0;
  ws::Connection connection_;
};

const std::string kRequest =
    "GET /chat HTTP/1.1\r\nHost: example.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

std::string frames(const std::function<void(ws::FrameWriter&)>& write, ws::Role sender = ws::Role::kClient) {
  ws::FrameWriter writer(sender);
  write(writer);
  return std::string(ws::as_text(writer.output()));
}

Endpoint open_server(ws::ConnectionOptions options = {}) {
  Endpoint server(ws::Role::kServer, std::move(options));
  server.feed(kRequest);
  EXPECT_EQ(server.seen.events, std::vector<std::string>{"open"});
  EXPECT_NE(server.said().find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  server.seen.events.clear();
  return server;
}

TEST(Connection, StatesGoFromConnectingToClosed) {
  Endpoint server(ws::Role::kServer);
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kConnecting);
  EXPECT_FALSE(server->send_text("too early"));
  server.feed(kRequest);
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kOpen);
  EXPECT_TRUE(server->close(1000, "done"));
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kClosing);
  EXPECT_FALSE(server->send_text("nothing after Close, section 5.5.1"));
  EXPECT_FALSE(server->ping());
  EXPECT_FALSE(server->close(1000));
  server.feed(frames([](auto& w) { w.close(1000); }));
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kClosed);
  EXPECT_TRUE(server->wants_drop());
  EXPECT_EQ(server.seen.events.back(), "closed clean 1000");
}

TEST(Connection, TwoEndpointsTalk) {
  ws::ConnectionOptions options;
  options.deflate = ws::DeflateOptions{};
  options.subprotocols = {"chat"};
  Endpoint client(ws::Role::kClient, options);
  client.echo = false;
  Endpoint server(ws::Role::kServer, options);
  const auto exchange = [&] {
    for (int i = 0; i < 4; ++i) {
      server.feed(client.said());
      client.feed(server.said());
    }
  };
  exchange();
  EXPECT_EQ(client->ready_state(), ws::ReadyState::kOpen);
  EXPECT_EQ(client->subprotocol(), "chat");
  EXPECT_EQ(server->subprotocol(), "chat");
  EXPECT_TRUE(client->deflate().has_value());
  const std::string text(100'000, 'x');
  EXPECT_TRUE(client->send_text(text));
  EXPECT_TRUE(client->ping(ws::as_octets("alive?")));
  exchange();
  EXPECT_TRUE(client->close(1001, "bye"));
  exchange();
  EXPECT_EQ(client.seen.events, (std::vector<std::string>{"open", "text " + text, "pong alive?", "close 1001 "}));
  EXPECT_EQ(server.seen.events,
            (std::vector<std::string>{"open", "text " + text, "ping alive?", "close 1001 bye", "closed clean 1001"}));
  client->receive_eof(1ms);
  client.drain();
  EXPECT_EQ(client.seen.events.back(), "closed clean 1001");
}

TEST(Connection, CanBeginOpen) {
  ws::Connection server(ws::Role::kServer, {});
  server.start_open(0ms, ws::DeflateParameters{});
  EXPECT_EQ(server.ready_state(), ws::ReadyState::kOpen);
  Event event;
  ASSERT_TRUE(server.next_event(event));
  EXPECT_EQ(event.type, Event::Type::kOpen);
  auto octets = frames([](auto& w) { w.text("Hello"); });
  server.receive({reinterpret_cast<std::uint8_t*>(octets.data()), octets.size()}, 0ms);
  ASSERT_TRUE(server.next_event(event));
  EXPECT_EQ(ws::as_text(event.payload), "Hello");
  EXPECT_TRUE(server.send_text("Hello"));
  EXPECT_EQ(server.output()[0], 0xC1) << "compressed, as agreed";
}

TEST(Connection, EchoLeavesBeforeTheFailureThatFollowsIt) {
  auto server = open_server();
  server.feed(frames([](auto& w) {
    w.text("Hello");
    w.frame(ws::Opcode::kText, ws::as_octets("bad"), true, ws::kRsv2);
    w.ping();
  }));
  EXPECT_EQ(server.seen.events,
            (std::vector<std::string>{"text Hello", "failed reserved-bits 11", "closed unclean 1006"}));
  const auto output = server.said();
  EXPECT_EQ(output.substr(0, 7), "\x81\x05Hello");
  EXPECT_EQ(output.substr(7, 1), "\x88");
  EXPECT_EQ(output.substr(9, 2), "\x03\xEA");
  EXPECT_TRUE(server->wants_drop());
}

TEST(Connection, IgnoresWhatFollowsTheClose) {
  auto server = open_server();
  server.feed(frames([](auto& w) {
    w.close(1000);
    w.text("late");
    w.ping();
  }));
  EXPECT_EQ(server.seen.events, (std::vector<std::string>{"close 1000 ", "closed clean 1000"}));
  EXPECT_EQ(server.said(), std::string("\x88\x02\x03\xE8", 4));
}

TEST(Connection, TakesEarlyDataBehindTheRequest) {
  Endpoint server(ws::Role::kServer);
  server.feed(kRequest + frames([](auto& w) { w.text("early"); }));
  EXPECT_EQ(server.seen.events, (std::vector<std::string>{"open", "text early"}));
}

TEST(Connection, RefusesBadRequestsWithAStatusAndDrops) {
  Endpoint server(ws::Role::kServer);
  auto request = kRequest;
  request.replace(request.find("Version: 13"), 11, "Version: 12");
  server.feed(request);
  const auto answer = server.said();
  EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 426");
  EXPECT_NE(answer.find("Sec-WebSocket-Version: 13"), std::string::npos);
  EXPECT_TRUE(server->wants_drop());
  EXPECT_EQ(server.seen.events.back(), "closed unclean 1006");
}

TEST(Connection, CutsDoNotChangeAnything) {
  const auto octets = frames([](auto& w) {
    w.frame(ws::Opcode::kText, ws::as_octets("κό"), false);
    w.ping(ws::as_octets("between"));
    w.frame(ws::Opcode::kContinuation, ws::as_octets("σμε"), true);
    w.binary(ws::as_octets(std::string(300, 'b')));
    w.pong(ws::as_octets("unasked"));
    w.frame(ws::Opcode::kText, ws::as_octets("\xED\xA0\x80"), true);
    w.text("never seen");
  });
  auto whole = open_server();
  whole.feed(octets);
  const auto output = whole.said();
  ASSERT_EQ(whole.seen.events.size(), 6U);
  EXPECT_EQ(whole.seen.events[4].substr(0, 19), "failed invalid-utf8");
  for (std::size_t size = 1; size < octets.size(); ++size) {
    auto cut = open_server();
    cut.feed_in_pieces(octets, size);
    EXPECT_EQ(cut.seen.events, whole.seen.events) << size;
    EXPECT_EQ(cut.said(), output) << size;
  }
}

// Texts of one read may be validated together; which of them are delivered, and where the first bad one is
// refused, must not show it.
TEST(Connection, TextsOfOneReadAreJudgedOneByOne) {
  for (const std::string& bad : {std::string("cut \xC3"), std::string("\xA4 rest"), std::string("\xFF")}) {
    for (const std::size_t place : {0U, 1U, 40U, 63U, 64U, 150U}) {
      const std::string octets = frames([&](auto& w) {
        for (std::size_t i = 0; i < 200; ++i) {
          if (i % 50 == 7) w.ping(ws::as_octets(i % 100 == 7 ? "\xFF is fine here" : "ping"));
          w.text(i == place ? bad : "text " + std::to_string(i));
        }
      });
      Endpoint at_once = open_server(), in_pieces = open_server();
      at_once.feed(octets);
      in_pieces.feed_in_pieces(octets, 1);
      EXPECT_EQ(at_once.seen.events, in_pieces.seen.events) << place;
      EXPECT_EQ(at_once.said(), in_pieces.said()) << place;
    }
  }
}

TEST(Connection, LimitsRefuseFromTheHeaderAlone) {
  ws::ConnectionOptions options;
  options.limits.max_message_size = 100;
  auto server = open_server(options);
  // The first fragment fits, the second's declared length does not: no payload of it has come.
  server.feed(frames([](auto& w) { w.frame(ws::Opcode::kBinary, ws::as_octets(std::string(60, 'a')), false); }) +
              "\x80\xBD");
  EXPECT_EQ(server.seen.events, std::vector<std::string>{});
  server.feed("kkkk");
  EXPECT_EQ(server.seen.events.front(), "failed message-too-big 67");
  EXPECT_EQ(server.said().substr(2, 2), "\x03\xF1");
}

TEST(Connection, HugeDeclaredLengthsAllocateNothing) {
  ws::ConnectionOptions options;
  options.limits.max_frame_size = options.limits.max_message_size = ~0ULL;
  auto server = open_server(options);
  server.feed(std::string("\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFFkkkkpayload", 21));
  EXPECT_EQ(server.seen.events, std::vector<std::string>{});
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kOpen);
}

TEST(Connection, HeartbeatPingsAndGivesUp) {
  ws::ConnectionOptions options;
  options.heartbeat = {.interval = 30'000ms, .timeout = 10'000ms};
  auto server = open_server(options);
  EXPECT_EQ(server->next_deadline(), 30'000ms);
  server->advance(30'000ms);
  EXPECT_EQ(server.said(), "\x89\x09heartbeat");
  EXPECT_EQ(server->heartbeat().last_ping(), 30'000ms);
  server.feed(frames([](auto& w) { w.pong(ws::as_octets("heartbeat")); }), 31'000ms);
  EXPECT_EQ(server->heartbeat().last_pong(), 31'000ms);
  server->advance(60'000ms);
  server->advance(69'999ms);
  server.drain();
  EXPECT_EQ(server->ready_state(), ws::ReadyState::kOpen);
  server->advance(70'000ms);
  server.drain();
  EXPECT_EQ(server.seen.events.back(), "closed unclean 1006");
  EXPECT_TRUE(server->wants_drop());
}

TEST(Connection, OpeningAndClosingHaveTimeLimits) {
  Endpoint silent(ws::Role::kServer);
  EXPECT_EQ(silent->next_deadline(), 10'000ms);
  silent->advance(10'000ms);
  silent.drain();
  EXPECT_EQ(silent.seen.events.front(), "failed opening-timeout 0");
  EXPECT_TRUE(silent->wants_drop());

  auto server = open_server();
  server->close(1000);
  server->advance(5'000ms);
  server.drain();
  EXPECT_EQ(server.seen.events.back(), "closed unclean 1006");
}

TEST(Connection, AClientWaitsForTheServerToDrop) {
  Endpoint client(ws::Role::kClient);
  const auto request = client.said();
  const auto key = request.substr(request.find("Sec-WebSocket-Key: ") + 19, 24);
  client.feed(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
      ws::accept_value(key) + "\r\n\r\n" + frames([](auto& w) { w.close(1000); }, ws::Role::kServer));
  EXPECT_EQ(client.seen.events, (std::vector<std::string>{"open", "close 1000 "}));
  EXPECT_FALSE(client->wants_drop());
  client->advance(5'000ms);
  client.drain();
  EXPECT_TRUE(client->wants_drop());
}

TEST(Connection, RandomOctetsNeverBreakIt) {
  std::mt19937 random(7);
  for (int run = 0; run < 2'000; ++run) {
    auto server = open_server();
    std::string octets(random() % 200, '\0');
    for (auto& octet : octets) octet = static_cast<char>(random());
    server.feed_in_pieces(octets, 1 + random() % 40);
    if (server->wants_drop()) {
      EXPECT_EQ(server.seen.events.back().substr(0, 6), "closed");
    }
  }
}

}  // namespace
