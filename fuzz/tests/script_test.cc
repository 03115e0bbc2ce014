#include "fuzz/support/script.h"

#include <gtest/gtest.h>

#include <random>

namespace gauntlet::fuzz {
namespace {

Script decoded(View input) {
  Script script;
  decode(input, script);
  return script;
}

Bytes on_wire(View input) {
  WireForm wire;
  put_on_wire(decoded(input), wire);
  return wire.octets;
}

TEST(Script, EncodingIsAFixedPointForEveryInput) {
  std::mt19937 random(6455);
  for (int i = 0; i < 20'000; ++i) {
    Bytes input(random() % 80);
    for (auto& octet : input) octet = static_cast<std::uint8_t>(random() % 3 == 0 ? random() % 8 : random());
    const Bytes canonical = encode(decoded(input));
    ASSERT_EQ(encode(decoded(canonical)), canonical) << print(decoded(input));
    ASSERT_EQ(on_wire(canonical), on_wire(input)) << print(decoded(input));
  }
}

TEST(Script, AMaskedTextToAServerIsTheExampleOfSection57) {
  const Bytes input{0x00, 0x00, 0x00, 0x81, 5, 'H', 'e', 'l', 'l', 'o'};
  EXPECT_EQ(on_wire(input), (Bytes{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58}));
}

TEST(Script, AFrameToAClientIsNotMasked) {
  const Bytes input{0x01, 0x00, 0x00, 0x81, 5, 'H', 'e', 'l', 'l', 'o'};
  EXPECT_EQ(on_wire(input), (Bytes{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'}));
}

TEST(Script, LengthsCanLie) {
  // To a client: 64-bit form (3), length declared in 8 octets (2 << 4).
  const Bytes input{0x01, 0x00, 0x23, 0x82, 1, 2, 3, 4, 5, 6, 7, 8, 1, 'x'};
  EXPECT_EQ(on_wire(input), (Bytes{0x82, 127, 8, 7, 6, 5, 4, 3, 2, 1, 'x'}));
}

TEST(Script, ATiledPayloadHasItsSize) {
  const Bytes input{0x01, 0x00, 0x00, 0x82, 251, 7, 0, 2, 'a', 'b', 'c'};
  EXPECT_EQ(on_wire(input), (Bytes{0x82, 7, 'a', 'b', 'c', 'a', 'b', 'c', 'a'}));
}

TEST(Script, ACutInputMeansWhatIsThere) {
  const Bytes whole{0x01, 0x00, 0x00, 0x81, 5, 'H', 'e', 'l', 'l', 'o'};
  for (std::size_t size = 0; size <= whole.size(); ++size) (void)on_wire(View(whole).first(size));
  EXPECT_EQ(on_wire(View(whole).first(7)), (Bytes{0x81, 2, 'H', 'e'}));
  EXPECT_TRUE(on_wire({}).empty());
}

using Pieces = std::vector<std::size_t>;
Pieces pieces_of(const ChunkPlan& plan, const WireForm& wire) {
  Pieces sizes;
  for_each_piece(plan, wire, [&](std::size_t begin, std::size_t end) { sizes.push_back(end - begin); });
  return sizes;
}

TEST(Script, PiecesFollowThePlanAndTheCuts) {
  const WireForm wire{Bytes(10), {4}};
  EXPECT_EQ(pieces_of({}, wire), (Pieces{4, 6}));
  EXPECT_EQ(pieces_of({.sizes = {3}, .count = 1, .repeat = true}, wire), (Pieces{3, 1, 3, 3}));
  EXPECT_EQ(pieces_of({.sizes = {1, 2}, .count = 2, .repeat = false}, wire), (Pieces{1, 2, 1, 6}));
  EXPECT_EQ(pieces_of({}, WireForm{}), Pieces{});
}

TEST(Script, PrintsAFrameALine) {
  const Bytes input{0x00, 0x00, 0x80, 0x51, 2, 'h', 0xFF};
  EXPECT_EQ(print(decoded(input)),
            "to a server: limits frame 1048576, message 1048576, fragments 1024\n"
            "  text not-final rsv=5 \"h\\xff\"  | cut\n");
}

}  // namespace
}  // namespace gauntlet::fuzz
