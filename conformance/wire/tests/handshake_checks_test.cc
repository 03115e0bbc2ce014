#include <gmock/gmock.h>

#include <string>

#include "conformance/wire/handshake.h"

namespace gauntlet::wire {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

const std::string kCheckedRequest =
    "GET /chat HTTP/1.1\r\n"
    "Host: server.example.com\r\n"
    "Upgrade: websocket\r\n"
    "Connection: keep-alive, Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://example.com\r\n"
    "Sec-WebSocket-Protocol: chat, superchat\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "\r\n";

const std::string kResponse =
    "HTTP/1.1 101 Switching Protocols\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    "Sec-WebSocket-Protocol: chat\r\n"
    "Sec-WebSocket-Extensions: permessage-deflate\r\n"
    "\r\n";

const Asked kAsked{"dGhlIHNhbXBsZSBub25jZQ==", {"permessage-deflate", "foo"}, {"chat", "superchat"}};

std::vector<std::string> request_with(std::string_view what, std::string_view by) {
  return check_request(read_head(replaced(kCheckedRequest, what, by)));
}
std::vector<std::string> response_with(std::string_view what, std::string_view by) {
  return check_response(read_head(replaced(kResponse, what, by)), kAsked);
}

/// A change to a message that is in order, and the one complaint that it brings.
struct Change {
  std::string_view what, by, complaint;
};

TEST(CheckRequest, InOrder) {
  EXPECT_THAT(check_request(read_head(kCheckedRequest)), IsEmpty());
  EXPECT_THAT(request_with("GET /chat", "GET http://server.example.com/chat?a=b"), IsEmpty());
  EXPECT_THAT(request_with("HTTP/1.1", "HTTP/1.2"), IsEmpty());
  EXPECT_THAT(request_with("HTTP/1.1", "HTTP/2.0"), IsEmpty());
  EXPECT_THAT(request_with(": websocket", ": h2c, WebSocket"), IsEmpty());
  EXPECT_THAT(request_with("chat, superchat", "chat\r\nSec-WebSocket-Protocol: superchat"), IsEmpty());
  EXPECT_THAT(request_with("Host: server.example.com", "hOST: [::1]:9001"), IsEmpty());
}

TEST(CheckRequest, OneThingWrong) {
  const std::vector<Change> table{
      {"GET /chat HTTP/1.1", "GET /chat", "the start line is no request line: \"GET /chat\" (section 4.1 item 1)"},
      {"GET /chat HTTP/1.1", "GET  HTTP/1.1",
       "the request target is neither a path nor an absolute http URI: \"\" (section 4.1 item 3)"},
      {"HTTP/1.1", "HTTP/1.x", "the start line is no request line: \"GET /chat HTTP/1.x\" (section 4.1 item 1)"},
      {"HTTP/1.1", "HTTP/1.0", "the HTTP version is below 1.1: \"HTTP/1.0\" (section 4.1 item 2)"},
      {"HTTP/1.1", "HTTP/0.9", "the HTTP version is below 1.1: \"HTTP/0.9\" (section 4.1 item 2)"},
      {"GET", "POST", "the method is \"POST\", not GET (section 4.1 item 2)"},
      {"GET", "get", "the method is \"get\", not GET (section 4.1 item 2)"},
      {"/chat", "chat", "the request target is neither a path nor an absolute http URI: \"chat\" (section 4.1 item 3)"},
      {"/chat", "/chat#x", "the request target has a fragment: \"/chat#x\" (section 3)"},
      {"/chat", "/\xC3\xA9",
       "the request target has a character that no URI has: \"/\\xc3\\xa9\" (section 4.1 item 3)"},
      {"Host: server.example.com\r\n", "", "there is no Host field (section 4.1 item 4)"},
      {"Host:", "Host: a\r\nHost:", "there is more than one Host field (section 4.1 item 4)"},
      {" server.example.com", "", "the Host field is empty (section 4.1 item 4)"},
      {"server.example", "a, b", "the Host field is no host and port: \"a, b.com\" (section 4.1 item 4)"},
      {"Upgrade: websocket\r\n", "", "there is no Upgrade field (section 4.1 item 5)"},
      {": websocket", ": websockets", "the Upgrade field has no token websocket: \"websockets\" (section 4.1 item 5)"},
      {"Connection: keep-alive, Upgrade\r\n", "", "there is no Connection field (section 4.1 item 6)"},
      {", Upgrade", "", "the Connection field has no token Upgrade: \"keep-alive\" (section 4.1 item 6)"},
      {"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "",
       "there is no Sec-WebSocket-Key field (section 4.1 item 7)"},
      {"Sec-WebSocket-Key", "Sec-WebSocket-Key: x\r\nSec-WebSocket-Key",
       "there is more than one Sec-WebSocket-Key field (section 11.3.1)"},
      {"dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25j",
       "the Sec-WebSocket-Key is not 16 octets in Base64: \"dGhlIHNhbXBsZSBub25j\" (section 4.1 item 7)"},
      {"dGhlIHNhbXBsZSBub25jZQ==", "!", "the Sec-WebSocket-Key is not 16 octets in Base64: \"!\" (section 4.1 item 7)"},
      {"Sec-WebSocket-Version: 13\r\n", "", "there is no Sec-WebSocket-Version field (section 4.1 item 9)"},
      {": 13", ": 8", "the Sec-WebSocket-Version is \"8\", not 13 (section 4.1 item 9)"},
      {": 13", ": 013", "the Sec-WebSocket-Version is \"013\", not 13 (section 4.1 item 9)"},
      {": 13", ": 13, 8", "the Sec-WebSocket-Version is \"13, 8\", not 13 (section 4.1 item 9)"},
      {": 13", ": 13\r\nSec-WebSocket-Version: 13",
       "there is more than one Sec-WebSocket-Version field (section 11.3.5)"},
      {"chat, superchat", "chat, super chat", "a subprotocol is no token: \"super chat\" (section 4.1 item 10)"},
      {"chat, superchat", "chat,", "a subprotocol is no token: \"\" (section 4.1 item 10)"},
      {"chat, superchat", "", "a subprotocol is no token: \"\" (section 4.1 item 10)"},
      {"chat, superchat", "a, b, a", "a subprotocol is listed twice: \"a\" (section 4.1 item 10)"},
      {"permessage-deflate; ", "permessage-deflate;; ",
       "the Sec-WebSocket-Extensions break their grammar: \"permessage-deflate;; client_max_window_bits\" (section "
       "9.1)"},
      {"Origin: ", "Origin : ", "a space before the colon: \"Origin : http://example.com\" (section 4.1 item 1)"},
  };
  for (const Change& change : table)
    EXPECT_THAT(request_with(change.what, change.by), ElementsAre(change.complaint)) << change.by;
}

TEST(CheckRequest, NothingAtAll) {
  const auto complaints = check_request(HttpHead{});
  EXPECT_THAT(complaints, SizeIs(6));
  for (const std::string& complaint : complaints) EXPECT_THAT(complaint, EndsWith(")"));
}

TEST(CheckResponse, InOrder) {
  EXPECT_THAT(check_response(read_head(kResponse), kAsked), IsEmpty());
  EXPECT_THAT(response_with("Switching Protocols", ""), IsEmpty()) << "the reason may be empty";
  EXPECT_THAT(response_with(": websocket", ": WebSocket"), IsEmpty());
  EXPECT_THAT(response_with("Connection: Upgrade", "connection: x, upgrade"), IsEmpty());
  EXPECT_THAT(response_with("Sec-WebSocket-Protocol: chat\r\n", ""), IsEmpty());
  EXPECT_THAT(response_with("Sec-WebSocket-Extensions: permessage-deflate\r\n", ""), IsEmpty());
  EXPECT_THAT(response_with("permessage-deflate", "foo; a=1, permessage-deflate"), IsEmpty());
}

TEST(CheckResponse, OneThingWrong) {
  const std::vector<Change> table{
      {"HTTP/1.1 101 Switching Protocols", "101 Switching Protocols",
       "the start line is no status line: \"101 Switching Protocols\" (section 4.2.2 item 5.1)"},
      {"101", "1O1", "the start line is no status line: \"HTTP/1.1 1O1 Switching Protocols\" (section 4.2.2 item 5.1)"},
      {"101 Switching Protocols", "101",
       "the status line ends behind the status: \"HTTP/1.1 101\" (section 4.2.2 item 5.1)"},
      {"HTTP/1.1", "HTTP/1.0", "the HTTP version is below 1.1: \"HTTP/1.0\" (section 4.2.2 item 5.1)"},
      {"101 Switching Protocols", "200 OK", "the status is 200, not 101 (section 4.1 item 1)"},
      {"Upgrade: websocket\r\n", "", "there is no Upgrade field (section 4.1 item 2)"},
      {": websocket", ": websocket, h2c",
       "the Upgrade field is \"websocket, h2c\", not websocket (section 4.1 item 2)"},
      {"Connection: Upgrade\r\n", "", "there is no Connection field (section 4.1 item 3)"},
      {": Upgrade", ": close", "the Connection field has no token Upgrade: \"close\" (section 4.1 item 3)"},
      {"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "",
       "there is no Sec-WebSocket-Accept field (section 4.1 item 4)"},
      {"s3pP", "S3pP",
       "the Sec-WebSocket-Accept is \"S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\", not \"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\" "
       "(section 4.1 item 4)"},
      {"Sec-WebSocket-Accept", "Sec-WebSocket-Accept: x\r\nSec-WebSocket-Accept",
       "there is more than one Sec-WebSocket-Accept field (section 11.3.3)"},
      {"permessage-deflate", "bar", "an extension was not asked for: \"bar\" (section 4.1 item 5)"},
      {"permessage-deflate", "", "the Sec-WebSocket-Extensions break their grammar: \"\" (section 9.1)"},
      {"permessage-deflate", "permessage-deflate, permessage-deflate",
       "permessage-deflate is accepted twice (RFC 7692 section 5)"},
      {"Protocol: chat", "Protocol: Chat", "the subprotocol was not asked for: \"Chat\" (section 4.1 item 6)"},
      {"Protocol: chat", "Protocol: chat, superchat",
       "the subprotocol is no token: \"chat, superchat\" (section 4.2.2 item 4)"},
      {"Protocol: chat", "Protocol:", "the subprotocol is no token: \"\" (section 4.2.2 item 4)"},
      {"Protocol: chat", "Protocol: chat\r\nSec-WebSocket-Protocol: superchat",
       "there is more than one Sec-WebSocket-Protocol field (section 11.3.4)"},
      {"Upgrade: ", "Content-Length: 0\r\nUpgrade: ",
       "a 101 response has no body, but a Content-Length field (section 4.2.2 item 5)"},
      {"Upgrade: ", "Transfer-Encoding: chunked\r\nUpgrade: ",
       "a 101 response has no body, but a Transfer-Encoding field (section 4.2.2 item 5)"},
      {"websocket\r\n", "websocket\n", "a line that ends in a bare LF: \"Upgrade: websocket\" (section 4.2.2 item 5)"},
  };
  for (const Change& change : table)
    EXPECT_THAT(response_with(change.what, change.by), ElementsAre(change.complaint)) << change.by;
}

DeflateReading reading(std::string_view response, std::string_view offers) {
  return read_deflate_response(read_extensions(response).value().at(0), read_extensions(offers).value());
}

TEST(DeflateResponse, Agreed) {
  const auto agreed = [](std::string_view response, std::string_view offers) {
    const DeflateReading read = reading(response, offers);
    EXPECT_EQ(read.complaint, "") << response;
    const Deflate deflate = read.agreed.value_or(Deflate{});
    return std::string(deflate.server_no_context_takeover ? "server " : "") +
           (deflate.client_no_context_takeover ? "client " : "") + std::to_string(deflate.server_max_window_bits) +
           " " + std::to_string(deflate.client_max_window_bits);
  };
  const std::string p = "permessage-deflate";
  EXPECT_EQ(agreed(p, p), "15 15");
  EXPECT_EQ(agreed(p + ";server_no_context_takeover;client_no_context_takeover", p), "server client 15 15");
  EXPECT_EQ(agreed(p, p + "; client_no_context_takeover"), "15 15") << "a hint";
  EXPECT_EQ(agreed(p + "; server_max_window_bits=8", p), "8 15") << "unasked";
  EXPECT_EQ(agreed(p + "; server_max_window_bits=\"9\"", p + "; server_max_window_bits=10"), "9 15");
  EXPECT_EQ(agreed(p + "; client_max_window_bits=12", p + "; client_max_window_bits"), "15 12");
  EXPECT_EQ(agreed(p + "; client_max_window_bits=12", p + "; client_max_window_bits=12"), "15 12");
  EXPECT_EQ(agreed(p, p + "; client_max_window_bits=10"), "15 15") << "declined";
  EXPECT_EQ(agreed(p, p + "; server_max_window_bits=10, foo, " + p), "15 15") << "the second offer";
}

TEST(DeflateResponse, Refused) {
  struct Row {
    std::string response, offers, complaint;
  };
  const std::vector<Row> table{
      {"", "foo", "was not offered (RFC 7692 section 5)"},
      {"; foo", "", "the parameter \"foo\" is not defined (RFC 7692 section 7.1)"},
      {"; server_no_context_takeover=1", "", "has a value (RFC 7692 section 7.1.1.1)"},
      {"; client_no_context_takeover=true", "", "has a value (RFC 7692 section 7.1.1.2)"},
      {"; server_no_context_takeover; server_no_context_takeover", "", "stands there twice (RFC 7692 section 7.1)"},
      {"; server_max_window_bits", "", "server_max_window_bits has no value (RFC 7692 section 7.1.2.1)"},
      {"; server_max_window_bits=7", "", "is \"7\", not 8..15 (RFC 7692 section 7.1.2.1)"},
      {"; server_max_window_bits=16", "", "not 8..15"},
      {"; server_max_window_bits=09", "", "not 8..15"},
      {"; server_max_window_bits=+9", "", "not 8..15"},
      {"; client_max_window_bits", "; client_max_window_bits", "client_max_window_bits has no value"},
      {"; client_max_window_bits=7", "; client_max_window_bits", "not 8..15 (RFC 7692 section 7.1.2.2)"},
      {"; client_max_window_bits=10", "", "client_max_window_bits was not offered (RFC 7692 section 7.1.2.2)"},
      {"; client_max_window_bits=11", "; client_max_window_bits=10", "above what was offered"},
      {"; server_max_window_bits=11", "; server_max_window_bits=10", "above what was asked for"},
      {"", "; server_max_window_bits=10", "server_max_window_bits was asked for and is not granted"},
      {"", "; server_no_context_takeover", "server_no_context_takeover was asked for and is not granted"},
      {"", "; server_max_window_bits=99", "the offer had to be declined: server_max_window_bits is \"99\""},
      {"", "; client_max_window_bits=0", "the offer had to be declined: client_max_window_bits is \"0\""},
      {"", "; foo", "the offer had to be declined: the parameter \"foo\" is not defined"},
  };
  for (const Row& row : table) {
    const std::string offers = row.offers == "foo" ? "foo" : "permessage-deflate" + row.offers;
    const DeflateReading read = reading("permessage-deflate" + row.response, offers);
    EXPECT_FALSE(read.agreed.has_value()) << row.response;
    EXPECT_THAT(read.complaint, HasSubstr(row.complaint));
  }
  EXPECT_FALSE(reading("foo", "permessage-deflate").agreed.has_value());
}

}  // namespace
}  // namespace gauntlet::wire
