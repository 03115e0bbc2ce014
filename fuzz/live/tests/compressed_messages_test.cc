#include "fuzz/live/compressed_messages.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fuzz/live/live_case.h"
#include "fuzz/support/script.h"

// What is known of compressed messages before they are sent, and what is predicted of them.

namespace gauntlet::fuzz {
namespace {

// RFC 7692 sections 7.2.3.1 and 7.2.3.4: "Hello", and the same in a final block.
const Bytes kHello{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
const Bytes kFinalHello{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00};
const Bytes kFinalAndMore{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
const Bytes kFinalAlone{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00};
const Bytes kBroken{0x06};
const Bytes kNoUtf8{0x00, 0x01, 0x00, 0xfe, 0xff, 0xff, 0x00};  // a stored block of one octet, FF
const Bytes kNormalClose{0x03, 0xe8};

struct Frame {
  std::uint8_t first;
  Bytes payload;
};

Bytes input_of(const std::vector<Frame>& frames) {
  Script script;
  for (const Frame& frame : frames)
    script.frames.push_back(
        {.first = frame.first, .payload = frame.payload, .size = static_cast<std::uint32_t>(frame.payload.size())});
  Bytes input{0};
  const Bytes octets = encode(script);
  input.insert(input.end(), octets.begin(), octets.end());
  return input;
}

enum class Predicted : std::uint8_t { kNothing, kLeftOpen, k1007, kOther };

struct Sent {
  std::string name;
  std::vector<Frame> frames;
  bool all_inflate, final_block;
  Predicted predicted;
};
void PrintTo(const Sent& sent, std::ostream* out) { *out << sent.name; }

Predicted predicted_of(const std::optional<LiveCase>& made) {
  if (!made) return Predicted::kNothing;
  const Outcome& outcome = made->test.outcomes.front();
  if (!outcome.events) return Predicted::kLeftOpen;
  return outcome.close.by == ExpectedClose::By::kSubject && outcome.close.codes == std::vector<std::uint16_t>{1007}
             ? Predicted::k1007
             : Predicted::kOther;
}

class CompressedSessions : public ::testing::TestWithParam<Sent> {};

TEST_P(CompressedSessions, AreReadAndPredicted) {
  const Sent& sent = GetParam();
  const Bytes input = input_of(sent.frames);
  const auto found = read_compressed_messages(input, SubjectRole::kServer);
  EXPECT_EQ(found.all_inflate, sent.all_inflate);
  EXPECT_EQ(found.final_block, sent.final_block);
  EXPECT_EQ(found.behind_final, sent.predicted == Predicted::kNothing);
  const auto made = live_case({LiveKind::kDeflate, input}, SubjectRole::kServer, "a title");
  EXPECT_EQ(predicted_of(made), sent.predicted);
  EXPECT_TRUE(!made || made->final_block == sent.final_block);
}

INSTANTIATE_TEST_SUITE_P(
    All, CompressedSessions,
    ::testing::Values(
        Sent{"Hello", {{0xC1, kHello}}, true, false, Predicted::kOther},
        Sent{"Plain", {{0x81, {'a'}}}, true, false, Predicted::kOther},
        Sent{"Broken", {{0xC1, kBroken}}, false, false, Predicted::kLeftOpen},
        Sent{"NoUtf8", {{0xC1, kNoUtf8}}, true, false, Predicted::k1007},
        Sent{"NoUtf8AsBinary", {{0xC2, kNoUtf8}}, true, false, Predicted::kOther},
        Sent{"NoUtf8BeforeBroken", {{0xC1, kNoUtf8}, {0xC1, kBroken}}, false, false, Predicted::kLeftOpen},
        Sent{"BrokenBehindClose",
             {{0xC1, kHello}, {0x88, kNormalClose}, {0xC1, kBroken}},
             true,
             false,
             Predicted::kOther},
        Sent{"BrokenBehindReserved", {{0x83, {}}, {0xC1, kBroken}}, true, false, Predicted::kOther},
        Sent{"Final", {{0xC1, kFinalHello}}, true, true, Predicted::kOther},
        Sent{"FinalAlone", {{0xC1, kFinalAlone}}, false, true, Predicted::kLeftOpen},
        Sent{"FinalThatTheTailCompletes", {{0xC1, {0x01}}}, true, true, Predicted::kOther},
        Sent{"BehindFinal", {{0xC1, kFinalAndMore}}, true, true, Predicted::kNothing},
        Sent{"BehindFinalInFragments", {{0x41, kFinalAlone}, {0x80, kHello}}, true, true, Predicted::kNothing},
        Sent{"AMessageBehindFinal", {{0xC1, kFinalHello}, {0xC1, kHello}}, true, true, Predicted::kOther}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace gauntlet::fuzz
