#include "ws/connection.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "connection_endpoint.h"
#include "ws/frame_writer.h"

namespace {

using namespace std::chrono_literals;
using ws::Event;
using ws::testing::Endpoint;
using ws::testing::frames;
using ws::testing::kRequest;
using ws::testing::open_server;

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

TEST(Connection, CutsMessagesWhereItsOptionsSaySo) {
  ws::ConnectionOptions options;
  options.max_sent_frame_size = 5;
  auto server = open_server(options);
  EXPECT_TRUE(server->send(ws::Message::text("Hello World!")));
  EXPECT_EQ(server.said(), "\x01\x05Hello" + std::string("\x00\x05 Worl", 7) +
                               "\x80\x02"
                               "d!");
  EXPECT_TRUE(server->send_fragment(ws::MessageType::kText, ws::as_octets("Hello W"), false));
  EXPECT_EQ(server.said(), "\x01\x05Hello" + std::string("\x00\x02 W", 4));
  EXPECT_FALSE(server->send_text("no message begins inside another"));
  EXPECT_TRUE(server->ping());
  EXPECT_TRUE(server->send_fragment(ws::MessageType::kText, ws::as_octets("orld!"), true));
  EXPECT_EQ(server.said(), std::string("\x89\x00\x80\x05orld!", 9));
  EXPECT_TRUE(server->send_text(""));
  EXPECT_EQ(server.said(), std::string("\x81\x00", 2));
}

TEST(Connection, CutsCompressedMessagesToo) {
  ws::ConnectionOptions options;
  options.deflate.emplace();
  options.max_sent_frame_size = 7;
  ws::Connection server(ws::Role::kServer, options), client(ws::Role::kClient, options);
  server.start_open(0ms, ws::DeflateParameters{});
  client.start_open(0ms, ws::DeflateParameters{});
  Event event;
  while (client.next_event(event)) continue;
  for (const std::string& text : {std::string("a text that takes more than one frame"), std::string()}) {
    EXPECT_TRUE(server.send_text(text));
    std::vector<std::uint8_t> octets(server.output().begin(), server.output().end());
    server.consume_output(octets.size());
    EXPECT_EQ(octets[0], text.empty() ? 0xC1 : 0x41) << "RSV1 on the first frame";
    client.receive(octets, 0ms);
    ASSERT_TRUE(client.next_event(event));
    EXPECT_EQ(event.type, Event::Type::kMessage) << ws::describe(event.violation);
    EXPECT_EQ(ws::as_text(event.payload), text);
    EXPECT_FALSE(client.next_event(event));
  }
}

}  // namespace
