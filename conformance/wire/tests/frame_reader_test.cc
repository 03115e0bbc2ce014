#include "conformance/wire/frame_reader.h"

#include <gmock/gmock.h>

#include <map>
#include <string>

#include "conformance/wire/tests/octets.h"
#include "conformance/wire/tests/read_frames.h"

namespace gauntlet::wire {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr FrameReader::Rules kServerSends{.expect_masked = false, .rsv1_negotiated = false};
constexpr FrameReader::Rules kClientSends{.expect_masked = true, .rsv1_negotiated = false};
constexpr FrameReader::Rules kCompressed{.expect_masked = false, .rsv1_negotiated = true};

TEST(FrameReader, ExamplesOfSection5_7) {
  const auto hello = read_frames(kServerSends, {0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F});
  ASSERT_THAT(hello, SizeIs(1));
  EXPECT_EQ(hello[0].start.opcode, 1);
  EXPECT_TRUE(hello[0].start.fin);
  EXPECT_EQ(text_of(hello[0].payload), "Hello");
  EXPECT_TRUE(hello[0].ended);

  const auto masked_hello =
      read_frames(kClientSends, {0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58});
  ASSERT_THAT(masked_hello, SizeIs(1));
  EXPECT_EQ(masked_hello[0].start.masking_key, 0x37FA213DU);
  EXPECT_EQ(text_of(masked_hello[0].payload), "Hello");

  const auto fragments = read_frames(kServerSends, {0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F});
  ASSERT_THAT(fragments, SizeIs(2));
  EXPECT_FALSE(fragments[0].start.fin);
  EXPECT_EQ(fragments[1].start.offset, 5U);
  EXPECT_EQ(fragments[1].payload_offset, 7U);
  for (const auto& frame : fragments) EXPECT_THAT(frame.start.violations, IsEmpty());
}

/// What was written is read again: every opcode, every form of length, with and without a key.
TEST(FrameReader, RoundTrips) {
  std::mt19937 random(3);
  for (const std::size_t size : {0U, 1U, 124U, 125U, 126U, 127U, 255U, 256U, 65535U, 65536U, 65537U}) {
    for (std::uint8_t opcode = 0; opcode < 16; ++opcode) {
      for (const bool mask : {false, true}) {
        Frame frame{.fin = opcode % 3 != 0, .opcode = opcode, .payload = random_octets(random, size)};
        if (mask) frame.masking_key = static_cast<std::uint32_t>(random());
        const auto read = read_frames(mask ? kClientSends : kServerSends, encode(frame));
        ASSERT_THAT(read, SizeIs(1));
        EXPECT_EQ(read[0].start.fin, frame.fin);
        EXPECT_EQ(read[0].start.opcode, opcode);
        EXPECT_EQ(read[0].start.masking_key, frame.masking_key);
        EXPECT_EQ(read[0].start.length, size);
        EXPECT_EQ(read[0].payload, frame.payload);
        EXPECT_TRUE(read[0].ended);
      }
    }
  }
}

/// A stream with a bit of everything, in any two pieces, and octet by octet: always the same frames.
TEST(FrameReader, EverySplit) {
  Bytes stream;
  const auto add = [&](const Frame& frame) { stream = joined(stream, encode(frame)); };
  add({.fin = false, .rsv = 4, .masking_key = 0x01020304U, .payload = octets_of("Hel")});
  add({.opcode = 9, .masking_key = 0xA0B0C0D0U, .payload = octets_of("ping")});
  add({.rsv = 3, .opcode = 0, .length_form = LengthForm::k16, .payload = octets_of("lo")});
  add({.fin = false, .opcode = 12, .masking_key = 5U, .payload = Bytes(126, 'x')});
  add({.opcode = 2, .masking_key = 0U, .length_form = LengthForm::k64, .payload = Bytes(33, 'y')});
  add({.opcode = 0, .payload = {}});
  add({.opcode = 8, .masking_key = 0xFFFFFFFFU, .declared_length = 9, .payload = {3, 232}});

  const FrameReader::Rules rules{.expect_masked = true, .rsv1_negotiated = true};
  const auto whole = read_frames(rules, stream);
  EXPECT_THAT(whole, SizeIs(7));
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    FramesRead pieces(rules);
    pieces.feed(View(stream).first(cut));
    pieces.feed(View(stream).subspan(cut));
    EXPECT_EQ(pieces.frames(), whole) << cut;
  }
  FramesRead octets(rules);
  for (std::size_t at = 0; at < stream.size(); ++at) octets.feed(View(stream).subspan(at, 1));
  EXPECT_EQ(octets.frames(), whole);
}

TEST(FrameReader, PayloadComesAsItIsFed) {
  FrameReader reader(kServerSends);
  reader.feed(Bytes{0x82, 3, 'a'});
  ASSERT_TRUE(std::holds_alternative<FrameStart>(reader.next().value()));
  EXPECT_THAT(std::get<PayloadPiece>(reader.next().value()).octets, ElementsAre('a'));
  EXPECT_EQ(reader.next(), std::nullopt);
  EXPECT_EQ(reader.offset(), 3U);
  reader.feed(Bytes{'b', 'c', 0x81});
  const auto piece = std::get<PayloadPiece>(reader.next().value());
  EXPECT_THAT(piece.octets, ElementsAre('b', 'c'));
  EXPECT_EQ(piece.offset, 3U);
  EXPECT_EQ(std::get<FrameEnd>(reader.next().value()).opcode, 2);
  EXPECT_EQ(reader.next(), std::nullopt);
  EXPECT_EQ(reader.offset(), 6U);
}

TEST(FrameReader, InsideAMessage) {
  FrameReader reader(kServerSends);
  const auto inside_after = [&](const Bytes& octets) {
    reader.feed(octets);
    return reader.inside_message();
  };
  EXPECT_FALSE(inside_after({0x81, 1, 'x'}));
  EXPECT_FALSE(inside_after({0x01}));
  EXPECT_TRUE(inside_after({0x02}));
  EXPECT_TRUE(inside_after({'a', 'b'}));
  EXPECT_TRUE(inside_after({0x89, 0x00}));
  EXPECT_TRUE(inside_after({0x00, 0x00}));
  EXPECT_TRUE(inside_after({0x80, 0x01}));
  EXPECT_FALSE(inside_after({'c'}));
}

TEST(FrameReader, EarlyViolationComesWithItsOctet) {
  FrameReader reader(kClientSends);
  reader.feed(Bytes{0xC1});
  EXPECT_EQ(std::get<EarlyViolation>(reader.next().value()).violation, (WireViolation{"reserved-bits", 0}));
  reader.feed(Bytes{0x01});  // mask-required: certain now, but no longer the first
  const auto start = std::get<FrameStart>(reader.next().value());
  EXPECT_THAT(start.violations, ElementsAre(WireViolation{"reserved-bits", 0}, WireViolation{"mask-required", 1}));
  EXPECT_EQ(reader.next(), std::nullopt);
}

/// A length of almost 2^64 is only a number.
TEST(FrameReader, HugeLength) {
  const auto frames = read_frames(kServerSends, {0x82, 127, 255, 255, 255, 255, 255, 255, 255, 255, 'a', 'b'});
  ASSERT_THAT(frames, SizeIs(1));
  EXPECT_EQ(frames[0].start.length, 0xFFFFFFFFFFFFFFFFU);
  EXPECT_THAT(frames[0].start.violations, ElementsAre(WireViolation{"length-top-bit", 2}));
  EXPECT_EQ(text_of(frames[0].payload), "ab");
  EXPECT_FALSE(frames[0].ended);
}

/// Each rule, broken once, behind an octet of legal stream: which octet makes it certain.
struct BrokenRule {
  FrameReader::Rules rules;
  Bytes before;
  Bytes header;
  std::vector<WireViolation> expected;
};

TEST(FrameReader, EveryRuleAtItsOctet) {
  const Bytes ping{0x89, 0x00}, open{0x01, 0x00};
  const std::vector<BrokenRule> table{
      {kServerSends, ping, {0xC1, 0}, {{"reserved-bits", 2}}},
      {kServerSends, ping, {0xF1, 0}, {{"reserved-bits", 2}}},
      {kServerSends, open, {0xC0, 0}, {{"reserved-bits", 2}}},
      {kServerSends, ping, {0xC9, 0}, {{"reserved-bits", 2}}},
      {kCompressed, ping, {0xC1, 0}, {}},
      {kCompressed, ping, {0xD2, 0}, {{"reserved-bits", 2}}},
      {kCompressed, ping, {0xC9, 0}, {{"compressed-control", 2}}},
      {kCompressed, open, {0xC0, 0}, {{"compressed-continuation", 2}}},
      {kCompressed, open, {0xE0, 0}, {{"reserved-bits", 2}, {"compressed-continuation", 2}}},
      {kServerSends, ping, {0x83, 0}, {{"reserved-opcode", 2}}},
      {kServerSends, ping, {0x87, 0}, {{"reserved-opcode", 2}}},
      {kServerSends, ping, {0x8B, 0}, {{"reserved-opcode", 2}}},
      {kServerSends, open, {0x8F, 0}, {{"reserved-opcode", 2}}},
      {kServerSends, open, {0x84, 0}, {{"reserved-opcode", 2}, {"expected-continuation", 2}}},
      {kServerSends, ping, {0x0A, 0}, {{"control-fragmented", 2}}},
      {kServerSends, ping, {0x80, 0}, {{"unexpected-continuation", 2}}},
      {kServerSends, open, {0x82, 0}, {{"expected-continuation", 2}}},
      {kClientSends, {}, {0x81, 0}, {{"mask-required", 1}}},
      {kServerSends, ping, {0x81, 0x80, 1, 2, 3, 4}, {{"mask-forbidden", 3}}},
      {kServerSends, ping, {0x88, 126, 0, 126}, {{"control-too-long", 3}}},
      {kServerSends, ping, {0x88, 126, 0, 125}, {{"control-too-long", 3}, {"length-not-minimal", 5}}},
      {kServerSends, ping, {0x89, 127, 0, 0, 0, 0, 0, 1, 0, 0}, {{"control-too-long", 3}}},
      {kServerSends, ping, {0x82, 126, 0, 125}, {{"length-not-minimal", 5}}},
      {kServerSends, ping, {0x82, 126, 0, 126}, {}},
      {kServerSends, ping, {0x82, 127, 0, 0, 0, 0, 0, 0, 255, 255}, {{"length-not-minimal", 11}}},
      {kServerSends, ping, {0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}, {}},
      {kServerSends, ping, {0x82, 127, 128, 0, 0, 0, 0, 0, 0, 0}, {{"length-top-bit", 4}}},
      {kServerSends, ping, {0x82, 127, 127, 255, 255, 255, 255, 255, 255, 255}, {}},
      {kServerSends,
       ping,
       {0x7B, 0xFE, 0, 0, 1, 2, 3, 4},
       {{"reserved-bits", 2},
        {"reserved-opcode", 2},
        {"control-fragmented", 2},
        {"mask-forbidden", 3},
        {"control-too-long", 3},
        {"length-not-minimal", 5}}},
  };
  for (const BrokenRule& row : table) {
    FramesRead read(row.rules);
    read.feed(row.before);
    for (std::size_t at = 0; at < row.header.size(); ++at) {
      read.feed(View(row.header).subspan(at, 1));
      // The first violation is told on its very octet.
      const bool due = !row.expected.empty() && row.before.size() + at >= row.expected[0].offset;
      EXPECT_EQ(read.early().empty(), !due) << testing::PrintToString(row.header) << " at " << at;
    }
    const auto& last = read.frames().back();
    EXPECT_EQ(last.start.violations, row.expected) << testing::PrintToString(row.header);
    EXPECT_THAT(read.early(), SizeIs(row.expected.empty() ? 0 : 1));
    if (!row.expected.empty()) {
      EXPECT_EQ(read.early().at(0), row.expected[0]);
    }
  }
}

/// After a violation the reader goes on as if the frame had been allowed.
TEST(FrameReader, MessageStateAfterViolations) {
  const auto rules_of = [](const Bytes& stream) {
    std::string rules;
    for (const auto& frame : read_frames(kServerSends, stream)) {
      for (const auto& violation : frame.start.violations) rules.append(violation.rule).append(" ");
      rules += "| ";
    }
    return rules;
  };
  EXPECT_EQ(rules_of({0x03, 0, 0x80, 0}), "reserved-opcode | | ") << "3 begins a message";
  EXPECT_EQ(rules_of({0x83, 0, 0x80, 0}), "reserved-opcode | unexpected-continuation | ") << "3 with FIN is one";
  EXPECT_EQ(rules_of({0x0B, 0, 0x80, 0}), "reserved-opcode control-fragmented | unexpected-continuation | ");
  EXPECT_EQ(rules_of({0x01, 0, 0x8B, 0, 0x80, 0}), "| reserved-opcode | | ") << "11 leaves the message alone";
  EXPECT_EQ(rules_of({0x00, 0, 0x80, 0}), "unexpected-continuation | | ") << "a continuation begins one";
  EXPECT_EQ(rules_of({0x01, 0, 0x02, 0, 0x80, 0}), "| expected-continuation | | ") << "the message goes on";
  EXPECT_EQ(rules_of({0x01, 0, 0x82, 0, 0x80, 0}), "| expected-continuation | unexpected-continuation | ");
  EXPECT_EQ(rules_of({0x01, 0, 0x09, 0, 0x80, 0}), "| control-fragmented | | ");
}

/// What the RFC says of the first two octets, one sentence a line.
std::string reference(unsigned first, unsigned second, FrameReader::Rules rules, bool inside) {
  const unsigned opcode = first % 16, length = second % 128;
  const bool fin = first / 128 == 1, rsv1 = first / 64 % 2 == 1, rsv2 = first / 32 % 2 == 1, rsv3 = first / 16 % 2 == 1;
  const bool mask = second / 128 == 1, control = opcode > 7;
  std::string out;
  if (rsv2 || rsv3 || (rsv1 && !rules.rsv1_negotiated)) out += "reserved-bits ";
  if (rsv1 && rules.rsv1_negotiated && control) out += "compressed-control ";
  if (rsv1 && rules.rsv1_negotiated && opcode == 0) out += "compressed-continuation ";
  if (opcode != 0 && opcode != 1 && opcode != 2 && opcode != 8 && opcode != 9 && opcode != 10)
    out += "reserved-opcode ";
  if (control && !fin) out += "control-fragmented ";
  if (opcode == 0 && !inside) out += "unexpected-continuation ";
  if (opcode > 0 && !control && inside) out += "expected-continuation ";
  if (rules.expect_masked && !mask) out += "mask-required ";
  if (!rules.expect_masked && mask) out += "mask-forbidden ";
  if (control && length > 125) out += "control-too-long ";
  return out;
}

TEST(FrameReader, AllFirstTwoOctets) {
  for (unsigned both = 0; both < 65536 * 8U; ++both) {
    const unsigned first = both >> 8 & 0xFF, second = both & 0xFF;
    const FrameReader::Rules rules{.expect_masked = (both >> 16 & 1) != 0, .rsv1_negotiated = (both >> 17 & 1) != 0};
    const bool inside = both >> 18 != 0;
    FrameReader reader(rules);
    Bytes stream;
    if (inside) stream = rules.expect_masked ? Bytes{0x01, 0x80, 0, 0, 0, 0} : Bytes{0x01, 0x00};
    const std::size_t before = stream.size();
    stream.push_back(static_cast<std::uint8_t>(first));
    stream.push_back(static_cast<std::uint8_t>(second));
    // The rest of the longest header; as lengths these octets are the shortest form.
    stream.insert(stream.end(), {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    reader.feed(stream);
    std::string rules_found;
    while (const auto item = reader.next()) {
      const auto* start = std::get_if<FrameStart>(&*item);
      if (start == nullptr || start->offset != before) continue;
      for (const auto& violation : start->violations) {
        rules_found.append(violation.rule).append(" ");
        const bool second_octet = violation.rule.starts_with("mask-") || violation.rule == "control-too-long";
        ASSERT_EQ(violation.offset, before + (second_octet ? 1 : 0));
      }
      ASSERT_EQ(start->masking_key.has_value(), second >= 128);
      ASSERT_EQ(start->length, second % 128 < 126 ? second % 128 : second % 128 == 126 ? 0x0102U : 0x0102030405060708U);
      break;
    }
    ASSERT_EQ(rules_found, reference(first, second, rules, inside)) << first << " " << second << " " << (both >> 16);
  }
}

}  // namespace
}  // namespace gauntlet::wire
