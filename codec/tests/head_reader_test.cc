#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "ws/handshake.h"

namespace {

using ws::Rule;
using ws::Violation;

constexpr std::string_view kHead =
    "GET /chat HTTP/1.1\r\n"
    "Host:example.com\r\n"
    "Upgrade:  \t websocket \t\r\n"
    "X-List: a,\tb\r\n"
    "Empty:\r\n"
    "x-list: , C ,\r\n"
    "Caf\x21: caf\xC3\xA9\r\n"
    "\r\n";

/// Feeds `text` in pieces that end at `cuts` (ascending) and at its end; returns what was taken.
std::size_t feed(ws::HeadReader& reader, std::string_view text, const std::vector<std::size_t>& cuts) {
  std::size_t taken = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : text.size();
    taken += reader.feed(ws::as_octets(text.substr(begin, end - begin)));
    begin = end;
  }
  return taken;
}

std::vector<std::size_t> every_octet(std::string_view text) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < text.size(); ++i) cuts.push_back(i);
  return cuts;
}

/// In one piece, in every two pieces, and octet by octet: the verdict has to be the same.
void expect_head_violation(std::string_view text, Violation expected, const ws::Limits& limits = {}) {
  SCOPED_TRACE(::testing::PrintToString(std::string(text)));
  for (std::size_t cut = 0; cut <= text.size() + 1; ++cut) {
    ws::HeadReader reader(limits);
    feed(reader, text, cut <= text.size() ? std::vector{cut} : every_octet(text));
    ASSERT_TRUE(reader.violation().has_value()) << "cut at " << cut;
    EXPECT_EQ(reader.violation()->rule, expected.rule) << "cut at " << cut;
    EXPECT_EQ(reader.violation()->offset, expected.offset) << "cut at " << cut;
    EXPECT_FALSE(reader.complete());
    EXPECT_EQ(reader.feed(ws::as_octets("more")), 0U);
  }
}

void expect_example(const ws::HeadReader& reader) {
  ASSERT_TRUE(reader.complete());
  EXPECT_FALSE(reader.violation().has_value());
  const ws::Head& head = reader.head();
  EXPECT_EQ(head.text(), kHead);
  EXPECT_EQ(head.start_line(), "GET /chat HTTP/1.1");
  ASSERT_EQ(head.field_count(), 6U);
  EXPECT_EQ(head.field(0), (ws::FieldView{"Host", "example.com"}));
  EXPECT_EQ(head.field(1), (ws::FieldView{"Upgrade", "websocket"}));
  EXPECT_EQ(head.field(2), (ws::FieldView{"X-List", "a,\tb"}));
  EXPECT_EQ(head.field(3), (ws::FieldView{"Empty", ""}));
  EXPECT_EQ(head.field(4), (ws::FieldView{"x-list", ", C ,"}));
  EXPECT_EQ(head.field(5), (ws::FieldView{"Caf!", "caf\xC3\xA9"}));
}

TEST(HeadReader, ReadsTheSameHoweverItIsCut) {
  const std::string text = std::string(kHead) + "\x81\x80";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    SCOPED_TRACE(cut);
    ws::HeadReader reader{ws::Limits{}};
    EXPECT_EQ(feed(reader, text, {cut}), kHead.size());
    expect_example(reader);
  }
  ws::HeadReader reader{ws::Limits{}};
  EXPECT_EQ(feed(reader, text, every_octet(text)), kHead.size());
  expect_example(reader);
}

TEST(HeadReader, LeavesTheFrameStreamAlone) {
  // Octets that come in the same read as the head are frames, even if they look like a head.
  ws::HeadReader reader{ws::Limits{}};
  EXPECT_EQ(reader.feed(ws::as_octets("GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n")), 18U);
  EXPECT_TRUE(reader.complete());
  EXPECT_EQ(reader.feed(ws::as_octets("x")), 0U);
  EXPECT_EQ(reader.head().field_count(), 0U);
}

TEST(Head, LooksUpFieldsInAnyCase) {
  ws::HeadReader reader{ws::Limits{}};
  reader.feed(ws::as_octets(kHead));
  const ws::Head& head = reader.head();
  ASSERT_TRUE(head.find("HOST"));
  EXPECT_EQ(head.find("HOST")->value, "example.com");
  EXPECT_FALSE(head.find("Hos"));
  EXPECT_EQ(head.count("X-LIST"), 2U);
  EXPECT_EQ(head.count("none"), 0U);
  EXPECT_EQ(head.joined("x-list"), "a,\tb, , C ,");
  EXPECT_EQ(head.joined("none"), "");
  for (const auto* token : {"a", "B", "c"}) EXPECT_TRUE(head.has_token("x-List", token)) << token;
  EXPECT_FALSE(head.has_token("x-list", ""));
  EXPECT_FALSE(head.has_token("x-list", "a,\tb"));
  EXPECT_FALSE(head.has_token("upgrade", "web"));
  std::size_t fields = 0;
  for (const ws::FieldView field : head.fields()) fields += field.name.empty() ? 0U : 1U;
  EXPECT_EQ(fields, 6U);
}

TEST(Head, CanBeMovedHoweverShort) {
  // A text within std::string's own buffer changes its address.
  ws::HeadReader reader{ws::Limits{}};
  reader.feed(ws::as_octets("G\r\nA:b\r\n\r\n"));
  ASSERT_TRUE(reader.complete());
  const ws::Head moved = ws::Head(reader.head());
  EXPECT_EQ(moved.start_line(), "G");
  EXPECT_EQ(moved.field(0), (ws::FieldView{"A", "b"}));
  EXPECT_EQ(moved.field(0).name.data(), moved.text().data() + 3);
}

TEST(HeadReader, RefusesAtTheFirstWrongOctet) {
  using std::string_literals::operator""s;
  const std::vector<std::pair<std::string, std::uint64_t>> table = {
      {"\r\nGET / HTTP/1.1\r\n\r\n", 0},        // empty start line
      {"\nGET / HTTP/1.1\r\n\r\n", 0},          //
      {"GET / HTTP/1.1\nHost: a\r\n\r\n", 14},  // bare LF
      {"GET / HTTP/1.1\rHost: a\r\n\r\n", 15},  // bare CR
      {"GET / HTTP/1.1\r\r\n\r\n", 15},         //
      {"GET /\0 HTTP/1.1\r\n\r\n"s, 5},         // control characters
      {"GET /\t HTTP/1.1\r\n\r\n", 5},          //
      {"GET /\x7F HTTP/1.1\r\n\r\n", 5},        //
      {"G\r\n A: b\r\n\r\n", 3},                // white space before the first field
      {"G\r\nA: b\r\n c\r\n\r\n", 9},           // folded lines
      {"G\r\nA: b\r\n\tc\r\n\r\n", 9},          //
      {"G\r\nA: b\r\n \r\n\r\n", 9},            //
      {"G\r\nA : b\r\n\r\n", 4},                // white space before the colon
      {"G\r\nA\t: b\r\n\r\n", 4},               //
      {"G\r\n: b\r\n\r\n", 3},                  // no name
      {"G\r\nA\r\n\r\n", 4},                    // no colon
      {"G\r\nA\n\r\n", 4},                      //
      {"G\r\nA(: b\r\n\r\n", 4},                // no token
      {"G\r\n\xC3\xA9: b\r\n\r\n", 3},          //
      {"G\r\nA\0: b\r\n\r\n"s, 4},              //
      {"G\r\nA: b\nB: c\r\n\r\n", 7},           // bare LF in a value
      {"G\r\nA: \nB: c\r\n\r\n", 6},            //
      {"G\r\nA:\nB: c\r\n\r\n", 5},             //
      {"G\r\nA: b\rB: c\r\n\r\n", 8},           // bare CR in a value
      {"G\r\nA: b\r\rB: c\r\n\r\n", 8},         //
      {"G\r\nA: 012345678\0\r\n\r\n"s, 15},     // control characters in a value
      {"G\r\nA: 0123456789abcdef\x1F\r\n\r\n", 22},
      {"G\r\nA: \xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F\r\n\r\n", 13},
      {"G\r\nA: b\r\n\n", 9},  // bare LF as the empty line
      {"G\r\nA: b\r\n\rX", 10},
      {"G\r\nA: b\r\n\r\r\n", 10},
  };
  for (const auto& [text, offset] : table) expect_head_violation(text, {Rule::kHeaderSyntax, offset});
}

TEST(HeadReader, HoldsNoMoreThanTheLimits) {
  ws::Limits limits;
  limits.max_header_size = kHead.size();
  limits.max_header_count = 6;
  {
    ws::HeadReader reader(limits);
    EXPECT_EQ(reader.feed(ws::as_octets(std::string(kHead) + "frame")), kHead.size());
    expect_example(reader);
  }
  limits.max_header_count = 5;
  expect_head_violation(kHead, {Rule::kHeaderTooMany, kHead.find("Caf")}, limits);
  limits.max_header_count = 0;
  expect_head_violation("G\r\nA: b\r\n\r\n", {Rule::kHeaderTooMany, 3}, limits);
  limits = {};
  for (std::size_t size = 0; size < kHead.size(); ++size) {
    limits.max_header_size = size;
    expect_head_violation(kHead, {Rule::kHeaderTooLarge, size}, limits);
  }
}

TEST(HeadReader, RefusesAnEndlessHeadAtTheLimit) {
  // CVE-2023-43669 (each read parsed again from the start) and GHSA-2x63-gw47-w4mm (no limit).
  const ws::Limits limits;
  ws::HeadReader reader(limits);
  std::size_t taken = reader.feed(ws::as_octets("GET / HTTP/1.1\r\nCookie: "));
  std::size_t pieces = 0;
  for (; !reader.violation(); ++pieces) taken += reader.feed(ws::as_octets("x"));
  EXPECT_EQ(taken, limits.max_header_size);
  EXPECT_EQ(pieces, limits.max_header_size - 24 + 1);
  EXPECT_EQ(*reader.violation(), (Violation{Rule::kHeaderTooLarge, limits.max_header_size}));
}

TEST(HeadReader, TwoThousandFieldsAreTooMany) {
  // CVE-2024-37890: fields above the limit were dropped and the request went on without them.
  std::string text = "GET / HTTP/1.1\r\n";
  for (int i = 0; i < 2000; ++i) text += "a:b\r\n";
  ws::HeadReader reader{ws::Limits{}};
  reader.feed(ws::as_octets(text));
  EXPECT_EQ(reader.violation(), std::optional(Violation{Rule::kHeaderTooMany, 16 + 100 * 5}));
}

TEST(HeadReader, CutsNeverChangeTheVerdict) {
  std::mt19937 random(6455);
  constexpr std::string_view kAlphabet = "\r\n\r\n\r\nAb-: :\t \x01\x7F\x80,(";
  for (int round = 0; round < 3000; ++round) {
    std::string text = random() % 2 == 0 ? "G\r\n" : "";
    for (std::size_t size = random() % 40; size > 0; --size) text += kAlphabet[random() % kAlphabet.size()];
    ws::HeadReader whole{ws::Limits{}};
    ws::HeadReader cut{ws::Limits{}};
    const std::size_t taken = feed(whole, text, {});
    const std::size_t point = random() % (text.size() + 1);
    EXPECT_EQ(feed(cut, text, random() % 2 == 0 ? every_octet(text) : std::vector{point}), taken);
    EXPECT_EQ(whole.complete(), cut.complete());
    EXPECT_EQ(whole.violation(), cut.violation());
    if (!whole.complete() || !cut.complete()) continue;
    ASSERT_EQ(whole.head().field_count(), cut.head().field_count());
    for (std::size_t i = 0; i < whole.head().field_count(); ++i) {
      EXPECT_EQ(whole.head().field(i), cut.head().field(i));
    }
  }
}

}  // namespace
