#include "ws/frame_parser.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "frame_model.h"
#include "frame_readings.h"

namespace {

using frame_model::all_states;
using frame_model::Buffer;
using frame_model::every_octet;
using frame_model::read_in_batches;
using frame_model::read_in_pieces;
using frame_model::Reading;
using frame_model::StreamGenerator;
using ws::Opcode;
using ws::ReceiverState;
using ws::Role;
using ws::Rule;
using Part = ws::FrameParser::Part;

constexpr std::uint64_t kAnySize = ws::kMaxPayloadLength;

TEST(FrameParser, ReadsTheExamplesOfTheRfc) {  // section 5.7
  const ReceiverState client{.role = Role::kClient};
  const Reading hello{{{true, 0, Opcode::kText, {'H', 'e', 'l', 'l', 'o'}}}, 7, std::nullopt};
  EXPECT_EQ(read_in_pieces({0x81, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}, client, kAnySize, {}), hello);

  const Buffer masked{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
  const Reading unmasked{hello.frames, 11, std::nullopt};
  EXPECT_EQ(read_in_pieces(masked, ReceiverState{}, kAnySize, {}), unmasked);
  EXPECT_EQ(read_in_batches(masked, ReceiverState{}, kAnySize, 4), unmasked);

  const Reading fragments{
      {{false, 0, Opcode::kText, {'H', 'e', 'l'}}, {true, 0, Opcode::kContinuation, {'l', 'o'}}}, 9, std::nullopt};
  EXPECT_EQ(read_in_pieces({0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f}, client, kAnySize, {}), fragments);

  const Reading ping{{{true, 0, Opcode::kPing, {'H', 'e', 'l', 'l', 'o'}}}, 7, std::nullopt};
  EXPECT_EQ(read_in_pieces({0x89, 0x05, 0x48, 0x65, 0x6c, 0x6c, 0x6f}, client, kAnySize, {}), ping);

  for (const std::size_t size : {256U, 65536U}) {
    Buffer stream = size == 256 ? Buffer{0x82, 0x7E, 0x01, 0x00} : Buffer{0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0};
    stream.resize(stream.size() + size, 'x');
    const Reading big{{{true, 0, Opcode::kBinary, Buffer(size, 'x')}}, stream.size(), std::nullopt};
    EXPECT_EQ(read_in_pieces(stream, client, kAnySize, {}), big);
    EXPECT_EQ(read_in_batches(stream, client, kAnySize, 4), big);
  }
}

TEST(FrameParser, HandsOutPartsAsTheyCome) {
  ws::FrameParser parser(ReceiverState{.role = Role::kClient}, kAnySize);
  EXPECT_TRUE(parser.between_frames());
  EXPECT_EQ(parser.next().kind, Part::Kind::kNeedMore);
  Buffer head{0x82};
  parser.feed(head);
  EXPECT_EQ(parser.next().kind, Part::Kind::kNeedMore);
  EXPECT_FALSE(parser.between_frames());
  EXPECT_EQ(parser.offset(), 1U);
  Buffer rest{0x03, 'a', 'b'};
  parser.feed(rest);
  EXPECT_EQ(parser.next().kind, Part::Kind::kHeader);
  EXPECT_EQ(parser.header().payload_length, 3U);
  const Part payload = parser.next();
  ASSERT_EQ(payload.kind, Part::Kind::kPayload);
  EXPECT_EQ(payload.payload.data(), rest.data() + 1);
  EXPECT_EQ(payload.payload.size(), 2U);
  EXPECT_EQ(parser.next().kind, Part::Kind::kNeedMore);
  Buffer last{'c', 0x80, 0x00};
  parser.feed(last);
  EXPECT_EQ(parser.next().kind, Part::Kind::kPayload);
  EXPECT_EQ(parser.next().kind, Part::Kind::kFrameEnd);
  const Part violation = parser.next();
  ASSERT_EQ(violation.kind, Part::Kind::kViolation);
  EXPECT_EQ(violation.violation, (ws::Violation{Rule::kUnexpectedContinuation, 5}));
  std::array<ws::FrameView, 1> views;
  EXPECT_EQ(parser.next_batch(views), 0U);
}

// All pairs of first octets, in all states, with a frame's worth of octets after them.
TEST(ReceiveFrameHeader, JudgesEveryPairOfFirstOctets) {
  for (const ReceiverState state : all_states()) {
    for (unsigned pair = 0; pair < 0x10000; ++pair) {
      Buffer stream{
          static_cast<std::uint8_t>(pair >> 8), static_cast<std::uint8_t>(pair), 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
      const Reading expected = frame_model::read(stream, state, 100);
      const ws::HeaderDecode received = ws::receive_frame_header(stream, state, 100);
      ASSERT_EQ(received.status == ws::HeaderDecode::Status::kViolation,
                expected.violation.has_value() && expected.frames.empty())
          << pair;
      if (expected.frames.empty() && expected.violation) {
        ASSERT_EQ(received.violation, *expected.violation) << pair;
      }
      ASSERT_EQ(read_in_batches(stream, state, 100, 8), expected) << pair;
    }
  }
}

struct Cut {
  const char* name;
  ReceiverState state;
  std::uint64_t max_frame_size;
  Buffer octets;
  ws::Violation violation;
};

void PrintTo(const Cut& cut, std::ostream* out) { *out << cut.name; }

class BrokenFrame : public ::testing::TestWithParam<Cut> {};

// Not an octet before, not an octet after, however the octets come.
TEST_P(BrokenFrame, IsRefusedAtTheOctetThatShowsIt) {
  const Cut& broken = GetParam();
  const Reading expected{{}, 0, broken.violation};
  const auto last = static_cast<std::size_t>(broken.violation.offset);
  const Buffer fine(broken.octets.begin(), broken.octets.begin() + static_cast<std::ptrdiff_t>(last));
  const Buffer shown(broken.octets.begin(), broken.octets.begin() + static_cast<std::ptrdiff_t>(last + 1));
  EXPECT_EQ(read_in_pieces(fine, broken.state, broken.max_frame_size, every_octet(fine)), Reading{});
  EXPECT_EQ(read_in_batches(fine, broken.state, broken.max_frame_size, 2), Reading{});
  for (const Buffer& octets : {shown, broken.octets}) {
    EXPECT_EQ(read_in_batches(octets, broken.state, broken.max_frame_size, 2), expected);
    for (std::size_t cut = 0; cut <= octets.size(); ++cut) {
      EXPECT_EQ(read_in_pieces(octets, broken.state, broken.max_frame_size, {cut}), expected) << cut;
    }
    EXPECT_EQ(read_in_pieces(octets, broken.state, broken.max_frame_size, every_octet(octets)), expected);
  }
}

constexpr ReceiverState kParsingServer{.role = Role::kServer};
constexpr ReceiverState kClient{.role = Role::kClient};
constexpr ReceiverState kDeflate{.role = Role::kServer, .rsv1_negotiated = true};
constexpr ReceiverState kInside{.role = Role::kServer, .rsv1_negotiated = true, .inside_message = true};

INSTANTIATE_TEST_SUITE_P(
    All, BrokenFrame,
    ::testing::Values(
        Cut{"rsv1", kParsingServer, kAnySize, {0xC1, 0x80, 0, 0, 0, 0}, {Rule::kReservedBits, 0}},
        Cut{"rsv2_with_deflate", kDeflate, kAnySize, {0xA1, 0x80, 0, 0, 0, 0}, {Rule::kReservedBits, 0}},
        Cut{"rsv1_and_rsv3_on_ping", kDeflate, kAnySize, {0xD9, 0x80, 0, 0, 0, 0}, {Rule::kReservedBits, 0}},
        Cut{"rsv1_on_ping", kDeflate, kAnySize, {0xC9, 0x80, 0, 0, 0, 0}, {Rule::kCompressedControl, 0}},
        Cut{"rsv1_on_continuation", kInside, kAnySize, {0xC0, 0x80, 0, 0, 0, 0}, {Rule::kCompressedContinuation, 0}},
        Cut{"rsv_before_opcode", kParsingServer, kAnySize, {0xC3, 0x80, 0, 0, 0, 0}, {Rule::kReservedBits, 0}},
        Cut{"opcode_before_order", kInside, kAnySize, {0x83, 0x80, 0, 0, 0, 0}, {Rule::kReservedOpcode, 0}},
        Cut{"fragmented_control", kInside, kAnySize, {0x08, 0x80, 0, 0, 0, 0}, {Rule::kControlFragmented, 0}},
        Cut{"continuation_of_nothing",
            kParsingServer,
            kAnySize,
            {0x80, 0x80, 0, 0, 0, 0},
            {Rule::kUnexpectedContinuation, 0}},
        Cut{"text_inside_a_message", kInside, kAnySize, {0x81, 0x80, 0, 0, 0, 0}, {Rule::kExpectedContinuation, 0}},
        Cut{"compressed_text_inside", kInside, kAnySize, {0xC1, 0x80, 0, 0, 0, 0}, {Rule::kExpectedContinuation, 0}},
        Cut{"unmasked", kParsingServer, kAnySize, {0x81, 0x05, 0, 0, 0, 0}, {Rule::kMaskRequired, 1}},
        Cut{"masked", kClient, kAnySize, {0x81, 0x85, 0, 0, 0, 0}, {Rule::kMaskForbidden, 1}},
        Cut{"mask_before_control_length", kParsingServer, kAnySize, {0x89, 0x7E, 0, 0, 0, 0}, {Rule::kMaskRequired, 1}},
        Cut{"control_of_126", kParsingServer, kAnySize, {0x89, 0xFE, 0, 126, 0, 0}, {Rule::kControlTooLong, 1}},
        Cut{"top_bit", kParsingServer, kAnySize, {0x82, 0xFF, 0x80, 0, 0, 0, 0, 1, 0, 0}, {Rule::kLengthTopBit, 2}},
        Cut{"16_bits_for_125", kParsingServer, kAnySize, {0x82, 0xFE, 0, 125, 0, 0}, {Rule::kLengthNotMinimal, 3}},
        Cut{"64_bits_for_65535",
            kParsingServer,
            kAnySize,
            {0x82, 0xFF, 0, 0, 0, 0, 0, 0, 255, 255, 0},
            {Rule::kLengthNotMinimal, 9}},
        Cut{"1_of_0", kParsingServer, 0, {0x82, 0x81, 0, 0, 0, 0, 0}, {Rule::kFrameTooBig, 1}},
        Cut{"125_of_124", kClient, 124, {0x82, 125, 0}, {Rule::kFrameTooBig, 1}},
        Cut{"126_of_125", kClient, 125, {0x82, 126, 0, 126, 0}, {Rule::kFrameTooBig, 3}},
        Cut{"126_of_124", kClient, 124, {0x82, 126, 0, 126, 0}, {Rule::kFrameTooBig, 3}},
        Cut{"65536_of_65535",
            kParsingServer,
            65535,
            {0x82, 255, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2},
            {Rule::kFrameTooBig, 9}},
        Cut{"2_to_the_63_less_1",
            kParsingServer,
            kAnySize - 1,
            {0x82, 255, 127, 255, 255, 255, 255, 255, 255, 255, 0},
            {Rule::kFrameTooBig, 9}},
        Cut{"form_before_limit", kParsingServer, 3, {0x82, 0xFE, 0, 125, 0, 0}, {Rule::kLengthNotMinimal, 3}}),
    [](const auto& cut) { return cut.param.name; });

TEST(FrameParser, TakesTheLongestFrameThatThereIs) {
  for (const Buffer& stream : {Buffer{0x82, 0xFF, 127, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 1, 2, 3}}) {
    EXPECT_EQ(read_in_pieces(stream, kParsingServer, kAnySize, every_octet(stream)), Reading{});
    EXPECT_EQ(read_in_batches(stream, kParsingServer, kAnySize, 2), Reading{});
  }
}

TEST(FrameParser, TakesFramesUpToTheLimit) {
  for (const std::size_t limit : {0U, 1U, 124U, 125U, 126U, 127U, 65535U, 65536U}) {
    ws::FrameHeader header{.opcode = Opcode::kBinary, .masked = true, .payload_length = limit};
    Buffer stream(ws::kMaxFrameHeaderSize);
    stream.resize(ws::encode(header, std::span<std::uint8_t, ws::kMaxFrameHeaderSize>(stream)));
    stream.resize(stream.size() + limit, 'x');
    const Reading expected{{{true, 0, Opcode::kBinary, Buffer(limit, 'x')}}, stream.size(), std::nullopt};
    EXPECT_EQ(read_in_pieces(stream, kParsingServer, limit, {}), expected);
    EXPECT_EQ(read_in_batches(stream, kParsingServer, limit, 2), expected);
  }
}

TEST(FrameParser, ReadsShortStreamsHoweverTheyAreCut) {
  for (const ReceiverState state : all_states()) {
    StreamGenerator generator(5, state);
    for (int round = 0; round < 40; ++round) {
      const Buffer stream = generator.stream(1 + generator.below(5), 20);
      const Reading expected = frame_model::read(stream, state, 15);
      ASSERT_EQ(read_in_pieces(stream, state, 15, every_octet(stream)), expected);
      for (std::size_t first = 0; first <= stream.size(); ++first) {
        ASSERT_EQ(read_in_pieces(stream, state, 15, {first}, round % 2 == 0), expected);
        for (std::size_t second = first; second <= stream.size(); second += 3) {
          ASSERT_EQ(read_in_pieces(stream, state, 15, {first, second}, round % 2 == 0), expected);
        }
      }
    }
  }
}

TEST(FrameParser, ReadsLongStreamsHoweverTheyAreCut) {
  for (const ReceiverState state : all_states()) {
    StreamGenerator generator(6, state);
    for (int round = 0; round < 60; ++round) {
      const Buffer stream = generator.stream(1 + generator.below(30), 70'000);
      const Reading expected = frame_model::read(stream, state, 65'536);
      std::vector<std::size_t> cuts;
      for (std::size_t at = generator.below(400); at < stream.size(); at += generator.below(400)) cuts.push_back(at);
      ASSERT_EQ(read_in_pieces(stream, state, 65'536, cuts), expected);
      ASSERT_EQ(read_in_pieces(stream, state, 65'536, cuts, true), expected);
    }
  }
}

}  // namespace
