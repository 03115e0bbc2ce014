// The echo server as its users see it: over loopback, driven by the codec's own client.
#include "cli/echo/server.h"

#include <gtest/gtest.h>
#include <asio/connect.hpp>
#include <asio/read.hpp>
#include <asio/write.hpp>

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ws/connection.h"

namespace {

using namespace gauntlet::echo;
using namespace std::chrono_literals;
using asio::ip::tcp;

// A blocking client on a socket of its own; the server runs on the same io_context in between.
class Client {
 public:
  Client(asio::io_context& context, std::uint16_t port)
      : context_(context), socket_(context), connection_(ws::Role::kClient, {}) {
    socket_.connect(tcp::endpoint(asio::ip::address_v4::loopback(), port));
    socket_.non_blocking(true);
    connection_.start(0ms);
  }

  // Lets both sides work until `done`, at most five seconds.
  [[nodiscard]] bool until(const std::function<bool()>& done) {
    const auto deadline = std::chrono::steady_clock::now() + 5s;
    while (!done()) {
      if (std::chrono::steady_clock::now() > deadline) return false;
      write();
      context_.run_for(1ms);
      context_.restart();
      read();
    }
    return true;
  }

  void write() {
    while (!connection_.output().empty()) {
      std::error_code error;
      const auto sent =
          socket_.write_some(asio::buffer(connection_.output().data(), connection_.output().size()), error);
      if (error) return;
      connection_.consume_output(sent);
    }
  }
  void read() {
    std::error_code error;
    const auto size = socket_.read_some(asio::buffer(buffer_), error);
    if (error == asio::error::would_block) return;
    if (error) {
      ended = true;
      return;
    }
    connection_.receive(ws::MutableOctets(buffer_).first(size), 0ms);
    ws::Event event;
    while (connection_.next_event(event)) {
      if (event.type == ws::Event::Type::kMessage) messages.emplace_back(ws::as_text(event.payload));
      if (event.type == ws::Event::Type::kPing) ++pings;
      if (event.type == ws::Event::Type::kClose) close_code = event.code;
    }
  }
  [[nodiscard]] bool open() {
    return until([&] { return connection_.ready_state() == ws::ReadyState::kOpen; });
  }
  ws::Connection* operator->() { return &connection_; }

  std::vector<std::string> messages;
  int pings = 0;
  int close_code = 0;
  bool ended = false;

 private:
  asio::io_context& context_;
  tcp::socket socket_;
  ws::Connection connection_;
  std::array<std::uint8_t, 65536> buffer_{};
};

class EchoServerTest : public ::testing::Test {
 protected:
  void start(Options options) {
    server.emplace(context, std::move(options));
    ASSERT_EQ(server->listen(), "");
  }
  asio::io_context context{1};
  std::optional<Server> server;
};

TEST_F(EchoServerTest, EchoesTextBinaryAndLargeMessages) {
  start({});
  Client client(context, server->port());
  ASSERT_TRUE(client.open());
  const std::string large(3U << 20, 'x');
  client->send_text("Hello");
  client->send(ws::MessageType::kBinary, ws::as_octets("\x01\x02"));
  client->send_text(large);
  ASSERT_TRUE(client.until([&] { return client.messages.size() == 3; }));
  EXPECT_EQ(client.messages, (std::vector<std::string>{"Hello", "\x01\x02", large}));
}

TEST_F(EchoServerTest, HeartbeatLoopEndsADeadConnection) {
  Options options;
  options.ping_interval = 20ms;
  options.pong_timeout = 40ms;
  start(options);
  Client client(context, server->port());
  ASSERT_TRUE(client.open());
  // A client that answers keeps the connection: several pings pass.
  ASSERT_TRUE(client.until([&] { return client.pings >= 3; }));
  EXPECT_EQ(server->connections(), 1U);
  // One that stays silent loses it: nothing of ours is written from here on.
  const auto deadline = std::chrono::steady_clock::now() + 5s;
  while (server->connections() > 0 && std::chrono::steady_clock::now() < deadline) {
    context.run_for(5ms);
    context.restart();
  }
  EXPECT_EQ(server->connections(), 0U);
}

TEST_F(EchoServerTest, SilentAndIdlePeersAreLeftAfterTheirTime) {
  Options options;
  options.handshake_timeout = 30ms;
  options.idle_timeout = 60ms;
  options.ping_interval = 0ms;
  start(options);
  tcp::socket silent(context);
  silent.connect(tcp::endpoint(asio::ip::address_v4::loopback(), server->port()));
  Client idle(context, server->port());
  ASSERT_TRUE(idle.open());
  ASSERT_TRUE(idle.until([&] { return idle.close_code != 0; }));
  EXPECT_EQ(idle.close_code, 1001);
}

TEST_F(EchoServerTest, ConnectionsAboveTheLimitAreClosed) {
  Options options;
  options.max_connections = 1;
  start(options);
  Client first(context, server->port());
  ASSERT_TRUE(first.open());
  Client second(context, server->port());
  ASSERT_TRUE(second.until([&] { return second.ended; }));
  EXPECT_EQ(server->connections(), 1U);
}

TEST_F(EchoServerTest, GracefulShutdownSays1001AndWaitsForTheAnswer) {
  start({});
  Client client(context, server->port());
  ASSERT_TRUE(client.open());
  server->shutdown();
  ASSERT_TRUE(client.until([&] { return client.ended; }));
  EXPECT_EQ(client.close_code, 1001);
  EXPECT_TRUE(client.until([&] { return server->connections() == 0; }));
}

// A peer that sends and never reads: what is held stays bounded, and the server goes on for others.
TEST_F(EchoServerTest, BackpressureInsteadOfMemory) {
  Options options;
  options.max_buffered = 64U << 10;
  start(options);
  Client glutton(context, server->port());
  ASSERT_TRUE(glutton.open());
  for (int i = 0; i < 1200; ++i) glutton->send_text(std::string(32U << 10, 'g'));
  const auto waiting = [&] { return glutton->output().size(); };
  std::size_t before = 0;
  do {
    before = waiting();
    glutton.write();
    context.run_for(5ms);
    context.restart();
  } while (waiting() < before);
  EXPECT_GT(waiting(), 0U) << "the sockets took everything: nothing held the sender back";
  Client other(context, server->port());
  ASSERT_TRUE(other.open());
  other->send_text("still there");
  ASSERT_TRUE(other.until([&] { return other.messages.size() == 1; }));
  // And once it reads, everything comes.
  ASSERT_TRUE(glutton.until([&] { return glutton.messages.size() == 1200; }));
}

TEST(EchoServer, SaysWhyItCannotListen) {
  asio::io_context context;
  Options options;
  options.host = "not-an-address";
  EXPECT_NE(Server(context, options).listen(), "");
}

}  // namespace
