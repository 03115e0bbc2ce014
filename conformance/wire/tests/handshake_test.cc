#include "conformance/wire/handshake.h"

#include <gmock/gmock.h>

#include "conformance/wire/tests/octets.h"

namespace gauntlet::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr std::string_view kPlainRequest =
    "GET /chat?x=1 HTTP/1.1\r\n"
    "Host: server.example.com\r\n"
    "Upgrade: websocket\r\n"
    "Connection:Upgrade\r\n"
    "X-Empty:\r\n"
    "Sec-WebSocket-Protocol: chat\r\n"
    "sec-websocket-protocol: \t superchat \t\r\n"
    "\r\n";

TEST(HttpHead, Fields) {
  const HttpHead head = read_head(kPlainRequest);
  EXPECT_EQ(head.start_line, "GET /chat?x=1 HTTP/1.1");
  EXPECT_EQ(head.raw, kPlainRequest);
  EXPECT_THAT(head.complaints, IsEmpty());
  EXPECT_THAT(head.fields, SizeIs(6));
  EXPECT_EQ(head.field("HOST"), "server.example.com");
  EXPECT_EQ(head.field("x-empty"), "");
  EXPECT_EQ(head.field("absent"), std::nullopt);
  EXPECT_EQ(head.joined("Sec-WebSocket-Protocol"), "chat, superchat");
  EXPECT_EQ(head.joined("absent"), "");
  EXPECT_EQ(head.count("sec-WebSocket-protocol"), 2U);
  EXPECT_EQ(head.count("absent"), 0U);
}

TEST(HttpHead, Tokens) {
  const HttpHead head = read_head("GET / HTTP/1.1\r\nConnection: keep-alive ,UPGRADE\r\nConnection: x,,y\r\n\r\n");
  EXPECT_TRUE(head.has_token("connection", "Upgrade"));
  EXPECT_TRUE(head.has_token("connection", "y"));
  EXPECT_FALSE(head.has_token("connection", "alive"));
  EXPECT_FALSE(head.has_token("upgrade", "Upgrade"));
}

TEST(HttpHead, StartLine) {
  const auto head = [](std::string_view line) { return read_head(std::string(line) + "\r\n\r\n"); };
  EXPECT_EQ(head("HTTP/1.1 101 Switching Protocols").status(), 101);
  EXPECT_EQ(head("HTTP/1.1 404").status(), 404);
  EXPECT_EQ(head("HTTP/1.1 1010 No").status(), 0);
  EXPECT_EQ(head("HTTP/1.1 1x1 No").status(), 0);
  EXPECT_EQ(head("HTTP/1.1").status(), 0);
  EXPECT_EQ(head("GET 101 HTTP/1.1").status(), 0);
  EXPECT_EQ(head("GET /a?b HTTP/1.1").target(), "/a?b");
  EXPECT_EQ(head("GET /a").target(), "/a");
  EXPECT_EQ(head("GET").target(), "");
  EXPECT_EQ(head("HTTP/1.1 200 OK").target(), "");
}

TEST(HttpHead, Complaints) {
  const auto complaints = [](std::string_view lines) {
    return read_head("GET / HTTP/1.1\r\n" + std::string(lines) + "\r\n").complaints;
  };
  EXPECT_THAT(complaints("A: b\r\n"), IsEmpty());
  EXPECT_THAT(complaints("A: \xC3\xA9\r\n"), IsEmpty()) << "octets above 127 are allowed";
  EXPECT_THAT(complaints("A: b\n"), ElementsAre("a line that ends in a bare LF: \"A: b\""));
  EXPECT_THAT(complaints("A: b\r\n c\r\n"), ElementsAre("a folded line: \" c\""));
  EXPECT_THAT(complaints("no colon\r\n"), ElementsAre("a line without a colon: \"no colon\""));
  EXPECT_THAT(complaints("A : b\r\n"), ElementsAre("a space before the colon: \"A : b\""));
  EXPECT_THAT(complaints("A/B: c\r\n"), ElementsAre("a field name that is not a token: \"A/B\""));
  EXPECT_THAT(complaints(": c\r\n"), ElementsAre("a field name that is not a token: \"\""));
  EXPECT_THAT(complaints("A: b\x01\r\n"), ElementsAre("a control character in a field: \"A: b\\x01\""));
  EXPECT_THAT(complaints("A: b\rc\r\n"), ElementsAre("a control character in a field: \"A: b\\x0dc\""));
  EXPECT_THAT(complaints(std::string("A: \0\r\n", 6)), ElementsAre("a control character in a field: \"A: \\x00\""));
  EXPECT_THAT(read_head("\r\nGET / HTTP/1.1\r\n\r\n").complaints, ElementsAre("an empty line before the start line"));
  EXPECT_THAT(read_head("GET /\x7F HTTP/1.1\r\n\r\n").complaints,
              ElementsAre("a control character in the start line: \"GET /\\x7f HTTP/1.1\""));
}

TEST(HttpHead, LenientReading) {
  const HttpHead head = read_head("HTTP/1.1 101 x\nA : 1\n  2\n\tB\nC:3\n\n");
  EXPECT_EQ(head.status(), 101);
  EXPECT_THAT(head.fields, ElementsAre(Pair("A", "1 2 B"), Pair("C", "3")));
}

/// In any two pieces, and octet by octet; frames may follow at once.
TEST(HeadCollector, EverySplit) {
  const Bytes stream = joined(octets_of(kPlainRequest), {0x81, 0x00, '\r', '\n'});
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    HeadCollector collector;
    const auto early = collector.feed(View(stream).first(cut));
    const auto late = collector.feed(View(stream).subspan(cut));
    EXPECT_NE(early.has_value(), late.has_value()) << "once, and only once";
    const auto& head = early ? early : late;
    EXPECT_EQ(head.value().raw, kPlainRequest);
    EXPECT_EQ(collector.collected(), kPlainRequest);
    EXPECT_THAT(collector.rest(), ElementsAre(0x81, 0x00, '\r', '\n'));
    EXPECT_FALSE(collector.overflow());
  }
  HeadCollector collector;
  for (std::size_t at = 0; at < stream.size(); ++at)
    EXPECT_EQ(collector.feed(View(stream).subspan(at, 1)).has_value(), at + 1 == kPlainRequest.size());
  EXPECT_THAT(collector.rest(), SizeIs(4));
}

TEST(HeadCollector, BareLineFeeds) {
  for (const std::string_view text :
       {"GET / HTTP/1.1\n\n", "GET / HTTP/1.1\r\n\n", "GET / HTTP/1.1\n\r\n", "\r\n\nGET / HTTP/1.1\r\n\r\n"}) {
    HeadCollector collector;
    const auto head = collector.feed(octets_of(text));
    ASSERT_TRUE(head.has_value()) << testing::PrintToString(text);
    EXPECT_EQ(head->start_line, "GET / HTTP/1.1");
    EXPECT_THAT(collector.rest(), IsEmpty());
  }
}

TEST(HeadCollector, Limit) {
  const Bytes stream = octets_of(kPlainRequest);
  HeadCollector enough(kPlainRequest.size());
  EXPECT_TRUE(enough.feed(stream).has_value());
  EXPECT_FALSE(enough.overflow());

  HeadCollector short_of_one(kPlainRequest.size() - 1);
  EXPECT_FALSE(short_of_one.feed(stream).has_value());
  EXPECT_TRUE(short_of_one.overflow());
  EXPECT_EQ(short_of_one.collected(), kPlainRequest.substr(0, kPlainRequest.size() - 1));
  EXPECT_FALSE(short_of_one.feed(stream).has_value()) << "it stays so";

  HeadCollector exactly_full(10);
  EXPECT_FALSE(exactly_full.feed(Bytes(10, 'x')).has_value());
  EXPECT_FALSE(exactly_full.overflow());
  EXPECT_FALSE(exactly_full.feed(Bytes(1, 'x')).has_value());
  EXPECT_TRUE(exactly_full.overflow());
}

/// Section 1.3.
TEST(Accept, ExampleOfTheRfc) { EXPECT_EQ(accept_value("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="); }

/// RFC 4648 section 10.
TEST(Base64, Examples) {
  const std::vector<std::pair<std::string, std::string>> table{{"", ""},
                                                               {"f", "Zg=="},
                                                               {"fo", "Zm8="},
                                                               {"foo", "Zm9v"},
                                                               {"foob", "Zm9vYg=="},
                                                               {"fooba", "Zm9vYmE="},
                                                               {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : table) {
    EXPECT_EQ(base64(octets_of(plain)), text);
    EXPECT_EQ(from_base64(text), octets_of(plain));
  }
}

TEST(Base64, RoundTrips) {
  std::mt19937 random(12);
  for (std::size_t size = 0; size < 70; ++size) {
    const Bytes octets = random_octets(random, size);
    EXPECT_EQ(from_base64(base64(octets)), octets);
  }
  const Bytes large = random_octets(random, (3U << 20) + 5);
  EXPECT_EQ(from_base64(base64(large)), large);
}

TEST(Base64, Strict) {
  for (const std::string_view text : {"Z", "Zg", "Zg=", "Zg===", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm 9", "Zm9-",
                                      "Zm9_", "=Zm9", "Z=m9", " Zm9v", "Zm9v====", "Zm9v=", "\xC3\xA9Z9"})
    EXPECT_EQ(from_base64(text), std::nullopt) << text;
}

/// The example of section 4.1 item 7 has bits set behind the last octet.
TEST(Base64, KeyOfTheRfc) {
  EXPECT_EQ(from_base64("AQIDBAUGBwgJCgsMDQ4PEC=="), (Bytes{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
}

std::string written(std::string_view list) {
  const auto elements = read_extensions(list);
  if (!elements) return "broken";
  std::string out;
  for (const auto& element : *elements) {
    out += "[" + element.name;
    for (const auto& [name, value] : element.parameters) out += " " + name + (value ? "=" + *value : "");
    out += "]";
  }
  return out;
}

TEST(Extensions, Grammar) {
  EXPECT_EQ(written("foo"), "[foo]");
  EXPECT_EQ(written("foo, bar; baz=2"), "[foo][bar baz=2]") << "section 9.1";
  EXPECT_EQ(written("mux; max-channels=4; flow-control, deflate-stream"),
            "[mux max-channels=4 flow-control][deflate-stream]");
  EXPECT_EQ(written("a;b=\"c\""), "[a b=c]");
  EXPECT_EQ(written("a;b=\"\\c\\d\""), "[a b=cd]");
  EXPECT_EQ(written(" a\t; b = c ;d , e "), "[a b=c d][e]") << "implied blanks";
  EXPECT_EQ(written("a,,b,"), "[a][b]") << "empty elements";
  EXPECT_EQ(written("a;x;x"), "[a x x]");
}

TEST(Extensions, BrokenGrammar) {
  for (const std::string_view list :
       {"",        " ",     ",",       " , ",     "a;",       "a;;b",        "a;=b",        "a;b=",      "a=b",
        "a b",     "a;b c", "a;b=\"",  "a;b=\"c", "a;b=\"\"", "a;b=\"c d\"", "a;b=\"c,d\"", "a;b=\"c\\", "a;b=\"c\"d",
        "a;b=c=d", "\"a\"", "a;\"b\"", "/",       "a\x01",    "\xC3\xA9",    ";a",          "a,;b",      "a;b='c d'"})
    EXPECT_EQ(written(list), "broken") << list;
}

}  // namespace
}  // namespace gauntlet::wire
