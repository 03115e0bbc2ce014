#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "ws/handshake.h"

namespace {

using ws::AcceptedRequest;
using ws::Rule;
using ws::Violation;

constexpr std::string_view kKey = "dGhlIHNhbXBsZSBub25jZQ==";

/// The request of RFC 6455 section 1.2, line by line, to be changed.
struct Lines {
  std::string start = "GET /chat HTTP/1.1";
  std::vector<ws::HeaderField> fields = {
      {"Host", "server.example.com"},   {"Upgrade", "websocket"},
      {"Connection", "Upgrade"},        {"Sec-WebSocket-Key", std::string(kKey)},
      {"Origin", "http://example.com"}, {"Sec-WebSocket-Protocol", "chat, superchat"},
      {"Sec-WebSocket-Version", "13"}};

  Lines& without(std::string_view name) {
    std::erase_if(fields, [name](const ws::HeaderField& field) { return field.name == name; });
    return *this;
  }
  Lines& with(std::string name, std::string value) {
    fields.push_back({std::move(name), std::move(value)});
    return *this;
  }
  Lines& set(std::string_view name, std::string value) {
    for (auto& field : fields) {
      if (field.name == name) field.value = std::move(value);
    }
    return *this;
  }
  [[nodiscard]] std::string text() const {
    std::string out = start + "\r\n";
    for (const auto& field : fields) out.append(field.name).append(": ").append(field.value).append("\r\n");
    return out + "\r\n";
  }
};

std::variant<AcceptedRequest, Violation> validate(std::string_view text, ws::Limits limits = {}) {
  ws::HeadReader reader(limits);
  reader.feed(ws::as_octets(text));
  EXPECT_TRUE(reader.complete()) << text;
  return ws::validate_request(reader.head());
}

AcceptedRequest accept(const Lines& lines) {
  auto result = validate(lines.text());
  EXPECT_TRUE(std::holds_alternative<AcceptedRequest>(result)) << lines.text();
  if (const auto* broken = std::get_if<Violation>(&result)) ADD_FAILURE() << ws::describe(*broken);
  return std::holds_alternative<AcceptedRequest>(result) ? std::get<AcceptedRequest>(result) : AcceptedRequest{};
}

/// `at`: the text that the offset has to point to; empty: the last octet of the head.
void refuse(const Lines& lines, Rule rule, std::string_view at = {}) {
  const std::string text = lines.text();
  SCOPED_TRACE(text);
  const auto result = validate(text);
  ASSERT_TRUE(std::holds_alternative<Violation>(result));
  const Violation violation = std::get<Violation>(result);
  EXPECT_EQ(ws::info(violation.rule).id, ws::info(rule).id);
  EXPECT_EQ(violation.offset, at.empty() ? text.size() - 1 : text.rfind(at)) << at;
}

TEST(ValidateRequest, AcceptsTheExampleOfTheRfc) {
  const AcceptedRequest request = accept({});
  EXPECT_EQ(request.target, "/chat");
  EXPECT_EQ(request.host, "server.example.com");
  EXPECT_EQ(request.key, kKey);
  EXPECT_EQ(request.origin, "http://example.com");
  EXPECT_EQ(request.subprotocols, (std::vector<std::string>{"chat", "superchat"}));
  EXPECT_TRUE(request.extensions.empty());
}

TEST(ValidateRequest, RefusesAMalformedRequestLine) {
  const std::vector<std::pair<std::string, std::uint64_t>> table = {
      {"GET", 3},
      {"GET ", 4},
      {"GET /", 5},
      {"GET / ", 6},
      {"GET  / HTTP/1.1", 4},
      {"GET /  HTTP/1.1", 6},
      {"GET / HTTP/1.1 ", 14},
      {"GET / x HTTP/1.1", 6},
      {" GET / HTTP/1.1", 0},
      {"G(T / HTTP/1.1", 1},
      {"GET / http/1.1", 6},
      {"GET / HTTP/1.", 13},
      {"GET / HTTP/1.10", 14},
      {"GET / HTTP/11", 12},
      {"GET / HTTP/a.1", 11},
      {"GET / HTTPS/1.1", 10},
  };
  for (const auto& [line, offset] : table) {
    Lines lines;
    lines.start = line;
    const auto result = validate(lines.text());
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << line;
    EXPECT_EQ(std::get<Violation>(result), (Violation{Rule::kRequestLine, offset})) << line;
  }
}

TEST(ValidateRequest, TheMethodIsGet) {
  for (const auto* method : {"POST", "get", "GETX", "GE", "HEAD", "CONNECT", "PRI"}) {
    Lines lines;
    lines.start = std::string(method) + " / HTTP/1.1";
    const auto result = validate(lines.text());
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << method;
    EXPECT_EQ(std::get<Violation>(result).rule, Rule::kRequestMethod) << method;
  }
}

TEST(ValidateRequest, TheVersionIsAtLeastOneDotOne) {
  for (const auto* version : {"HTTP/1.0", "HTTP/0.9", "HTTP/2.0", "HTTP/3.1", "HTTP/0.1"}) {
    Lines lines;
    lines.start = std::string("GET / ") + version;
    const auto result = validate(lines.text());
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << version;
    EXPECT_EQ(std::get<Violation>(result).rule, Rule::kRequestHttpVersion) << version;
  }
  for (const auto* version : {"HTTP/1.1", "HTTP/1.2", "HTTP/1.9"}) {
    Lines lines;
    lines.start = std::string("GET / ") + version;
    accept(lines);
  }
}

TEST(ValidateRequest, TheTargetIsAPathOrAnAbsoluteUri) {
  struct Row {
    const char* target;
    const char* resource;  // nullptr: refused
    const char* host = "server.example.com";
  };
  for (const Row& row : std::initializer_list<Row>{
           {"/", "/"},
           {"/chat?a=b&c=%20{|}\\^`", "/chat?a=b&c=%20{|}\\^`"},
           {"//x/y", "//x/y"},
           {"/http://x/", "/http://x/"},
           {"http://other.example/a?b", "/a?b", "other.example"},
           {"HTTPS://other.example:443/", "/", "other.example:443"},
           {"http://other.example", "/", "other.example"},
           {"https://[::1]:80?q", "/?q", "[::1]:80"},
           {"ws://other.example", nullptr},
           {"wss://other.example/", nullptr},
           {"*", nullptr},
           {"chat", nullptr},
           {"server.example.com:80", nullptr},
           {"?q", nullptr},
           {"ftp://other.example/", nullptr},
           {"http:/other.example/", nullptr},
           {"http:///a", nullptr},
           {"http://", nullptr},
           {"http://user@other.example/", nullptr},
           {"http://other.example:99999/", nullptr},
           {"http://other.example:port/", nullptr},
           {"http://[::1/", nullptr},
           {"://x/", nullptr},
           {"/a#b", nullptr},
           {"http://other.example/#b", nullptr},
           {"/\"", nullptr},
           {"/<>", nullptr},
           {"/caf\xC3\xA9", nullptr},
       }) {
    Lines lines;
    lines.start = std::string("GET ") + row.target + " HTTP/1.1";
    if (row.resource != nullptr) {
      const AcceptedRequest request = accept(lines);
      EXPECT_EQ(request.target, row.resource) << row.target;
      EXPECT_EQ(request.host, row.host) << row.target;
      continue;
    }
    const auto result = validate(lines.text());
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << row.target;
    EXPECT_EQ(std::get<Violation>(result).rule, Rule::kRequestTarget) << row.target;
  }
  Lines lines;
  lines.start = "GET /abc#d HTTP/1.1";
  refuse(lines, Rule::kRequestTarget, "#");
}

TEST(ValidateRequest, ThereIsOneHost) {
  refuse(Lines().without("Host"), Rule::kHostMissing);
  refuse(Lines().with("host", "second.example"), Rule::kHostMissing, "second.example");
  for (const auto* host : {"", "a b", "a/b", "a@b", "a:b", "a:80:80", "a:70000", ":80", "[::1", "[]", "[::1]x", "a,b c",
                           "caf\xC3\xA9", "a\tb", "<a>", "\"a\"", "a?b", "a#b", "[::1]:x"}) {
    const auto result = validate(Lines().set("Host", host).text());
    ASSERT_TRUE(std::holds_alternative<Violation>(result)) << host;
    EXPECT_EQ(std::get<Violation>(result).rule, Rule::kHostMissing) << host;
  }
  for (const auto* host :
       {"a", "127.0.0.1:9001", "[::1]", "[2001:db8::1]:80", "a:", "xn--caf-dma.example", "a_b", "a%20b"}) {
    EXPECT_EQ(accept(Lines().set("Host", host)).host, host);
  }
}

TEST(ValidateRequest, UpgradeAndConnectionAreLists) {
  refuse(Lines().without("Upgrade"), Rule::kUpgradeMissing);
  refuse(Lines().without("Connection"), Rule::kConnectionMissing);
  for (const auto* value :
       {"", "h2c", "websockets", "web socket", "websocket/13", "\"websocket\"", "websocket;q=1", "websocke"}) {
    refuse(Lines().set("Upgrade", value), Rule::kUpgradeMissing);
  }
  for (const auto* value : {"", "keep-alive", "Upgrades", "close", "Upgrade;x", "keep-alive Upgrade"}) {
    refuse(Lines().set("Connection", value), Rule::kConnectionMissing);
  }
  for (const auto* value :
       {"WebSocket", "WEBSOCKET", "h2c, websocket", "websocket,h2c", ",,websocket,", "a,\twebsocket\t,b"}) {
    accept(Lines().set("Upgrade", value));
  }
  for (const auto* value :
       {"upgrade", "UPGRADE", "keep-alive, Upgrade", "Upgrade, x-internal-auth", "keep-alive,upgrade"}) {
    accept(Lines().set("Connection", value));
  }
  accept(Lines().set("Connection", "keep-alive").with("x", "y").with("CONNECTION", "upgrade"));
  accept(Lines().set("Upgrade", "h2c").with("upgrade", "websocket"));
}

TEST(ValidateRequest, ThereIsOneKeyOfSixteenOctets) {
  refuse(Lines().without("Sec-WebSocket-Key"), Rule::kKeyMissing);
  refuse(Lines().with("sec-websocket-key", "AAAAAAAAAAAAAAAAAAAAAA=="), Rule::kKeyRepeated, "AAAAAAAAAAAAAAAAAAAAAA==");
  for (const auto* key : {"!", "dGhlIHNhbXBsZSBub25jZQ==,"}) {
    refuse(Lines().set("Sec-WebSocket-Key", key), Rule::kKeyInvalid, key);
  }
  refuse(Lines().set("Sec-WebSocket-Key", std::string(10'000, 'A')), Rule::kKeyInvalid, std::string(10'000, 'A'));
  refuse(Lines().set("Sec-WebSocket-Key", "").with("a", "b"), Rule::kKeyInvalid, "\r\nOrigin");
  EXPECT_EQ(accept(Lines().set("Sec-WebSocket-Key", "  " + std::string(kKey) + "\t")).key, kKey);
}

TEST(ValidateRequest, TheVersionIsThirteen) {
  refuse(Lines().without("Sec-WebSocket-Version"), Rule::kVersionMissing);
  for (const auto* version : {"8", "7", "0", "12", "14", "777", "013", "13.0", "+13", "13, 8", "1 3"}) {
    refuse(Lines().set("Sec-WebSocket-Version", version), Rule::kVersionUnsupported, std::string(version) + "\r\n");
  }
  refuse(Lines().with("Sec-WebSocket-Version", "13"), Rule::kVersionUnsupported, "13");
  refuse(Lines().with("Sec-WebSocket-Version", "8"), Rule::kVersionUnsupported, "8\r\n");
  // A client of another version may not know this version's key.
  refuse(Lines().set("Sec-WebSocket-Version", "8 ").without("Sec-WebSocket-Key"), Rule::kVersionUnsupported, "8 ");
}

TEST(ValidateRequest, NoBodyIsSmuggledIn) {
  // CVE-2026-58055: an upgrade with a body goes through a proxy.
  refuse(Lines().with("Content-Length", "5"), Rule::kRequestBody, "5\r\n");
  refuse(Lines().with("Content-Length", "005"), Rule::kRequestBody, "5\r\n");
  refuse(Lines().with("Content-Length", "0, 5"), Rule::kRequestBody, ", 5");
  refuse(Lines().with("Content-Length", "-1"), Rule::kRequestBody, "-1");
  refuse(Lines().with("Content-Length", ""), Rule::kRequestBody, "\r\n\r\n");
  refuse(Lines().with("Content-Length", "0").with("content-length", "6"), Rule::kRequestBody, "6\r\n");
  refuse(Lines().with("Transfer-Encoding", "chunked"), Rule::kRequestBody, "chunked");
  refuse(Lines().with("TRANSFER-ENCODING", "identity"), Rule::kRequestBody, "identity");
  accept(Lines().with("Content-Length", "0"));
  accept(Lines().with("Content-Length", "000").with("Content-Length", "0"));
}

TEST(ValidateRequest, ThereIsAtMostOneOrigin) {
  refuse(Lines().with("Origin", "http://evil.example"), Rule::kOriginRefused, "http://evil.example");
  EXPECT_EQ(accept(Lines().without("Origin")).origin, std::nullopt);
  EXPECT_EQ(accept(Lines().set("Origin", "")).origin, "");  // drogon#1684
  EXPECT_EQ(accept(Lines().set("Origin", "null")).origin, "null");
}

TEST(ValidateRequest, SubprotocolsAreDifferentTokens) {
  const auto with = [](std::string value) { return Lines().set("Sec-WebSocket-Protocol", std::move(value)); };
  EXPECT_TRUE(accept(Lines().without("Sec-WebSocket-Protocol")).subprotocols.empty());
  EXPECT_EQ(accept(with("a")).subprotocols, (std::vector<std::string>{"a"}));
  EXPECT_EQ(accept(with(",a ,\tb,, A")).subprotocols, (std::vector<std::string>{"a", "b", "A"}));
  EXPECT_EQ(accept(with("a,b").with("sec-websocket-protocol", "c")).subprotocols,
            (std::vector<std::string>{"a", "b", "c"}));
  const Rule rule = Rule::kSubprotocolSyntax;
  refuse(with("a, b c"), rule, " c");
  refuse(with("a;b"), rule, ";b");
  refuse(with("\"a\""), rule, "\"a");
  refuse(with("a,\xC3\xA9"), rule, "\xC3");
  refuse(with("first,x,Y,x"), rule, "x\r\n");
  refuse(with("a,b").with("Sec-WebSocket-Protocol", "c, a"), rule, "a\r\n\r\n");
  refuse(with("a").with("Sec-WebSocket-Protocol", ", ,"), rule, "\r\n\r\n");
  refuse(with("a, a/"), rule, "/\r\n");
}

TEST(ValidateRequest, ManySubprotocolsAreNoWork) {
  // CVE-2021-32640: white space made a regular expression slow.
  ws::Limits limits;
  limits.max_header_size = 1U << 20;
  Lines lines;
  lines.set("Sec-WebSocket-Protocol", "b" + std::string(32'000, ' ') + "x");
  auto result = validate(lines.text(), limits);
  ASSERT_TRUE(std::holds_alternative<Violation>(result));
  EXPECT_EQ(std::get<Violation>(result).rule, Rule::kSubprotocolSyntax);
  EXPECT_EQ(std::get<Violation>(result).offset, lines.text().find("b  ") + 1);

  std::string list;
  for (int i = 0; i < 20'000; ++i) list.append("p").append(std::to_string(i)).append(",");
  result = validate(lines.set("Sec-WebSocket-Protocol", list).text(), limits);
  ASSERT_TRUE(std::holds_alternative<AcceptedRequest>(result));
  EXPECT_EQ(std::get<AcceptedRequest>(result).subprotocols.size(), 20'000U);
  const std::string text = lines.set("Sec-WebSocket-Protocol", list + "p77, p0").text();
  result = validate(text, limits);
  ASSERT_TRUE(std::holds_alternative<Violation>(result));
  EXPECT_EQ(std::get<Violation>(result).offset, text.rfind("p77"));
}

TEST(ValidateRequest, ExtensionsMayStandInSeveralFields) {
  const std::string name = "Sec-WebSocket-Extensions";
  const auto extensions =
      accept(Lines().with(name, "foo").with("x", "y").with("sec-websocket-extensions", "bar; baz=2")).extensions;
  EXPECT_EQ(extensions, (std::vector<ws::Extension>{{"foo", {}}, {"bar", {{"baz", "2"}}}}));
  refuse(Lines().with(name, "foo; bar=\"b z\""), Rule::kExtensionSyntax, " z\"");
  refuse(Lines().with(name, "foo").with(name, "bar;"), Rule::kExtensionSyntax, "\r\n\r\n");
  refuse(Lines().with(name, ""), Rule::kExtensionSyntax, "\r\n\r\n");
  EXPECT_EQ(accept(Lines().with(name, "constructor")).extensions[0].name, "constructor");
}

TEST(RequestBuild, WritesFieldsInOrder) {
  ws::Request request;
  request.host = "example.com:8080";
  request.target = "/chat?x";
  request.key = kKey;
  request.origin = "http://example.com";
  request.subprotocols = {"chat", "superchat"};
  request.extensions = {{"permessage-deflate", {{"client_max_window_bits", std::nullopt}}}};
  request.extra = {{"Cookie", "a=b"}};
  const auto text = request.build();
  ASSERT_TRUE(text);
  EXPECT_EQ(*text,
            "GET /chat?x HTTP/1.1\r\nHost: example.com:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: http://example.com\r\n"
            "Sec-WebSocket-Protocol: chat, superchat\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            "Sec-WebSocket-Version: 13\r\nCookie: a=b\r\n\r\n");
  const auto result = validate(*text);
  ASSERT_TRUE(std::holds_alternative<AcceptedRequest>(result));
  const auto& accepted = std::get<AcceptedRequest>(result);
  EXPECT_EQ(accepted.target, request.target);
  EXPECT_EQ(accepted.host, request.host);
  EXPECT_EQ(accepted.subprotocols, request.subprotocols);
  EXPECT_EQ(accepted.extensions, request.extensions);
}

TEST(RequestBuild, RefusesWhatBreaksTheHead) {
  // CVE-2026-1527 and its kind: CR and LF through the API.
  using std::string_literals::operator""s;
  const auto builds = [](auto change) {
    ws::Request request;
    request.host = "a";
    request.key = kKey;
    change(request);
    return request.build().has_value();
  };
  EXPECT_TRUE(builds([](ws::Request&) {}));
  for (const std::string& evil : {"\r\nX: y"s, "x\r"s, "\n"s, "x\0y"s, "x\x7F"s, "\x1F"s}) {
    SCOPED_TRACE(::testing::PrintToString(evil));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.host += evil; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.target += evil; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.key += evil; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.origin = evil; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.subprotocols = {"a", evil}; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extensions = {{"a" + evil, {}}}; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extensions = {{"a", {{"b" + evil, {}}}}}; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extensions = {{"a", {{"b", evil}}}}; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extra = {{"X" + evil, "y"}}; }));
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extra = {{"X", "y" + evil}}; }));
  }
  for (const auto* target : {"", "x", "/a b", "/a#b", "*"}) {
    EXPECT_FALSE(builds([&](ws::Request& r) { r.target = target; })) << target;
  }
  for (const auto* name :
       {"", "a b", "a:", "Host", "content-length", "Transfer-Encoding", "sec-websocket-key", "UPGRADE"}) {
    EXPECT_FALSE(builds([&](ws::Request& r) { r.extra = {{name, "x"}}; })) << name;
  }
  EXPECT_FALSE(builds([](ws::Request& r) { r.host.clear(); }));
  EXPECT_FALSE(builds([](ws::Request& r) { r.key = "x"; }));
  EXPECT_FALSE(builds([](ws::Request& r) { r.subprotocols = {"a", "b", "a"}; }));
  EXPECT_FALSE(builds([](ws::Request& r) { r.subprotocols = {""}; }));
  EXPECT_FALSE(builds([](ws::Request& r) { r.subprotocols = {"a,b"}; }));
  EXPECT_TRUE(builds([](ws::Request& r) { r.subprotocols = {"a", "A"}; }));
  EXPECT_TRUE(builds([](ws::Request& r) { r.extra = {{"X", "caf\xC3\xA9\tx"}, {"X", ""}}; }));
}

}  // namespace
