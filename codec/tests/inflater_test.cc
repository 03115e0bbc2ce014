#include <gtest/gtest.h>
#include <zlib.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "deflate_messages.h"
#include "ws/permessage_deflate.h"

// Decompression, RFC 7692 section 7.2.2

namespace {

using deflate_messages::Bytes;
using deflate_messages::deflate_message;
using deflate_messages::expect_broken;
using deflate_messages::expect_text;
using deflate_messages::inflate_message;
using deflate_messages::kWindow;
using deflate_messages::make_payload;
using ws::Rule;

TEST(Inflater, ReadsTheExamplesOfTheRfcInEveryPiece) {
  const std::vector<Bytes> examples = {
      {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00},                                      // 7.2.3.1
      {0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00},              // 7.2.3.3, stored
      {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00},                                // 7.2.3.4, BFINAL
      {0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00},  // 7.2.3.5, two blocks
  };
  for (const Bytes& example : examples) {
    for (std::size_t piece = 1; piece <= example.size(); ++piece) {
      ws::Inflater inflater(kWindow, false);
      expect_text(inflate_message(inflater, example, piece), "Hello");
      // 7.2.3.2: the window is shared with the message before, whatever its blocks.
      expect_text(inflate_message(inflater, Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}, piece), "Hello");
      expect_text(inflate_message(inflater, Bytes{0x00}), "");  // 7.2.3.6
      expect_text(inflate_message(inflater, example, piece), "Hello");
    }
  }
}

TEST(Inflater, ForgetsTheWindowIfAgreed) {
  ws::Inflater inflater(kWindow, true);
  for (int i = 0; i < 3; ++i) {
    expect_text(inflate_message(inflater, Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}), "Hello");
    expect_text(inflate_message(inflater, Bytes{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00}), "Hello");
  }
  expect_broken(inflate_message(inflater, Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}), Rule::kInflateFailed);
}

TEST(Inflater, RefusesWhatIsIncompleteAfterTheTail) {
  for (const Bytes& message : std::vector<Bytes>{
           {},                                          // not even an empty block
           {0x2a},                                      // beast#3028: made 65536 octets of the tail
           {0x03},                                      // ends inside the tail
           {0xf2},                                      //
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07},        // without its end
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9},              //
           {0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65},  // stored, cut
           {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00},  // nothing after BFINAL (7.2.3.4)
           {0x06},                                      // block type 3
           {0xff, 0xff, 0xff, 0xff},                    //
           {0x00, 0x05, 0x00, 0x00, 0x00},              // a length without its complement
           {0xf2, 0x00, 0x11, 0x00, 0x00},              // a distance before the first octet
           {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00, 0x00, 0xff, 0xff},  // the tail was not removed
           {0x00, 0x00},                                                        //
           {0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x2a},
       }) {
    for (std::size_t piece = 1; piece <= message.size() + 1; ++piece) {
      expect_broken(inflate_message(message, piece), Rule::kInflateFailed);
    }
  }
  // An empty message is not made complete by the BFINAL of the one before.
  ws::Inflater inflater(kWindow, false);
  expect_text(inflate_message(inflater, Bytes{0x01}), "");  // the tail completes an empty block
  expect_broken(inflate_message(inflater, {}), Rule::kInflateFailed);
}

TEST(Inflater, StopsAtTheLimit) {
  const Bytes hello = {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
  for (std::size_t piece = 1; piece <= hello.size(); ++piece) {
    for (std::uint64_t limit = 0; limit < 5; ++limit) {
      expect_broken(inflate_message(hello, piece, limit), Rule::kInflatedTooBig);
    }
    expect_text(inflate_message(hello, piece, 5), "Hello");
  }
  expect_text(inflate_message(Bytes{0x00}, 1, 0), "");
}

TEST(Inflater, ABombStaysSmall) {
  constexpr std::size_t kSize = 4U << 20;
  ws::Deflater deflater(15, true, 9);
  const Bytes bomb = deflate_message(deflater, Bytes(kSize));
  ASSERT_LT(bomb.size(), kSize / 500);
  for (const std::size_t limit :
       {std::size_t{65536}, kSize - 1, std::size_t{65535}, std::size_t{16384}, std::size_t{16383}}) {
    Bytes out;
    ws::Inflater inflater(kWindow, false);
    EXPECT_EQ(inflater.feed(bomb, out, limit), Rule::kInflatedTooBig);
    EXPECT_LE(out.size(), limit);
    EXPECT_LE(out.capacity(), 2 * limit);
  }
  for (const std::size_t limit : {kSize, kSize + 1}) {
    const auto result = inflate_message(bomb, 1000, limit);
    ASSERT_TRUE(std::holds_alternative<Bytes>(result));
    EXPECT_EQ(std::get<Bytes>(result), Bytes(kSize));
  }
}

TEST(Inflater, ManyFinalBlocksAreLinear) {
  // aiohttp#13098: each tiny series of blocks copied the window, so cost grew with the square.
  ws::Inflater inflater(kWindow, false);
  expect_text(inflate_message(inflater, Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}), "Hello");
  constexpr std::size_t kCount = 100'000;
  Bytes message;
  for (std::size_t i = 0; i < kCount; ++i) message.insert(message.end(), {0x03, 0x00});  // empty, BFINAL
  message.insert(message.end(), {0xf2, 0x00, 0x11, 0x00, 0x00});
  const std::uint64_t before = inflater.steps();
  expect_text(inflate_message(inflater, message), "Hello");
  EXPECT_LE(inflater.steps() - before, kCount + 4);
}

TEST(Inflater, GarbageHasOneVerdictHoweverItIsCut) {
  std::mt19937 random(7692);
  const Bytes start = {0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
  std::size_t inflated = 0;
  for (int round = 0; round < 4000; ++round) {
    Bytes message = make_payload(1 + random() % 24, 0, random);
    if (random() % 2 == 0)
      message.insert(message.begin(), start.begin(), start.begin() + static_cast<int>(random() % 15));
    const std::uint64_t limit = random() % 2 == 0 ? 300 : random() % 20;
    const auto expected = inflate_message(message, message.size(), limit);
    inflated += std::holds_alternative<Bytes>(expected) ? 1U : 0U;
    for (std::size_t piece = 1; piece < message.size(); ++piece) {
      EXPECT_EQ(inflate_message(message, piece, limit), expected) << "round " << round << ", pieces of " << piece;
    }
  }
  EXPECT_GT(inflated, 10U);
}

TEST(Inflater, ADistanceBeyondTheWindowHasOneVerdict) {
  // A peer that goes on using 15 bits where fewer were agreed: read all the same, however it is cut.
  std::mt19937 random(15);
  const Bytes payload = make_payload(40'000, 2, random);
  ws::Deflater deflater(15, false, 9);
  const Bytes message = deflate_message(deflater, payload);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{100}, message.size()}) {
    ws::Inflater inflater(9, false);
    const auto result = inflate_message(inflater, message, piece);
    ASSERT_TRUE(std::holds_alternative<Bytes>(result));
    EXPECT_EQ(std::get<Bytes>(result), payload);
  }
}

}  // namespace
