#include "conformance/wire/frame.h"

#include <gmock/gmock.h>

#include "conformance/wire/tests/octets.h"

namespace gauntlet::wire {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kKey = 0x37FA213D;

Bytes first(const Bytes& octets, std::size_t count) {
  return {octets.begin(), octets.begin() + static_cast<long>(count)};
}

/// The examples of section 5.7.
TEST(Encode, TextInOneFrame) {
  EXPECT_THAT(encode({.payload = octets_of("Hello")}), ElementsAre(0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F));
}
TEST(Encode, MaskedText) {
  EXPECT_THAT(encode({.masking_key = kKey, .payload = octets_of("Hello")}),
              ElementsAre(0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58));
}
TEST(Encode, Fragments) {
  EXPECT_THAT(encode({.fin = false, .payload = octets_of("Hel")}), ElementsAre(0x01, 0x03, 0x48, 0x65, 0x6C));
  EXPECT_THAT(encode({.opcode = 0, .payload = octets_of("lo")}), ElementsAre(0x80, 0x02, 0x6C, 0x6F));
}
TEST(Encode, PingAndMaskedPong) {
  EXPECT_THAT(encode({.opcode = 9, .payload = octets_of("Hello")}),
              ElementsAre(0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F));
  EXPECT_THAT(encode({.opcode = 10, .masking_key = kKey, .payload = octets_of("Hello")}),
              ElementsAre(0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58));
}
TEST(Encode, LongBinary) {
  const Bytes medium = encode({.opcode = 2, .payload = Bytes(256)});
  EXPECT_EQ(medium.size(), 4U + 256U);
  EXPECT_THAT(first(medium, 4), ElementsAre(0x82, 0x7E, 0x01, 0x00));
  const Bytes large = encode({.opcode = 2, .payload = Bytes(65536)});
  EXPECT_EQ(large.size(), 10U + 65536U);
  EXPECT_THAT(first(large, 10), ElementsAre(0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0));
}

TEST(Encode, EveryFirstOctet) {
  for (unsigned octet = 0; octet < 256; ++octet) {
    const Bytes out = encode({.fin = octet >= 128,
                              .rsv = static_cast<std::uint8_t>(octet / 16 % 8),
                              .opcode = static_cast<std::uint8_t>(octet % 16)});
    EXPECT_THAT(out, ElementsAre(octet, 0));
  }
}

TEST(Encode, ShortestFormAtItsBounds) {
  const auto size_of_header = [](std::size_t length) { return encode({.payload = Bytes(length)}).size() - length; };
  EXPECT_EQ(size_of_header(0), 2U);
  EXPECT_EQ(size_of_header(125), 2U);
  EXPECT_EQ(size_of_header(126), 4U);
  EXPECT_EQ(size_of_header(65535), 4U);
  EXPECT_EQ(size_of_header(65536), 10U);
}

TEST(Encode, FormsThatAreNotShortest) {
  EXPECT_THAT(encode({.length_form = LengthForm::k16}), ElementsAre(0x81, 126, 0, 0));
  EXPECT_THAT(encode({.length_form = LengthForm::k64, .payload = {7}}),
              ElementsAre(0x81, 127, 0, 0, 0, 0, 0, 0, 0, 1, 7));
  EXPECT_THAT(encode({.masking_key = 0U, .length_form = LengthForm::k16}), ElementsAre(0x81, 0xFE, 0, 0, 0, 0, 0, 0));
}

TEST(Encode, LengthsThatLie) {
  EXPECT_THAT(encode({.declared_length = 5, .payload = {1}}), ElementsAre(0x81, 5, 1));
  EXPECT_THAT(encode({.declared_length = 0xFFFFFFFFFFFFFFFF}),
              ElementsAre(0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255));
  EXPECT_THAT(encode({.declared_length = 0x8000000000000000}), ElementsAre(0x81, 127, 0x80, 0, 0, 0, 0, 0, 0, 0));
}

TEST(Encode, LengthsThatDoNotFitKeepTheirLowBits) {
  EXPECT_THAT(encode({.length_form = LengthForm::k7, .declared_length = 0x1FF}), ElementsAre(0x81, 0x7F));
  EXPECT_THAT(encode({.length_form = LengthForm::k7, .declared_length = 0x80}), ElementsAre(0x81, 0x00));
  EXPECT_THAT(encode({.length_form = LengthForm::k16, .declared_length = 0x12345}), ElementsAre(0x81, 126, 0x23, 0x45));
}

/// Section 5.3, octet by octet.
TEST(Masked, EveryPhaseAndLength) {
  const Bytes key{0x37, 0xFA, 0x21, 0x3D};
  std::mt19937 random(1);
  for (std::size_t size = 0; size <= 40; ++size) {
    const Bytes payload = random_octets(random, size);
    for (std::uint64_t phase : {0ULL, 1ULL, 2ULL, 3ULL, 4ULL, 7ULL, 0xFFFFFFFFFFFFFFF1ULL}) {
      Bytes expected = payload;
      for (std::size_t i = 0; i < size; ++i) expected[i] ^= key[(phase + i) % 4];
      EXPECT_EQ(masked(payload, kKey, phase), expected) << size << " " << phase;
      EXPECT_EQ(masked(expected, kKey, phase), payload);
    }
  }
}

TEST(Masked, InAnyTwoPieces) {
  std::mt19937 random(2);
  const Bytes payload = random_octets(random, 67);
  const Bytes whole = masked(payload, kKey);
  for (std::size_t cut = 0; cut <= payload.size(); ++cut) {
    const View view(payload);
    EXPECT_EQ(joined(masked(view.first(cut), kKey), masked(view.subspan(cut), kKey, cut)), whole);
  }
}

}  // namespace
}  // namespace gauntlet::wire
