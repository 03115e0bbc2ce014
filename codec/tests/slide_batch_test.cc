#include "ws/slide_batch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "frame_model.h"
#include "frame_readings.h"
#include "with_kernel.h"
#include "ws/masking.h"

namespace {

using frame_model::all_states;
using frame_model::Buffer;
using frame_model::Reading;
using frame_model::StreamGenerator;
using ws::Opcode;
using ws::ReceiverState;
using ws::Role;

constexpr std::uint64_t kNoLimit = ws::kMaxPayloadLength;
constexpr ReceiverState kServer{.role = Role::kServer};
constexpr auto kRoom = static_cast<std::ptrdiff_t>(ws::kSlideRoom);

/// Reads with `slide_batch`, `capacity` frames at a time. All payloads are looked at after the last call.
/// Memory ends with the room on either side, so that what goes beyond it does not go unseen.
Reading slide(const Buffer& stream, ReceiverState state, std::uint64_t max_frame_size, std::size_t capacity) {
  Buffer memory(stream.size() + 2 * ws::kSlideRoom, 0xEE);
  std::copy(stream.begin(), stream.end(), memory.begin() + kRoom);
  const auto all = ws::MutableOctets(memory).subspan(ws::kSlideRoom, stream.size());
  Reading reading;
  std::vector<ws::FrameView> views;
  while (true) {
    const auto done = static_cast<std::size_t>(reading.consumed);
    std::vector<ws::FrameView> some(capacity);
    const ws::Batch batch = ws::slide_batch(all.subspan(done), state, max_frame_size, some);
    views.insert(views.end(), some.begin(), some.begin() + static_cast<std::ptrdiff_t>(batch.frames));
    reading.consumed += batch.consumed;
    if (batch.violation) reading.violation = {batch.violation->rule, done + batch.violation->offset};
    if (batch.violation || batch.frames < capacity) break;
  }
  for (const ws::FrameView& view : views) {
    reading.frames.push_back({view.fin, view.rsv, view.opcode, {view.payload.begin(), view.payload.end()}});
  }
  const auto consumed = static_cast<std::ptrdiff_t>(reading.consumed);
  EXPECT_TRUE(std::equal(stream.begin() + consumed, stream.end(), memory.begin() + kRoom + consumed))
      << "octets after the consumed ones are touched";
  EXPECT_EQ(std::count(memory.end() - kRoom, memory.end(), 0xEE), kRoom) << "the room behind is touched";
  return reading;
}

class SlideBatch : public ws::testing::WithKernel<&ws::active_mask_kernel, &ws::use_mask_kernel> {};

TEST_P(SlideBatch, AgreesWithTheModel) {
  for (const ReceiverState state : all_states()) {
    StreamGenerator generator(17, state);
    for (int round = 0; round < 1000; ++round) {
      const Buffer stream = generator.stream(1 + generator.below(40), round % 10 == 0 ? 70'000 : 140);
      const std::uint64_t limit = round % 7 == 0 ? 100 : 66'000;
      ASSERT_EQ(slide(stream, state, limit, 1 + generator.below(50)), frame_model::read(stream, state, limit));
    }
  }
}

TEST_P(SlideBatch, ReadsEachSizeAtTheEndOfItsBuffer) {
  for (std::size_t size = 0; size <= 300; ++size) {
    for (std::size_t after = 0; after < 3; ++after) {
      const ws::FrameHeader header{
          .opcode = Opcode::kBinary, .masked = true, .payload_length = size, .masking_key = {9, 8, 7, 6}};
      Buffer stream(ws::kMaxFrameHeaderSize);
      stream.resize(ws::encode(header, std::span<std::uint8_t, ws::kMaxFrameHeaderSize>(stream)));
      stream.resize(stream.size() + size, 0x5A);
      stream.insert(stream.end(), after, std::uint8_t{0x81});
      EXPECT_EQ(slide(stream, kServer, kNoLimit, 3), frame_model::read(stream, kServer, kNoLimit)) << size;
    }
  }
}

// What the name promises of every kernel that has vectors; without them a payload stays where it is.
TEST_P(SlideBatch, LeavesNoGapsBetweenPayloads) {
  const bool slides = GetParam() != "scalar" && GetParam() != "word";
  Buffer memory(ws::kSlideRoom, 0);
  std::vector<std::size_t> begins;
  for (std::size_t size = 0; size <= 200; ++size) {
    if (size > 125) {
      memory.insert(memory.end(), {0x82, 0x80 | 126, 0, static_cast<std::uint8_t>(size), 0, 0, 0, 0});
    } else {
      memory.insert(memory.end(), {0x82, static_cast<std::uint8_t>(0x80 | size), 0, 0, 0, 0});
    }
    begins.push_back(memory.size());
    memory.insert(memory.end(), size, static_cast<std::uint8_t>(size));
  }
  const std::size_t size = memory.size() - ws::kSlideRoom;
  memory.resize(memory.size() + ws::kSlideRoom);
  ReceiverState state = kServer;
  std::array<ws::FrameView, 300> views;
  const ws::Batch batch =
      ws::slide_batch(ws::MutableOctets(memory).subspan(ws::kSlideRoom, size), state, kNoLimit, views);
  EXPECT_EQ(batch.frames, 201U);
  EXPECT_EQ(batch.consumed, size);
  const std::uint8_t* next = memory.data();
  for (std::size_t i = 0; i < batch.frames; ++i) {
    EXPECT_EQ(views[i].payload.data(), slides ? next : memory.data() + begins[i]);
    EXPECT_EQ(ws::as_text(views[i].payload), std::string(i, static_cast<char>(i)));
    next += views[i].payload.size();
  }
}

std::vector<std::string_view> kernel_names() {
  std::vector<std::string_view> names;
  for (const ws::MaskKernel& kernel : ws::mask_kernels()) names.push_back(kernel.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(All, SlideBatch, ::testing::ValuesIn(kernel_names()),
                         [](const auto& kernel) { return std::string(kernel.param); });

}  // namespace
