// The systems of the recipe that the project started from, each under its name there, in our terms.
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

#include "ws/close.h"
#include "ws/connection.h"
#include "ws/frame_header.h"
#include "ws/frame_parser.h"
#include "ws/frame_writer.h"
#include "ws/handshake.h"
#include "ws/heartbeat.h"
#include "ws/masking.h"
#include "ws/message.h"

namespace {

using namespace std::chrono_literals;

const std::string kSampleKey = "dGhlIHNhbXBsZSBub25jZQ==";

TEST(Recipe, FrameHeaderAndOpcode) {
  EXPECT_TRUE(ws::is_control(ws::Opcode::kPing));
  EXPECT_TRUE(ws::is_control(ws::Opcode::kPong));
  EXPECT_TRUE(ws::is_control(ws::Opcode::kClose));
  EXPECT_FALSE(ws::is_control(ws::Opcode::kText));
  // Unknown opcodes can be held, not only the ones that have names.
  EXPECT_EQ(ws::name(static_cast<ws::Opcode>(0xB)), "reserved");
}

TEST(Recipe, MessageType) {
  const auto message = ws::Message::text("Hello WebSocket");
  EXPECT_EQ(message.type, ws::MessageType::kText);
  EXPECT_EQ(message.as_text(), "Hello WebSocket");
}

TEST(Recipe, HandshakeRequest) {
  ws::Request request;
  request.host = "example.com";
  request.target = "/chat";
  request.key = kSampleKey;
  request.subprotocols = {"chat"};
  const auto octets = request.build();
  ASSERT_TRUE(octets);
  for (const auto* part :
       {"GET /chat HTTP/1.1\r\n", "Host: example.com\r\n", "Upgrade: websocket\r\n", "Connection: Upgrade\r\n",
        "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Protocol: chat\r\n"}) {
    EXPECT_NE(octets->find(part), std::string::npos) << part;
  }
}

TEST(Recipe, HandshakeResponse) {
  EXPECT_EQ(ws::accept_value(kSampleKey), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  ws::Response response;
  response.key = kSampleKey;
  const auto octets = response.build();
  ASSERT_TRUE(octets);
  EXPECT_EQ(octets->substr(0, 34), "HTTP/1.1 101 Switching Protocols\r\n");
  EXPECT_NE(octets->find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
}

TEST(Recipe, FrameBuilder) {
  ws::FrameWriter builder(ws::Role::kServer);
  builder.text("Hello");
  EXPECT_EQ(ws::as_text(builder.output()), "\x81\x05Hello");
  builder.consume(builder.output().size());
  EXPECT_TRUE(builder.close(1000, "Goodbye"));
  EXPECT_EQ(ws::as_text(builder.output()), "\x88\x09\x03\xE8Goodbye");
}

TEST(Recipe, FrameParser) {
  std::vector<std::uint8_t> frame{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'};
  const auto decoded = ws::decode_frame_header(frame);
  ASSERT_EQ(decoded.status, ws::HeaderDecode::Status::kComplete);
  EXPECT_TRUE(decoded.header.fin);
  EXPECT_EQ(decoded.header.opcode, ws::Opcode::kText);
  EXPECT_FALSE(decoded.header.masked);
  EXPECT_EQ(decoded.header.payload_length, 5U);
  // "IncompleteFrame" is no error here: more octets make it a frame.
  EXPECT_EQ(ws::decode_frame_header(ws::Octets(frame).first(1)).status, ws::HeaderDecode::Status::kIncomplete);
}

TEST(Recipe, Unmask) {
  std::string payload = "\x7f\x9f\x4d\x51\x58";  // RFC 6455 section 5.7
  ws::mask({reinterpret_cast<std::uint8_t*>(payload.data()), payload.size()}, {0x37, 0xfa, 0x21, 0x3d});
  EXPECT_EQ(payload, "Hello");
}

TEST(Recipe, ConnectionState) {
  ws::Connection connection(ws::Role::kClient, {});
  EXPECT_EQ(connection.ready_state(), ws::ReadyState::kConnecting);
  EXPECT_FALSE(connection.send_text("not open yet"));
}

TEST(Recipe, CloseCode) {
  EXPECT_EQ(ws::name(ws::CloseCode::kNormalClosure), "Normal Closure");
  EXPECT_EQ(ws::name(ws::CloseCode::kMessageTooBig), "Message Too Big");
  EXPECT_TRUE(ws::may_be_received(1000));
  EXPECT_FALSE(ws::may_be_received(1005));
}

TEST(Recipe, MessageFragmenter) {
  ws::Fragmenter fragmenter(5);
  std::vector<std::string> fragments;
  std::vector<ws::Opcode> opcodes;
  fragmenter.fragment(ws::MessageType::kText, ws::as_octets("Hello World!"), true,
                      [&](ws::Opcode opcode, ws::Octets payload, bool fin) {
                        fragments.emplace_back(ws::as_text(payload));
                        opcodes.push_back(opcode);
                        EXPECT_EQ(fin, fragments.size() == 3);
                      });
  EXPECT_EQ(fragments, (std::vector<std::string>{"Hello", " Worl", "d!"}));
  EXPECT_EQ(opcodes,
            (std::vector<ws::Opcode>{ws::Opcode::kText, ws::Opcode::kContinuation, ws::Opcode::kContinuation}));
}

TEST(Recipe, PingPongHandler) {
  ws::Heartbeat handler({.interval = 30'000ms, .timeout = 4'000ms});
  handler.ping_sent(1'000ms);
  EXPECT_FALSE(handler.alive(6'000ms));
  handler.pong_received(2'000ms);
  EXPECT_TRUE(handler.alive(6'000ms));
}

// Echo pattern, heartbeat loop and graceful shutdown are a program's affair: connection_test.cc shows
// them on one connection, and the tests of `wsgauntlet echo` on a socket.

}  // namespace
