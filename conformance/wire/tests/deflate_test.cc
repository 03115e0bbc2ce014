#include "conformance/wire/deflate.h"

#include <gmock/gmock.h>

#include <stdexcept>
#include <string>

#include "conformance/wire/tests/octets.h"

namespace gauntlet::wire {
namespace {

using testing::Each;
using testing::Eq;
using testing::Optional;
using testing::SizeIs;

constexpr std::uint64_t kNoLimit = 1U << 30;

std::string inflated(Decompressor& decompressor, const Bytes& message) {
  const auto result = decompressor.message(message, kNoLimit);
  return result.error ? "error: " + *result.error : text_of(result.octets);
}
std::string inflated(const Bytes& message) {
  Decompressor decompressor(15, false);
  return inflated(decompressor, message);
}

/// Text as it is sent: repetitive, but not too much.
Bytes prose(std::mt19937& random, std::size_t size) {
  constexpr std::string_view kWords[] = {"the ",      "frame ", "mask ", "of ",    "key ",
                                         "{\"id\": ", "0.5",    "\n",    "close ", "a"};
  std::string text;
  while (text.size() < size) text += kWords[random() % std::size(kWords)];
  text.resize(size);
  return octets_of(text);
}

const DeflateLibrary& zlib() { return deflate_libraries().back(); }

TEST(Decompressor, ExamplesOfSection7_2_3) {
  Decompressor decompressor(15, false);
  EXPECT_EQ(inflated(decompressor, {0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}), "Hello");
  EXPECT_EQ(inflated(decompressor, {0xF2, 0x00, 0x11, 0x00, 0x00}), "Hello") << "from the window";
  EXPECT_EQ(inflated({0x00, 0x05, 0x00, 0xFA, 0xFF, 0x48, 0x65, 0x6C, 0x6C, 0x6F, 0x00}), "Hello");
  EXPECT_EQ(inflated({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00}), "Hello") << "BFINAL";
  EXPECT_EQ(inflated({0xF2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xCA, 0xC9, 0xC9, 0x07, 0x00}), "Hello");
  EXPECT_EQ(inflated({0x00}), "");
}

TEST(Decompressor, TheWindowEndsWithTheMessageIfAgreed) {
  Decompressor decompressor(15, true);
  EXPECT_EQ(inflated(decompressor, {0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}), "Hello");
  EXPECT_EQ(inflated(decompressor, {0xF2, 0x00, 0x11, 0x00, 0x00}), "error: data does not inflate");
}

/// BFINAL ends nothing: neither the message nor the window.
TEST(Decompressor, SeveralMembers) {
  const Bytes hello{0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00};  // BFINAL, padded to the octet
  const Bytes again{0xF3, 0x00, 0x11, 0x00};                    // the same, from the window
  EXPECT_EQ(inflated(joined(joined(hello, hello), {0x00})), "HelloHello");
  EXPECT_EQ(inflated(joined(joined(hello, again), {0x00})), "HelloHello");
  Decompressor decompressor(15, false);
  EXPECT_EQ(inflated(decompressor, joined(hello, {0x00})), "Hello");
  EXPECT_EQ(inflated(decompressor, joined(again, {0x00})), "Hello");
  EXPECT_EQ(inflated({0x01, 0x01, 0x00, 0xFE, 0xFF, 'x', 0x00}), "x") << "stored, with BFINAL";
}

TEST(Decompressor, EmptyBlocks) {
  EXPECT_EQ(inflated({0x00, 0x00, 0x00, 0xFF, 0xFF, 0x00}), "");
  EXPECT_EQ(inflated({0x02, 0x00}), "") << "an empty block with fixed codes, then the header of the stored one";
  EXPECT_EQ(inflated({0x03, 0x00, 0x00}), "");
}

TEST(Decompressor, WhatDoesNotInflate) {
  EXPECT_EQ(inflated({0x06}), "error: data does not inflate") << "block type 3";
  EXPECT_EQ(inflated({0x00, 0x05, 0x00, 0xFA, 0xFE, 'H', 'e', 'l', 'l', 'o', 0x00}), "error: data does not inflate")
      << "the complement of the length";
  EXPECT_EQ(inflated({0xF2, 0x00, 0x11, 0x00, 0x00}), "error: data does not inflate") << "before the beginning";
  EXPECT_EQ(inflated({0xFC, 0xFF, 0xFF, 0x00}), "error: data does not inflate") << "too many codes";
}

/// Every beginning of a message, without the rest.
TEST(Decompressor, WhatIsIncomplete) {
  const Bytes hello{0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00};
  for (std::size_t size = 0; size < hello.size(); ++size)
    EXPECT_THAT(inflated(Bytes(hello.begin(), hello.begin() + static_cast<long>(size))),
                testing::StartsWith("error: "));
  EXPECT_EQ(inflated({}), "error: incomplete") << "the tail alone is no block";
  EXPECT_EQ(inflated({0x00, 0xFF, 0x00, 0x00, 0xFF, 'x'}), "error: incomplete");
  EXPECT_EQ(inflated({0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}), "error: incomplete")
      << "BFINAL without the header of an empty stored block";
}

TEST(Decompressor, Limit) {
  Compressor compressor(15, true);
  Decompressor decompressor(15, true);
  std::mt19937 random(4);
  for (const std::size_t size : {1U, 3U, 258U, 5000U, 70000U}) {
    for (const Bytes& payload : {Bytes(size, 'z'), prose(random, size), random_octets(random, size)}) {
      const Bytes message = compressor.message(payload);
      EXPECT_EQ(decompressor.message(message, size).error, std::nullopt);
      EXPECT_EQ(decompressor.message(message, UINT64_MAX).octets, payload);
      for (const std::size_t limit : {size - 1, size / 2, std::size_t{0}}) {
        const auto cut = decompressor.message(message, limit);
        EXPECT_THAT(cut.error, Optional("more than " + std::to_string(limit) + " octets"));
        EXPECT_EQ(cut.octets, Bytes(payload.begin(), payload.begin() + static_cast<long>(limit)));
      }
    }
  }
  EXPECT_EQ(decompressor.message(Bytes{0x00}, 0).error, std::nullopt);
}

/// Inflating stops at the limit, it does not only look at the result.
TEST(Decompressor, Bomb) {
  Compressor compressor(15, false);
  const Bytes bomb = compressor.message(Bytes(64U << 20));
  Decompressor decompressor(15, false);
  EXPECT_THAT(decompressor.message(bomb, 1000).octets, SizeIs(1000));
}

/// A distance of exactly the window is right, one more is not, within a message and across two.
TEST(Decompressor, TheAgreedWindowAndNoMore) {
  std::mt19937 random(5);
  for (int bits = 8; bits <= 14; ++bits) {
    const std::size_t window = std::size_t{1} << bits;
    for (const std::size_t distance : {window, window + 1}) {
      const Bytes once = random_octets(random, distance);
      const std::string expected = distance == window ? ""
                                                      : "data reaches back " + std::to_string(distance) +
                                                            " octets, beyond the window of " + std::to_string(window);
      Compressor wide(15, false, zlib());
      Decompressor in_one(bits, false);
      EXPECT_EQ(in_one.message(wide.message(joined(once, once)), kNoLimit).error.value_or(""), expected);

      Compressor wide_too(15, false, zlib());
      Decompressor in_two(bits, false);
      EXPECT_EQ(in_two.message(wide_too.message(once), kNoLimit).error, std::nullopt);
      EXPECT_EQ(in_two.message(wide_too.message(once), kNoLimit).error.value_or(""), expected);
    }
  }
}

class CompressorTest : public testing::TestWithParam<DeflateLibrary> {};

TEST_P(CompressorTest, RoundTrips) {
  std::mt19937 random(6);
  for (int bits = 8; bits <= 15; ++bits) {
    for (const bool no_context_takeover : {false, true}) {
      Compressor compressor(bits, no_context_takeover, GetParam());
      Decompressor decompressor(bits, no_context_takeover);
      for (const std::size_t size : {0U, 1U, 2U, 60U, 0U, 1000U, 0U, 0U, 32768U, 70000U, 300000U}) {
        for (const Bytes& payload : {prose(random, size), random_octets(random, size), Bytes(size, 'a')}) {
          const auto result = decompressor.message(compressor.message(payload), kNoLimit);
          ASSERT_EQ(result.error, std::nullopt) << bits << " " << size;
          ASSERT_EQ(result.octets, payload) << bits << " " << size;
        }
      }
    }
  }
}

TEST_P(CompressorTest, ContextTakeover) {
  std::mt19937 random(7);
  const Bytes payload = random_octets(random, 500);
  Compressor fresh(15, true, GetParam()), going_on(15, false, GetParam());
  const Bytes alone = fresh.message(payload);
  EXPECT_EQ(fresh.message(payload), alone);
  EXPECT_EQ(going_on.message(payload), alone);
  EXPECT_LT(going_on.message(payload).size(), alone.size() / 10);
}

TEST_P(CompressorTest, EmptyMessageIsOneOctet) {
  Compressor compressor(15, false, GetParam());
  EXPECT_EQ(compressor.message({}), Bytes{0x00});
  EXPECT_EQ(compressor.message({}), Bytes{0x00});
}

TEST_P(CompressorTest, CanBeMoved) {
  Compressor compressor(15, false, GetParam());
  Decompressor decompressor(15, false);
  EXPECT_EQ(inflated(decompressor, compressor.message(octets_of("one and one"))), "one and one");
  Compressor other = std::move(compressor);
  Decompressor its_reader = std::move(decompressor);
  EXPECT_EQ(inflated(its_reader, other.message(octets_of("one and one"))), "one and one");
}

INSTANTIATE_TEST_SUITE_P(With, CompressorTest, testing::ValuesIn(deflate_libraries()),
                         [](const auto& test) { return std::string(test.param.name); });

/// Section 7.2.3.1: what zlib makes of "Hello" is the example.
TEST(Compressor, Hello) {
  Compressor compressor(15, false, zlib());
  EXPECT_EQ(compressor.message(octets_of("Hello")), (Bytes{0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00}));
}

TEST(WindowBits, OutOfRange) {
  for (const int bits : {-15, 0, 7, 16}) EXPECT_THROW(Compressor(bits, false), std::invalid_argument);
  for (const int bits : {-15, 0, 7, 16}) EXPECT_THROW(Decompressor(bits, false), std::invalid_argument);
}

}  // namespace
}  // namespace gauntlet::wire
