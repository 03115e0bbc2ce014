#include "ws/frame_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>

#include "ws/frame_parser.h"

namespace {

using ::testing::ElementsAre;
using Buffer = std::vector<std::uint8_t>;

Buffer taken(ws::FrameWriter& writer) {
  const Buffer octets(writer.output().begin(), writer.output().end());
  writer.consume(octets.size());
  EXPECT_TRUE(writer.output().empty());
  return octets;
}

// Always the key of section 5.7.
ws::RandomSource example_key() {
  return {[](void*, ws::MutableOctets out) {
            constexpr std::uint8_t kKey[]{0x37, 0xfa, 0x21, 0x3d};
            ASSERT_EQ(out.size(), 4U);
            std::copy(std::begin(kKey), std::end(kKey), out.begin());
          },
          nullptr};
}

TEST(FrameWriter, WritesTheExamplesOfTheRfc) {  // section 5.7
  ws::FrameWriter server(ws::Role::kServer);
  server.text("Hello");
  EXPECT_THAT(taken(server), ElementsAre(0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f));
  server.frame(ws::Opcode::kText, ws::as_octets("Hel"), false);
  server.frame(ws::Opcode::kContinuation, ws::as_octets("lo"));
  EXPECT_THAT(taken(server), ElementsAre(0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f));
  EXPECT_TRUE(server.ping(ws::as_octets("Hello")));
  EXPECT_THAT(taken(server), ElementsAre(0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f));

  ws::FrameWriter client(ws::Role::kClient, example_key());
  client.text("Hello");
  EXPECT_THAT(taken(client), ElementsAre(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58));
  EXPECT_TRUE(client.pong(ws::as_octets("Hello")));
  EXPECT_THAT(taken(client), ElementsAre(0x8a, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58));
}

TEST(FrameWriter, WritesLengthsInMinimalForm) {
  ws::FrameWriter writer(ws::Role::kServer);
  for (const auto& [size, header] : {std::pair<std::size_t, Buffer>{0, {0x82, 0}},
                                     {125, {0x82, 125}},
                                     {126, {0x82, 126, 0, 126}},
                                     {127, {0x82, 126, 0, 127}},
                                     {256, {0x82, 126, 1, 0}},
                                     {65535, {0x82, 126, 255, 255}},
                                     {65536, {0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0}}}) {
    Buffer payload(size);
    std::iota(payload.begin(), payload.end(), std::uint8_t{0});
    writer.binary(payload);
    Buffer expected = header;
    expected.insert(expected.end(), payload.begin(), payload.end());
    EXPECT_EQ(taken(writer), expected);
  }
}

TEST(FrameWriter, SetsReservedBitsOnDemand) {
  ws::FrameWriter writer(ws::Role::kServer);
  writer.frame(ws::Opcode::kBinary, {}, true, ws::kRsv1);
  EXPECT_THAT(taken(writer), ElementsAre(0xC2, 0x00));
}

TEST(FrameWriter, MasksEachFrameWithAKeyOfItsOwn) {
  ws::FrameWriter client(ws::Role::kClient);
  std::set<Buffer> keys;
  for (int i = 0; i < 50; ++i) {
    client.text("x");
    const Buffer frame = taken(client);
    ASSERT_EQ(frame.size(), 7U);
    EXPECT_EQ(frame[1], 0x81);
    EXPECT_EQ(frame[6] ^ frame[2], 'x');
    keys.insert({frame.begin() + 2, frame.begin() + 6});
  }
  // Two of fifty alike by chance: once in three million runs.
  EXPECT_EQ(keys.size(), 50U);
}

TEST(FrameWriter, RefusesControlFramesThatAreTooLong) {
  ws::FrameWriter writer(ws::Role::kServer);
  const Buffer payload(126, 'p');
  EXPECT_FALSE(writer.ping(payload));
  EXPECT_FALSE(writer.pong(payload));
  EXPECT_TRUE(writer.output().empty());
  EXPECT_TRUE(writer.ping(ws::Octets(payload).first(125)));
  EXPECT_EQ(taken(writer).size(), 127U);
}

TEST(FrameWriter, WritesCloseFrames) {
  ws::FrameWriter server(ws::Role::kServer);
  EXPECT_TRUE(server.close());
  EXPECT_THAT(taken(server), ElementsAre(0x88, 0x00));
  EXPECT_TRUE(server.close(1000));
  EXPECT_THAT(taken(server), ElementsAre(0x88, 0x02, 0x03, 0xE8));
  EXPECT_TRUE(server.close(1001, "bye"));
  EXPECT_THAT(taken(server), ElementsAre(0x88, 0x05, 0x03, 0xE9, 'b', 'y', 'e'));
  EXPECT_TRUE(server.close(4999, std::string(123, 'r')));
  EXPECT_EQ(taken(server).size(), 127U);
}

TEST(FrameWriter, RefusesCloseFramesThatAreIllegal) {
  ws::FrameWriter server(ws::Role::kServer);
  ws::FrameWriter client(ws::Role::kClient);
  constexpr std::uint16_t kIllegal[]{0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535};
  for (const std::uint16_t code : kIllegal) {
    EXPECT_FALSE(server.close(code)) << code;
    EXPECT_FALSE(client.close(code)) << code;
  }
  EXPECT_FALSE(server.close(1010));
  EXPECT_FALSE(server.close(1000, std::string(124, 'r')));
  EXPECT_FALSE(server.close(1000, "\xFF"));
  EXPECT_FALSE(server.close(1000, "cut \xE2\x82"));
  EXPECT_TRUE(server.output().empty());
  EXPECT_TRUE(client.close(1010));
}

// What is drained in any portions is what was written, and compaction in between loses nothing.
TEST(FrameWriter, IsDrainedInAnyPortions) {
  for (std::size_t portion = 1; portion < 40; ++portion) {
    ws::FrameWriter writer(ws::Role::kServer);
    Buffer expected;
    Buffer drained;
    for (std::uint8_t i = 0; i < 100; ++i) {
      const Buffer payload(i % 20, i);
      writer.binary(payload);
      expected.insert(expected.end(), {0x82, static_cast<std::uint8_t>(i % 20)});
      expected.insert(expected.end(), payload.begin(), payload.end());
      const ws::Octets next = writer.output().first(std::min(portion, writer.output().size()));
      drained.insert(drained.end(), next.begin(), next.end());
      writer.consume(next.size());
    }
    drained.insert(drained.end(), writer.output().begin(), writer.output().end());
    EXPECT_EQ(drained, expected) << portion;
  }
}

// Room that was drained is used again: no allocation is needed for as much as there ever was at once.
TEST(FrameWriter, KeepsItsRoom) {
  ws::FrameWriter writer(ws::Role::kServer);
  const Buffer payload(1000, 'p');
  for (int i = 0; i < 10; ++i) writer.binary(payload);
  const std::uint8_t* const room = writer.output().data();
  for (int round = 0; round < 100; ++round) {
    writer.consume(writer.output().size() - 1);
    for (int i = 0; i < 3; ++i) writer.binary(payload);
    const std::ptrdiff_t moved = writer.output().data() - room;
    EXPECT_GE(moved, 0);
    EXPECT_LT(moved, 25'000);
  }
}

TEST(FrameWriter, ForgetsNoMoreThanThereIs) {
  ws::FrameWriter writer(ws::Role::kServer);
  writer.text("a");
  writer.consume(1000);
  EXPECT_TRUE(writer.output().empty());
  writer.text("b");
  EXPECT_EQ(writer.output().size(), 3U);
}

// What one side writes, the other one reads.
TEST(FrameWriter, IsUnderstoodByTheParser) {
  for (const ws::Role role : {ws::Role::kClient, ws::Role::kServer}) {
    ws::FrameWriter writer(role);
    for (std::size_t size = 0; size < 300; ++size) writer.binary(Buffer(size, static_cast<std::uint8_t>(size)));
    Buffer octets = taken(writer);
    ws::ReceiverState state{.role = role == ws::Role::kClient ? ws::Role::kServer : ws::Role::kClient};
    std::vector<ws::FrameView> views(400);
    const ws::Batch batch = ws::parse_batch(octets, state, 300, views);
    ASSERT_EQ(batch.frames, 300U);
    EXPECT_EQ(batch.consumed, octets.size());
    for (std::size_t size = 0; size < 300; ++size) {
      const Buffer payload(views[size].payload.begin(), views[size].payload.end());
      EXPECT_EQ(payload, Buffer(size, static_cast<std::uint8_t>(size)));
    }
  }
}

}  // namespace
