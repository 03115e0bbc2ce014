#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "ws/handshake.h"

namespace {

using ws::AcceptedResponse;
using ws::Rule;
using ws::Violation;

ws::Request example_request() {
  ws::Request request;
  request.host = "server.example.com";
  request.key = "dGhlIHNhbXBsZSBub25jZQ==";
  request.subprotocols = {"chat", "superchat"};
  request.extensions = {{"foo", {}}, {"bar", {{"baz", "2"}}}};
  return request;
}

/// The response of RFC 6455 section 1.2 to the request above, with one field changed or added.
std::string response(std::string_view name = {}, std::string_view value = {}, bool replace = true) {
  std::string out = "HTTP/1.1 101 Switching Protocols\r\n";
  for (const auto& [known, its_value] : std::vector<std::pair<std::string_view, std::string_view>>{
           {"Upgrade", "websocket"},
           {"Connection", "Upgrade"},
           {"Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
           {"Sec-WebSocket-Protocol", "chat"}}) {
    if (known == name && replace) continue;
    out.append(known).append(": ").append(its_value).append("\r\n");
  }
  if (!name.empty() && value != "-") out.append(name).append(": ").append(value).append("\r\n");
  return out + "\r\n";
}

std::variant<AcceptedResponse, Violation> validate_answer(std::string_view text,
                                                          const ws::Request& request = example_request()) {
  ws::HeadReader reader{ws::Limits{}};
  reader.feed(ws::as_octets(text));
  EXPECT_TRUE(reader.complete()) << text;
  return ws::validate_response(reader.head(), request);
}

AcceptedResponse accept_answer(const std::string& text) {
  const auto result = validate_answer(text);
  EXPECT_TRUE(std::holds_alternative<AcceptedResponse>(result)) << text;
  return std::holds_alternative<AcceptedResponse>(result) ? std::get<AcceptedResponse>(result) : AcceptedResponse{};
}

/// `at`: the text that the offset has to point to; empty: the last octet of the head.
void refuse_answer(const std::string& text, Rule rule, std::string_view at = {}) {
  SCOPED_TRACE(text);
  const auto result = validate_answer(text);
  ASSERT_TRUE(std::holds_alternative<Violation>(result));
  EXPECT_EQ(ws::info(std::get<Violation>(result).rule).id, ws::info(rule).id);
  EXPECT_EQ(std::get<Violation>(result).offset, at.empty() ? text.size() - 1 : text.rfind(at)) << at;
}

TEST(ValidateResponse, AcceptsTheExampleOfTheRfc) {
  const AcceptedResponse accepted = accept_answer(response());
  EXPECT_EQ(accepted.subprotocol, "chat");
  EXPECT_TRUE(accepted.extensions.empty());
}

TEST(ValidateResponse, ReadsTheStatusLine) {
  const auto with_line = [](std::string line) { return line + response().substr(response().find("\r\n")); };
  const std::vector<std::pair<std::string, std::uint64_t>> malformed = {
      {"HTTP/1.1 101", 12},   {"HTTP/1.1", 8},       {"HTTP/1.1 10", 11},    {"HTTP/1.1 1010 x", 12},
      {"HTTP/1.1  101 x", 9}, {"http/1.1 101 x", 0}, {" HTTP/1.1 101 x", 0}, {"HTTP/1.0 101 x", 7},
      {"HTTP/2.0 101 x", 5},  {"HTTP/2 101 x", 6},   {"101 OK", 0},          {"HTTP/1.1 1x1 x", 10},
      {"ICY 101 x", 0},
  };
  for (const auto& [line, offset] : malformed) {
    const auto result = validate_answer(with_line(line));
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << line;
    EXPECT_EQ(std::get<Violation>(result), (Violation{Rule::kStatusLine, offset})) << line;
  }
  for (const auto* status : {"100", "200", "301", "400", "401", "426", "500", "000", "102"}) {
    const auto result = validate_answer(with_line(std::string("HTTP/1.1 ") + status + " x"));
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << status;
    EXPECT_EQ(std::get<Violation>(result).rule, Rule::kStatusNot101) << status;
  }
  for (const auto* line : {"HTTP/1.1 101 ", "HTTP/1.1 101 Web Socket Protocol Handshake", "HTTP/1.2 101 caf\xC3\xA9"}) {
    accept_answer(with_line(line));
  }
}

TEST(ValidateResponse, UpgradeIsTheKeywordAlone) {
  refuse_answer(response("Upgrade", "-"), Rule::kResponseUpgrade);
  for (const auto* value : {"", "websocket, h2c", "h2c", "websockets"}) {
    refuse_answer(response("Upgrade", value), Rule::kResponseUpgrade, std::string(value) + "\r\n\r\n");
  }
  refuse_answer(response("Upgrade", "websocket", false), Rule::kResponseUpgrade, "websocket\r\n\r\n");
  accept_answer(response("Upgrade", "WebSocket"));
}

TEST(ValidateResponse, ConnectionHasTheToken) {
  refuse_answer(response("Connection", "-"), Rule::kResponseConnection);
  for (const auto* value : {"", "close", "Upgraded", "keep-alive"}) {
    refuse_answer(response("Connection", value), Rule::kResponseConnection);
  }
  accept_answer(response("Connection", "keep-alive, upgrade"));
  accept_answer(response("Connection", "keep-alive", false));
}

TEST(ValidateResponse, AcceptAnswersTheKey) {
  refuse_answer(response("Sec-WebSocket-Accept", "-"), Rule::kAcceptMissing);
  for (const auto* value : {"", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo",
                            "S3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "dGhlIHNhbXBsZSBub25jZQ==", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=,",
                            "s3pPLMBi TxaQ9kYGzzhZRbK+xOo="}) {
    refuse_answer(response("Sec-WebSocket-Accept", value), Rule::kAcceptWrong, std::string(value) + "\r\n\r\n");
  }
  refuse_answer(response("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", false), Rule::kAcceptWrong,
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  accept_answer(response("Sec-WebSocket-Accept", " \t s3pPLMBiTxaQ9kYGzzhZRbK+xOo= \t"));
}

TEST(ValidateResponse, ExtensionsWereOffered) {
  const std::string name = "Sec-WebSocket-Extensions";
  EXPECT_EQ(accept_answer(response(name, "bar; x, foo")).extensions,
            (std::vector<ws::Extension>{{"bar", {{"x", std::nullopt}}}, {"foo", {}}}));
  const std::string several = response(name, "foo\r\nSec-WebSocket-Extensions: bar");
  EXPECT_EQ(accept_answer(several).extensions.size(), 2U);
  for (const auto* value : {"baz", "foo, baz", "FOO", "permessage-deflate", "foo, foo"}) {
    refuse_answer(response(name, value), Rule::kExtensionNotOffered, value);
  }
  for (const auto* value : {"", ",", "foo;"}) refuse_answer(response(name, value), Rule::kExtensionSyntax, "\r\n\r\n");
}

TEST(ValidateResponse, TheSubprotocolWasOffered) {
  const std::string name = "Sec-WebSocket-Protocol";
  EXPECT_EQ(accept_answer(response(name, "-")).subprotocol, "");
  EXPECT_EQ(accept_answer(response(name, "superchat")).subprotocol, "superchat");
  for (const auto* value : {"", "Chat", "chat, superchat", "other", "\"chat\""}) {
    refuse_answer(response(name, value), Rule::kSubprotocolNotOffered, std::string(value) + "\r\n\r\n");
  }
  refuse_answer(response(name, "chat", false), Rule::kSubprotocolNotOffered, "chat\r\n\r\n");
  ws::Request request = example_request();
  request.subprotocols.clear();
  EXPECT_TRUE(std::holds_alternative<Violation>(validate_answer(response(), request)));
}

TEST(ResponseBuild, IsAcceptedByTheClient) {
  ws::Response answer;
  answer.key = example_request().key;
  answer.subprotocol = "superchat";
  answer.extensions = {{"bar", {{"baz", "2"}}}};
  answer.extra = {{"Server", "x"}};
  const auto text = answer.build();
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: superchat\r\n"
            "Sec-WebSocket-Extensions: bar; baz=2\r\nServer: x\r\n\r\n");
  EXPECT_EQ(accept_answer(*text).subprotocol, "superchat");
}

TEST(ResponseBuild, RefusesWhatBreaksTheHead) {
  ws::Response sound;
  sound.key = example_request().key;
  EXPECT_TRUE(sound.build());
  for (const auto* evil : {"a\r\nX: y", "a\n", "\r"}) {
    ws::Response answer = sound;
    answer.subprotocol = evil;
    EXPECT_FALSE(answer.build());
    answer = sound;
    answer.extensions = {{evil, {}}};
    EXPECT_FALSE(answer.build());
    answer = sound;
    answer.extra = {{"X", evil}};
    EXPECT_FALSE(answer.build());
  }
  ws::Response answer = sound;
  answer.key = "\r\nX: y";  // only its hash is written
  EXPECT_TRUE(answer.build());
}

TEST(BuildRefusal, ClosesTheConnection) {
  const std::string text = ws::build_refusal(400, "no key");
  EXPECT_TRUE(text.starts_with("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n")) << text;
  EXPECT_NE(text.find("\r\nContent-Length: 6\r\n"), std::string::npos);
  EXPECT_TRUE(text.ends_with("\r\n\r\nno key"));
  EXPECT_EQ(text.find("Sec-WebSocket-Version"), std::string::npos);

  const std::string version = ws::build_refusal(426, "");
  EXPECT_TRUE(version.starts_with("HTTP/1.1 426 Upgrade Required\r\n"));
  for (const auto* field : {"\r\nUpgrade: websocket\r\n", "\r\nSec-WebSocket-Version: 13\r\n", "\r\nConnection: close",
                            "\r\nContent-Length: 0\r\n"}) {
    EXPECT_NE(version.find(field), std::string::npos) << field;
  }
  EXPECT_NE(ws::build_refusal(405, "").find("\r\nAllow: GET\r\n"), std::string::npos);
  for (const int status : {0, 99, 101, 200, 600, 65535}) {
    EXPECT_TRUE(ws::build_refusal(static_cast<std::uint16_t>(status), "").starts_with("HTTP/1.1 500 ")) << status;
  }
  ws::HeadReader reader{ws::Limits{}};
  reader.feed(ws::as_octets(ws::build_refusal(499, "x\r\ny")));
  EXPECT_TRUE(reader.complete());
}

TEST(ChooseSubprotocol, GoesByTheServersOrder) {
  EXPECT_EQ(ws::choose_subprotocol({"a", "b"}, {"b", "a"}), "a");
  EXPECT_EQ(ws::choose_subprotocol({"a", "b"}, {"c", "b"}), "b");
  EXPECT_EQ(ws::choose_subprotocol({"A"}, {"a"}), std::nullopt);
  EXPECT_EQ(ws::choose_subprotocol({}, {"a"}), std::nullopt);
  EXPECT_EQ(ws::choose_subprotocol({"a"}, {}), std::nullopt);
}

}  // namespace
