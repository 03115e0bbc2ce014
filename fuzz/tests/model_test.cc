#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "fuzz/model/receiver.h"

// The model against the RFC, by examples: it is the judge of the codec, so somebody has to judge it.

namespace gauntlet::model {
namespace {

struct ModelExample {
  std::string name;
  Bytes octets;  ///< to a client: not masked
  std::string expected;
  std::uint64_t max_frame = 1000, max_message = 1000;
  std::uint32_t max_fragments = 10;
};

void PrintTo(const ModelExample& example, std::ostream* out) { *out << example.name; }

/// Events, one a line, short.
std::string told(const Trace& trace) {
  constexpr std::array<std::string_view, 7> kNames{"text", "binary", "ping", "pong", "close", "failed", "closed"};
  std::string text;
  for (const Seen& event : trace.events) {
    if (event.kind == Seen::Kind::kClosed) {
      text += event.clean ? "closed clean\n" : "closed\n";
      continue;
    }
    text += kNames[static_cast<std::size_t>(event.kind)];
    if (event.kind == Seen::Kind::kFailed) {
      text += " " + std::string(event.rule) + " at " + std::to_string(event.offset);
    } else {
      const View payload = trace.payload(event);
      text += " " + std::string(payload.begin(), payload.end());
    }
    if (event.code != 0) text += " " + std::to_string(event.code);
    text += "\n";
  }
  return text;
}

std::uint32_t no_key(std::uint64_t) { return 0; }

class ReceiverExamples : public ::testing::TestWithParam<ModelExample> {};

TEST_P(ReceiverExamples, WhateverThePieces) {
  const ModelExample& example = GetParam();
  for (std::size_t size = 1; size <= std::max<std::size_t>(example.octets.size(), 1); ++size) {
    Trace trace;
    Receiver receiver({.server = false,
                       .max_frame = example.max_frame,
                       .max_message = example.max_message,
                       .max_fragments = example.max_fragments,
                       .registry_year = 2016,
                       .masking_key = &no_key},
                      trace);
    for (std::size_t begin = 0; begin < example.octets.size(); begin += size) {
      receiver.octets(View(example.octets).subspan(begin, std::min(size, example.octets.size() - begin)));
    }
    EXPECT_EQ(told(trace), example.expected) << "in pieces of " << size;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, ReceiverExamples,
    ::testing::Values(
        ModelExample{"Nothing", {}, ""}, ModelExample{"EmptyText", {0x81, 0}, "text \n"},
        ModelExample{"FragmentsWithAPingBetween", {0x01, 1, 'a', 0x89, 1, 'p', 0x80, 1, 'b'}, "ping p\ntext ab\n"},
        ModelExample{"ACharacterOverTwoFragments", {0x01, 1, 0xC3, 0x80, 1, 0xA4}, "text \xC3\xA4\n"},
        ModelExample{"ReservedBit", {0xC1}, "failed reserved-bits at 0 1002\nclosed\n"},
        ModelExample{"ReservedOpcode", {0x83}, "failed reserved-opcode at 0 1002\nclosed\n"},
        ModelExample{"FragmentedPing", {0x09}, "failed control-fragmented at 0 1002\nclosed\n"},
        ModelExample{"LongPing", {0x89, 126}, "failed control-too-long at 1 1002\nclosed\n"},
        ModelExample{"Masked", {0x81, 0x80}, "failed mask-forbidden at 1 1002\nclosed\n"},
        ModelExample{"NotMinimal16", {0x82, 126, 0, 125}, "failed length-not-minimal at 3 1002\nclosed\n"},
        ModelExample{"TopBit", {0x82, 127, 0x80}, "failed length-top-bit at 2 1002\nclosed\n"},
        ModelExample{"NothingToContinue", {0x80}, "failed unexpected-continuation at 0 1002\nclosed\n"},
        ModelExample{"SecondMessageInside", {0x01, 0, 0x81}, "failed expected-continuation at 2 1002\nclosed\n"},
        ModelExample{"InvalidUtf8", {0x81, 3, 'a', 0xFF, 'b'}, "failed invalid-utf8 at 3 1007\nclosed\n"},
        ModelExample{"InvalidUtf8BeforeTheEndOfTheFrame", {0x81, 9, 0xC0}, "failed invalid-utf8 at 2 1007\nclosed\n"},
        ModelExample{"UnfinishedCharacter", {0x81, 1, 0xC3}, "failed invalid-utf8 at 2 1007\nclosed\n"},
        ModelExample{
            "UnfinishedBeforeAnEmptyFragment", {0x01, 1, 0xC3, 0x80, 0}, "failed invalid-utf8 at 4 1007\nclosed\n"},
        ModelExample{"BinaryIsNotLookedAt", {0x82, 1, 0xFF}, "binary \xFF\n"},
        ModelExample{"CloseWithoutCode", {0x88, 0}, "close  1005\n"},
        ModelExample{"CloseWithReason", {0x88, 3, 0x03, 0xE8, 'x'}, "close x 1000\n"},
        ModelExample{"CloseOfOneOctet", {0x88, 1, 0x03}, "failed close-body-one-octet at 2 1002\nclosed\n"},
        ModelExample{"Close1005", {0x88, 2, 0x03, 0xED}, "failed close-code-invalid at 3 1002\nclosed\n"},
        ModelExample{"CloseCode0", {0x88, 2, 0, 0}, "failed close-code-invalid at 2 1002\nclosed\n"},
        ModelExample{"CloseReasonNotUtf8", {0x88, 3, 0x03, 0xE8, 0xFF}, "failed close-reason-utf8 at 4 1007\nclosed\n"},
        ModelExample{"NothingAfterClose", {0x88, 0, 0x81, 0}, "close  1005\n"},
        ModelExample{"FrameTooBig", {0x82, 5}, "failed frame-too-big at 1 1009\nclosed\n", 4},
        ModelExample{"MessageTooBig", {0x02, 3, 1, 2, 3, 0x80, 3}, "failed message-too-big at 6 1009\nclosed\n", 4, 5},
        ModelExample{
            "TooManyFragments", {0x02, 0, 0x00, 0, 0x00, 0}, "failed too-many-fragments at 4 1008\nclosed\n", 4, 4, 2}),
    [](const auto& test) { return test.param.name; });

TEST(Receiver, AServerEndsTheTransportAndAClientWaits) {
  for (const bool server : {false, true}) {
    Trace trace;
    Receiver receiver(
        {.server = server, .max_frame = 10, .max_message = 10, .max_fragments = 10, .masking_key = &no_key}, trace);
    receiver.octets(server ? Bytes{0x88, 0x80, 0, 0, 0, 0} : Bytes{0x88, 0});
    EXPECT_EQ(trace.drop, server);
    receiver.ended();
    EXPECT_EQ(told(trace), "close  1005\nclosed clean\n");
  }
}

TEST(Receiver, AnswersPingsUntilItsClose) {
  Trace trace;
  Receiver receiver({.server = true, .max_frame = 10, .max_message = 10, .max_fragments = 10}, trace);
  const Bytes ping{0x89, 0x81, 0, 0, 0, 0, 'p'};
  receiver.octets(ping);
  receiver.close(1000);
  receiver.octets(ping);
  EXPECT_EQ(trace.output, (Bytes{0x8A, 1, 'p', 0x88, 2, 0x03, 0xE8}));
}

TEST(CloseCodes, ByTheRegistryOfTheYear) {
  for (const unsigned code : {0U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 2999U, 5000U, 65535U}) {
    EXPECT_FALSE(may_stand_in_close(code, 2016)) << code;
  }
  for (const unsigned code : {1000U, 1003U, 1007U, 1011U, 3000U, 4999U})
    EXPECT_TRUE(may_stand_in_close(code, 2011)) << code;
  EXPECT_FALSE(may_stand_in_close(1012, 2011));
  EXPECT_TRUE(may_stand_in_close(1012, 2012));
  EXPECT_FALSE(may_stand_in_close(1014, 2012));
  EXPECT_TRUE(may_stand_in_close(1014, 2016));
}

}  // namespace
}  // namespace gauntlet::model
