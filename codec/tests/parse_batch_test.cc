#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "frame_model.h"
#include "frame_readings.h"
#include "with_kernel.h"

namespace {

using frame_model::all_states;
using frame_model::Buffer;
using frame_model::read_in_batches;
using frame_model::StreamGenerator;
using ws::Opcode;
using ws::ReceiverState;
using ws::Role;
using ws::Rule;

constexpr std::uint64_t kNoLimit = ws::kMaxPayloadLength;
constexpr ReceiverState kServer{.role = Role::kServer};

class ParseBatch : public ws::testing::WithKernel {};

TEST_P(ParseBatch, AgreesWithTheModel) {
  for (const ReceiverState state : all_states()) {
    StreamGenerator generator(7, state);
    for (int round = 0; round < 1000; ++round) {
      const Buffer stream = generator.stream(1 + generator.below(40), round % 10 == 0 ? 70'000 : 140);
      const std::uint64_t limit = round % 7 == 0 ? 100 : 66'000;
      ASSERT_EQ(read_in_batches(stream, state, limit, 1 + generator.below(50)),
                frame_model::read(stream, state, limit));
    }
  }
}

// Each small size at the very end of its memory, and with little after it.
TEST_P(ParseBatch, StaysWithinTheBuffer) {
  for (std::size_t size = 0; size <= 300; ++size) {
    for (std::size_t after = 0; after < 3; ++after) {
      ws::FrameHeader header{
          .opcode = Opcode::kBinary, .masked = true, .payload_length = size, .masking_key = {9, 8, 7, 6}};
      Buffer stream(ws::kMaxFrameHeaderSize);
      stream.resize(ws::encode(header, std::span<std::uint8_t, ws::kMaxFrameHeaderSize>(stream)));
      stream.resize(stream.size() + size, 0x5A);
      stream.insert(stream.end(), after, std::uint8_t{0x81});
      const Buffer exact(stream.begin(), stream.end());
      EXPECT_EQ(read_in_batches(exact, kServer, kNoLimit, 3), frame_model::read(exact, kServer, kNoLimit)) << size;
    }
  }
}

TEST_P(ParseBatch, StopsWhereThereIsNoRoom) {
  Buffer stream{0x81, 0x81, 1, 2, 3, 4, 'a' ^ 1, 0x82, 0x80, 5, 6, 7, 8};
  ReceiverState state = kServer;
  std::array<ws::FrameView, 1> views;
  ws::Batch batch = ws::parse_batch(stream, state, kNoLimit, {});
  EXPECT_EQ(batch.frames, 0U);
  EXPECT_EQ(batch.consumed, 0U);
  batch = ws::parse_batch(stream, state, kNoLimit, views);
  EXPECT_EQ(batch.frames, 1U);
  EXPECT_EQ(batch.consumed, 7U);
  EXPECT_FALSE(batch.violation);
  EXPECT_EQ(views[0].payload[0], 'a');
}

TEST_P(ParseBatch, KeepsTrackOfMessages) {
  Buffer stream{0x01, 0x80, 0, 0, 0, 0, 0x89, 0x80, 0, 0, 0, 0};
  ReceiverState state = kServer;
  std::array<ws::FrameView, 4> views;
  EXPECT_EQ(ws::parse_batch(stream, state, kNoLimit, views).frames, 2U);
  EXPECT_TRUE(state.inside_message);
  Buffer last{0x80, 0x80, 0, 0, 0, 0, 0x80};
  const ws::Batch batch = ws::parse_batch(last, state, kNoLimit, views);
  EXPECT_EQ(batch.frames, 1U);
  EXPECT_FALSE(state.inside_message);
  EXPECT_EQ(batch.violation, (ws::Violation{Rule::kUnexpectedContinuation, 6}));
}

INSTANTIATE_TEST_SUITE_P(All, ParseBatch, ::testing::ValuesIn(ws::testing::kernel_names()),
                         [](const auto& kernel) { return std::string(kernel.param); });

}  // namespace
