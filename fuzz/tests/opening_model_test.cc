#include <gtest/gtest.h>

#include <string>

#include "fuzz/model/opening.h"

// The model of the opening handshake, by examples: it is the judge of the codec, so somebody has to judge it.

namespace gauntlet::model {
namespace {

using State = HeadReading::State;

constexpr std::size_t kOctets = 1000, kFields = 20;

wire::View as_view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }
HeadReading reading(std::string_view text) { return read_head(as_view(text), kOctets, kFields); }

struct BadHead {
  std::string name, text;
  std::uint64_t offset;
  std::string rule = "header-syntax";
  std::size_t octets = kOctets, fields = kFields;
};
void PrintTo(const BadHead& head, std::ostream* out) { *out << head.name; }

class BadHeads : public ::testing::TestWithParam<BadHead> {};

TEST_P(BadHeads, AreRefusedAtTheirFirstWrongOctet) {
  const BadHead& bad = GetParam();
  for (std::size_t size = 0; size <= bad.text.size(); ++size) {
    const HeadReading head = read_head(as_view(bad.text).first(size), bad.octets, bad.fields);
    EXPECT_EQ(head.state, size > bad.offset ? State::kBroken : State::kIncomplete) << size;
    if (head.state != State::kBroken) continue;
    EXPECT_EQ(head.rule, bad.rule);
    EXPECT_EQ(head.offset, bad.offset);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadHeads,
    ::testing::Values(BadHead{"EmptyStartLine", "\r\nGET", 0}, BadHead{"BareLf", "GET\n", 3},
                      BadHead{"BareCr", "GET\rx", 4}, BadHead{"TabInStartLine", "G\tT", 1},
                      BadHead{"FoldedLine", "GET\r\na:b\r\n c", 10}, BadHead{"SpaceBeforeColon", "GET\r\na :b", 6},
                      BadHead{"NoName", "GET\r\n:b", 5}, BadHead{"NoColon", "GET\r\nabc\r\n", 8},
                      BadHead{"TwoCrs", "GET\r\na:b\r\r\n", 9}, BadHead{"NameWithTwoCrs", "GET\r\na\r\r", 6},
                      BadHead{"ControlInValue", "GET\r\na:\x01", 7}, BadHead{"DelInValue", "GET\r\na:\x7f", 7},
                      BadHead{"LfForEmptyLine", "GET\r\n\n", 5}, BadHead{"CrForEmptyLine", "GET\r\n\rx", 6},
                      BadHead{"TooLarge", "GET / HTTP/1.1\r\n", 8, "header-too-large", 8},
                      BadHead{"TooMany", "GET\r\na:b\r\nc:d", 10, "header-too-many", kOctets, 1}),
    [](const auto& test) { return test.param.name; });

TEST(Head, IsReadFieldByField) {
  const std::string text = "GET / HTTP/1.1\r\nHost:  a\t\r\nX:\r\nhost: b\xE4\r\n\r\nrest";
  const HeadReading head = reading(text);
  ASSERT_EQ(head.state, State::kComplete);
  EXPECT_EQ(head.size, text.size() - 4);
  EXPECT_EQ(head.start_line, "GET / HTTP/1.1");
  EXPECT_EQ(head.values("HOST"), (std::vector<std::string_view>{"a", "b\xE4"}));
  EXPECT_EQ(head.value("x"), "");
  EXPECT_EQ(head.count("x"), 1U);
}

// --- Requests -----------------------------------------------------------------------------------

const std::string kLine = "GET /chat HTTP/1.1\r\n";
const std::string kHost = "Host: server.example.com\r\n";
const std::string kSwitch = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
const std::string kKey = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const std::string kVersion = "Sec-WebSocket-Version: 13\r\n";
const std::string kRequest = kLine + kHost + kSwitch + kKey + kVersion;

struct RequestExample {
  std::string name, text, rule;
};
void PrintTo(const RequestExample& example, std::ostream* out) { *out << example.name; }

class Requests : public ::testing::TestWithParam<RequestExample> {};

TEST_P(Requests, AreJudged) {
  const HeadReading head = reading(GetParam().text + "\r\n");
  ASSERT_EQ(head.state, State::kComplete);
  EXPECT_EQ(judge_request(head, {}).rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Requests,
    ::testing::Values(
        RequestExample{"Section13", kRequest, ""},
        RequestExample{"Post", "POST" + kRequest.substr(3), "request-method"},
        RequestExample{"Http10", "GET / HTTP/1.0\r\n" + kHost + kSwitch + kKey + kVersion, "request-http-version"},
        RequestExample{"TwoSpaces", "GET  / HTTP/1.1\r\n" + kHost, "request-line"},
        RequestExample{"Fragment", "GET /#a HTTP/1.1\r\n" + kHost, "request-target"},
        RequestExample{"AbsoluteUri", "GET http://b:1/x HTTP/1.1\r\n" + kHost + kSwitch + kKey + kVersion, ""},
        RequestExample{"UserInformation", "GET http://a@b/ HTTP/1.1\r\n" + kHost, "request-target"},
        RequestExample{"Body", kRequest + "Content-Length: 1\r\n", "request-body"},
        RequestExample{"EmptyBody", kRequest + "Content-Length: 0\r\n", ""},
        RequestExample{"Chunked", kRequest + "Transfer-Encoding: chunked\r\n", "request-body"},
        RequestExample{"NoHost", kLine + kSwitch + kKey + kVersion, "host-missing"},
        RequestExample{"TwoHosts", kRequest + kHost, "host-missing"},
        RequestExample{"PortTooBig", kLine + "Host: a:65536\r\n" + kSwitch, "host-missing"},
        RequestExample{"NoUpgrade", kLine + kHost + "Connection: Upgrade\r\n" + kKey + kVersion, "upgrade-missing"},
        RequestExample{"PartOfAWord", kLine + kHost + "Upgrade: websocket2\r\n", "upgrade-missing"},
        RequestExample{"ListsAndCase",
                       kLine + kHost + "UPGRADE: h2c, WebSocket\r\nConnection: keep-alive\r\nConnection: upgrade\r\n" +
                           kKey + kVersion,
                       ""},
        RequestExample{"NoConnection", kLine + kHost + "Upgrade: websocket\r\n" + kKey, "connection-missing"},
        RequestExample{"NoVersion", kLine + kHost + kSwitch + kKey, "version-missing"},
        RequestExample{"Version8", kLine + kHost + kSwitch + kKey + "Sec-WebSocket-Version: 8\r\n",
                       "version-unsupported"},
        RequestExample{"NoKey", kLine + kHost + kSwitch + kVersion, "key-missing"},
        RequestExample{"TwoKeys", kRequest + kKey, "key-repeated"},
        RequestExample{"KeyOf15", kLine + kHost + kSwitch + kVersion + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAA\r\n",
                       "key-invalid"},
        RequestExample{"TwoOrigins", kRequest + "Origin: a\r\nOrigin: b\r\n", "origin-refused"},
        RequestExample{"SubprotocolTwice", kRequest + "Sec-WebSocket-Protocol: a, a\r\n", "subprotocol-syntax"},
        RequestExample{"BadExtension", kRequest + "Sec-WebSocket-Extensions: a;\r\n", "extension-syntax"}),
    [](const auto& test) { return test.param.name; });

TEST(RequestModel, TakesTheFirstOfferThatCanBeMet) {
  const Server server{.subprotocols = {"superchat", "chat"}, .deflate = DeflateWish{}};
  const auto verdict = judge_request(
      reading(kRequest + "Sec-WebSocket-Protocol: chat, superchat\r\nSec-WebSocket-Extensions: permessage-deflate; x, "
                         "permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10; "
                         "client_max_window_bits\r\n\r\n"),
      server);
  EXPECT_EQ(verdict.rule, "");
  EXPECT_EQ(verdict.subprotocol, "superchat");
  ASSERT_TRUE(verdict.deflate);
  EXPECT_EQ(verdict.deflate->server_max_window_bits, 10);
  EXPECT_EQ(verdict.deflate->client_max_window_bits, 15);
}

// --- Responses ----------------------------------------------------------------------------------

const std::string kStatus = "HTTP/1.1 101 Switching Protocols\r\n";
const std::string kAccept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

class Responses : public ::testing::TestWithParam<RequestExample> {};

TEST_P(Responses, AreJudged) {
  Client client{
      .asked = {.key = "dGhlIHNhbXBsZSBub25jZQ==", .extensions = {"permessage-deflate"}, .subprotocols = {"chat"}},
      .offers = {{"permessage-deflate", {}}},
      .deflate = DeflateWish{}};
  const HeadReading head = reading(GetParam().text + "\r\n");
  ASSERT_EQ(head.state, State::kComplete);
  EXPECT_EQ(judge_response(head, client).rule, GetParam().rule);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Responses,
    ::testing::Values(RequestExample{"Section13", kStatus + kSwitch + kAccept, ""},
                      RequestExample{"NoReason", "HTTP/1.1 101\r\n" + kSwitch + kAccept, "status-line"},
                      RequestExample{"EmptyReason", "HTTP/1.1 101 \r\n" + kSwitch + kAccept, ""},
                      RequestExample{"Status200", "HTTP/1.1 200 OK\r\n", "status-not-101"},
                      RequestExample{"NoUpgrade", kStatus + "Connection: Upgrade\r\n", "response-upgrade"},
                      RequestExample{"NoConnection", kStatus + "Upgrade: websocket\r\n", "response-connection"},
                      RequestExample{"NoAccept", kStatus + kSwitch, "accept-missing"},
                      RequestExample{"TwoAccepts", kStatus + kSwitch + kAccept + kAccept, "accept-wrong"},
                      RequestExample{"WrongAccept", kStatus + kSwitch + "Sec-WebSocket-Accept: x\r\n", "accept-wrong"},
                      RequestExample{"NotOffered", kStatus + kSwitch + kAccept + "Sec-WebSocket-Extensions: a\r\n",
                                     "extension-not-offered"},
                      RequestExample{"WindowNotOffered",
                                     kStatus + kSwitch + kAccept +
                                         "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=10\r\n",
                                     "extension-parameters"},
                      RequestExample{"OtherSubprotocol",
                                     kStatus + kSwitch + kAccept + "Sec-WebSocket-Protocol: Chat\r\n",
                                     "subprotocol-not-offered"}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gauntlet::model
