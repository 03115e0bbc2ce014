#include "ws/frame_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace {

using ::testing::ElementsAre;
using Status = ws::HeaderDecode::Status;
using Buffer = std::vector<std::uint8_t>;

constexpr std::uint64_t kBoundaryLengths[] = {0,     1,     125,   126,         127,         65534,
                                              65535, 65536, 65537, 0xFFFF'FFFF, 1ULL << 32U, ws::kMaxPayloadLength};

Buffer encoded(const ws::FrameHeader& header) {
  Buffer out(ws::kMaxFrameHeaderSize, 0xEE);
  const std::size_t size = ws::encode(header, std::span<std::uint8_t, ws::kMaxFrameHeaderSize>(out));
  EXPECT_EQ(size, ws::encoded_size(header));
  out.resize(size);
  return out;
}

TEST(FrameHeader, EncodesTheExamplesOfTheRfc) {  // section 5.7
  EXPECT_THAT(encoded({.fin = true, .opcode = ws::Opcode::kText, .payload_length = 5}), ElementsAre(0x81, 0x05));
  EXPECT_THAT(
      encoded(
          {.opcode = ws::Opcode::kText, .masked = true, .payload_length = 5, .masking_key = {0x37, 0xfa, 0x21, 0x3d}}),
      ElementsAre(0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d));
  EXPECT_THAT(encoded({.fin = false, .opcode = ws::Opcode::kText, .payload_length = 3}), ElementsAre(0x01, 0x03));
  EXPECT_THAT(encoded({.opcode = ws::Opcode::kContinuation, .payload_length = 2}), ElementsAre(0x80, 0x02));
  EXPECT_THAT(encoded({.opcode = ws::Opcode::kPing, .payload_length = 5}), ElementsAre(0x89, 0x05));
  EXPECT_THAT(encoded({.opcode = ws::Opcode::kBinary, .payload_length = 256}), ElementsAre(0x82, 0x7E, 0x01, 0x00));
  EXPECT_THAT(encoded({.opcode = ws::Opcode::kBinary, .payload_length = 65536}),
              ElementsAre(0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0));
}

TEST(FrameHeader, DecodesAsTheRecipeDoes) {
  const Buffer frame{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'};
  const ws::HeaderDecode decoded = ws::decode_frame_header(frame);
  ASSERT_EQ(decoded.status, Status::kComplete);
  EXPECT_TRUE(decoded.header.fin);
  EXPECT_EQ(decoded.header.opcode, ws::Opcode::kText);
  EXPECT_FALSE(decoded.header.masked);
  EXPECT_EQ(decoded.header.payload_length, 5U);
  EXPECT_EQ(decoded.size, 2U);
}

TEST(FrameHeader, ComesBackWhateverItHolds) {
  for (const bool masked : {false, true}) {
    for (const std::uint64_t length : kBoundaryLengths) {
      for (unsigned first = 0; first < 256; ++first) {
        ws::FrameHeader header;
        header.fin = (first & 0x80U) != 0;
        header.rsv = static_cast<std::uint8_t>(first & 0x70U);
        header.opcode = static_cast<ws::Opcode>(first & 0x0FU);
        header.masked = masked;
        header.payload_length = length;
        if (masked) header.masking_key = {1, 2, 3, 4};
        const Buffer octets = encoded(header);
        EXPECT_EQ(octets[0], first);
        if (ws::is_reserved(header.opcode)) continue;
        if (ws::is_control(header.opcode) && (!header.fin || length > ws::kMaxControlPayload)) continue;
        const ws::HeaderDecode decoded = ws::decode_frame_header(octets);
        ASSERT_EQ(decoded.status, Status::kComplete);
        EXPECT_EQ(decoded.header, header);
        EXPECT_EQ(decoded.size, octets.size());
      }
    }
  }
}

TEST(FrameHeader, IsAsShortAsItsLengthAllows) {
  const auto size = [](std::uint64_t length) { return ws::encoded_size({.payload_length = length}); };
  EXPECT_EQ(size(125), 2U);
  EXPECT_EQ(size(126), 4U);
  EXPECT_EQ(size(65535), 4U);
  EXPECT_EQ(size(65536), 10U);
  EXPECT_EQ(size(ws::kMaxPayloadLength), 10U);
}

TEST(FrameHeader, IsIncompleteUntilItsLastOctet) {
  for (const bool masked : {false, true}) {
    for (const std::uint64_t length : kBoundaryLengths) {
      const Buffer octets = encoded({.opcode = ws::Opcode::kBinary, .masked = masked, .payload_length = length});
      for (std::size_t count = 0; count < octets.size(); ++count) {
        EXPECT_EQ(ws::decode_frame_header(ws::Octets(octets).first(count)).status, Status::kIncomplete)
            << length << " cut at " << count;
      }
    }
  }
}

struct Broken {
  const char* name;
  Buffer octets;
  ws::Violation violation;
};

void PrintTo(const Broken& broken, std::ostream* out) { *out << broken.name; }

class BrokenHeader : public ::testing::TestWithParam<Broken> {};

TEST_P(BrokenHeader, IsRefusedFromTheOctetThatShowsIt) {
  const Broken& broken = GetParam();
  for (std::size_t count = 0; count <= broken.octets.size(); ++count) {
    const ws::HeaderDecode decoded = ws::decode_frame_header(ws::Octets(broken.octets).first(count));
    if (count <= broken.violation.offset) {
      EXPECT_EQ(decoded.status, Status::kIncomplete) << count;
    } else {
      ASSERT_EQ(decoded.status, Status::kViolation) << count;
      EXPECT_EQ(decoded.violation, broken.violation) << count;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, BrokenHeader,
    ::testing::Values(
        Broken{"reserved_data_opcode", {0x83, 0x80, 1, 2, 3, 4}, {ws::Rule::kReservedOpcode, 0}},
        Broken{"reserved_control_opcode", {0x0B, 0xFF, 1, 2, 3, 4}, {ws::Rule::kReservedOpcode, 0}},
        Broken{"fragmented_ping", {0x09, 0x80, 1, 2, 3, 4}, {ws::Rule::kControlFragmented, 0}},
        Broken{"fragmented_and_long_close", {0x08, 0xFE, 1, 2, 3, 4}, {ws::Rule::kControlFragmented, 0}},
        Broken{"ping_of_126", {0x89, 0xFE, 0, 126, 1, 2, 3, 4}, {ws::Rule::kControlTooLong, 1}},
        Broken{"pong_with_64_bit_length", {0x8A, 0x7F, 0x80, 0, 0, 0, 0, 0, 0, 0}, {ws::Rule::kControlTooLong, 1}},
        Broken{"125_in_16_bits", {0x82, 0x7E, 0, 125}, {ws::Rule::kLengthNotMinimal, 3}},
        Broken{"0_in_16_bits", {0x82, 0xFE, 0, 0, 1, 2, 3, 4}, {ws::Rule::kLengthNotMinimal, 3}},
        Broken{"65535_in_64_bits", {0x82, 0x7F, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, {ws::Rule::kLengthNotMinimal, 9}},
        Broken{"5_in_64_bits", {0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4}, {ws::Rule::kLengthNotMinimal, 9}},
        Broken{"2_to_the_63", {0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, {ws::Rule::kLengthTopBit, 2}},
        Broken{"all_ones", {0x82, 0x7F, 255, 255, 255, 255, 255, 255, 255, 255}, {ws::Rule::kLengthTopBit, 2}}),
    [](const auto& broken) { return broken.param.name; });

TEST(FrameHeader, LeavesRsvMaskAndOrderToTheReceiver) {
  for (const unsigned first : {0xF1U, 0xF0U, 0x70U, 0xF9U}) {
    for (const unsigned second : {0x00U, 0x80U}) {
      const Buffer octets{static_cast<std::uint8_t>(first), static_cast<std::uint8_t>(second), 1, 2, 3, 4};
      EXPECT_EQ(ws::decode_frame_header(octets).status, Status::kComplete);
    }
  }
}

// Every pair of first octets against the table in the RFC, written down once more.
TEST(FrameHeader, JudgesEveryPairOfFirstOctets) {
  for (unsigned pair = 0; pair < 0x10000; ++pair) {
    const unsigned opcode = pair >> 8 & 0xF;
    const bool fin = (pair >> 15) != 0;
    const unsigned length = pair & 0x7F;
    const Buffer octets{static_cast<std::uint8_t>(pair >> 8), static_cast<std::uint8_t>(pair)};
    const ws::HeaderDecode decoded = ws::decode_frame_header(octets);
    if ((opcode >= 3 && opcode <= 7) || opcode >= 0xB) {
      ASSERT_EQ(decoded.status, Status::kViolation);
      EXPECT_EQ(decoded.violation, (ws::Violation{ws::Rule::kReservedOpcode, 0}));
    } else if (opcode >= 8 && !fin) {
      ASSERT_EQ(decoded.status, Status::kViolation);
      EXPECT_EQ(decoded.violation, (ws::Violation{ws::Rule::kControlFragmented, 0}));
    } else if (opcode >= 8 && length > 125) {
      ASSERT_EQ(decoded.status, Status::kViolation);
      EXPECT_EQ(decoded.violation, (ws::Violation{ws::Rule::kControlTooLong, 1}));
    } else {
      const bool complete = length < 126 && (pair & 0x80) == 0;
      EXPECT_EQ(decoded.status, complete ? Status::kComplete : Status::kIncomplete) << pair;
    }
  }
}

}  // namespace
