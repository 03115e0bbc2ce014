#include "conformance/play/endpoint.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/play/expectation.h"
#include "conformance/play/tests/endpoint_rig.h"

// What the endpoint makes of the octets of a subject.

namespace {

using namespace gauntlet;
using namespace gauntlet::endpoint_test;
using namespace std::chrono_literals;

wire::Frame with_length(wire::Frame frame, wire::LengthForm form, std::optional<std::uint64_t> declared = {}) {
  frame.length_form = form;
  frame.declared_length = declared;
  return frame;
}

struct Reading {
  std::string name;
  std::vector<wire::Frame> frames;
  std::string expected;
};
void PrintTo(const Reading& reading, std::ostream* out) { *out << reading.name; }

const std::vector<Reading>& orderly() {
  static const std::string kLongControl(125, 'p');
  static const std::vector<Reading> kRows = {
      {"Nothing", {}, "open"},
      {"Text", {frame(1, "Hello")}, "text Hello; open"},
      {"Binary", {frame(2, "\xff\xfe")}, "binary \xff\xfe; open"},
      {"Empty", {frame(1, ""), frame(2, "")}, "text ; binary ; open"},
      {"Length16", {frame(2, std::string(126, 'x'))}, "binary of 126; open"},
      {"Length64", {frame(2, std::string(65536, 'x'))}, "binary of 65536; open"},
      {"Fragments", {frame(1, "He", false), frame(0, "", false), frame(0, "llo")}, "text Hello; open"},
      {"ControlBetweenFragments",
       {frame(2, "a", false), frame(9, "1"), frame(0, "b", false), frame(10, "2"), frame(0, "c"), frame(1, "d")},
       "pong 2; binary abc; text d; sends pong 1; open"},
      {"ACharacterInTwoFragments", {frame(1, "\xce", false), frame(0, "\xba")}, "text \xce\xba; open"},
      {"AnUnfinishedMessage", {frame(1, "He", false)}, "open"},
      {"Pings", {frame(9, ""), frame(9, kLongControl)}, "sends pong ; sends pong " + kLongControl + "; open"},
      {"Pongs", {frame(10, ""), frame(10, kLongControl)}, "pong ; pong " + kLongControl + "; open"},
      {"Close", {frame(8, body(1000))}, "sends Close 1000; Close 1000; clean; closing"},
      {"CloseWithoutCode", {frame(8, "")}, "sends Close 1000; Close; clean; closing"},
      {"CloseWithReason", {frame(8, body(4999, "bye"))}, "sends Close 1000; Close 4999bye; clean; closing"},
      {"MessageAfterClose",
       {frame(8, body(1000)), frame(1, "late")},
       "text late; sends Close 1000; Close 1000; 1 after it; clean; closing"},
      {"NoPongAfterClose",
       {frame(8, body(1000)), frame(9, "late")},
       "sends Close 1000; Close 1000; 1 after it; clean; closing"},
      {"TheLastCloseIsKept",
       {frame(8, body(1000, "a")), frame(8, body(1001))},
       "sends Close 1000; Close 1001; 2 of them; 1 after it; clean; closing"},
  };
  return kRows;
}

// The first violation is answered by Close, the second by the end of the transport.
const std::vector<Reading>& violations() {
  static const std::vector<Reading> kRows = {
      {"Rsv1", {frame(1, "x", true, 4)}, "broke reserved-bits; sends Close 1002; closing"},
      {"Rsv2", {frame(1, "x", true, 2)}, "broke reserved-bits; sends Close 1002; closing"},
      {"Rsv3", {frame(9, "x", true, 1)}, "broke reserved-bits; sends Close 1002; closing"},
      {"ReservedDataOpcode", {frame(3, "x")}, "broke reserved-opcode; sends Close 1002; closing"},
      {"ReservedControlOpcode", {frame(11, "x")}, "broke reserved-opcode; sends Close 1002; closing"},
      {"FragmentedPing", {frame(9, "x", false)}, "broke control-fragmented; sends Close 1002; closing"},
      {"UnexpectedContinuation", {frame(0, "x")}, "broke unexpected-continuation; sends Close 1002; closing"},
      {"ExpectedContinuation",
       {frame(1, "a", false), frame(1, "b")},
       "broke expected-continuation; sends Close 1002; closing"},
      {"ControlTooLong", {frame(9, std::string(126, 'x'))}, "broke control-too-long; sends Close 1002; closing"},
      {"LengthNotMinimal",
       {with_length(frame(2, "x"), wire::LengthForm::k16)},
       "broke length-not-minimal; sends Close 1002; closing"},
      {"LengthTopBit",
       {with_length(frame(2, ""), wire::LengthForm::k64, 1ULL << 63U)},
       "broke length-top-bit; sends Close 1002; closing"},
      {"BeforeAndAfterIt",
       {frame(1, "a"), frame(3, "x"), frame(1, "b"), frame(10, "c"), frame(9, "d")},
       "text a; pong c; broke reserved-opcode; sends Close 1002; closing"},
      {"CloseBodyOfOneOctet", {frame(8, "x")}, "broke close-body-one-octet; sends Close 1002; Close; clean; closing"},
      {"CloseReasonNoUtf8",
       {frame(8, body(1000, "\xff"))},
       "broke close-reason-utf8; sends Close 1007; Close 1000\xff; clean; closing"},
      {"TextThatEndsWithinACharacter", {frame(1, "\xce")}, "broke invalid-utf8; sends Close 1007; closing"},
      {"TextThatGoesWrongBeforeItsEnd",
       {frame(1, "\xff", false), frame(0, "x"), frame(1, "never read")},
       "broke invalid-utf8; broke invalid-utf8; sends Close 1007; closed, dropped"},
      {"Two",
       {frame(3, "x"), frame(11, "y"), frame(1, "never read")},
       "broke reserved-opcode; broke reserved-opcode; sends Close 1002; closed, dropped"},
      {"TwoInOneHeader",
       {frame(3, "x", true, 2)},
       "broke reserved-bits; broke reserved-opcode; sends Close 1002; closed, dropped"},
      {"TwoInOneClose",
       {frame(8, body(1005, "\xff"))},
       "broke close-code-invalid; broke close-reason-utf8; sends Close 1002; Close 1005\xff; closed, dropped"},
  };
  return kRows;
}

/// The octets in one piece, in two at each place, and octet by octet.
std::vector<std::vector<std::size_t>> cuts(std::size_t size) {
  std::vector<std::vector<std::size_t>> all{{size}};
  for (std::size_t at = 1; at<size; at += at> 32 && at + 32 < size ? 97 : 1) all.push_back({at, size - at});
  all.emplace_back(size, 1U);
  return all;
}

/// What is told of the same octets must not depend on the reads that they came in.
void expect_told(const Reading& reading, SubjectRole role, std::optional<wire::Deflate> deflate = std::nullopt) {
  std::vector<std::string> log;
  const auto octets = Rig(role).octets_of(reading.frames);
  for (const auto& pieces : cuts(octets.size())) {
    Rig rig(role, deflate);
    rig.endpoint.linger = 1s;
    auto left = wire::View(octets);
    for (const auto size : pieces) {
      rig.endpoint.received(left.first(size), Time(0));
      left = left.subspan(size);
    }
    ASSERT_EQ(told(rig), reading.expected) << name(role) << ", cut at " << pieces.front();
    rig.record.log.move_into(rig.record.facts);
    std::vector<std::string> rows;
    for (const auto& row : rig.record.facts.wire_log) {
      rows.push_back(fmt::format("{} {:x}{} {} {} {}", static_cast<int>(row.kind), row.opcode, row.fin ? "" : "+",
                                 row.size, row.head, row.note));
    }
    if (log.empty()) log = rows;
    ASSERT_EQ(rows, log) << name(role) << ", cut at " << pieces.front();
  }
}

class EndpointReads : public ::testing::TestWithParam<Reading> {};
TEST_P(EndpointReads, TheSameHoweverItIsCut) {
  for (const auto role : kRoles) expect_told(GetParam(), role);
}
constexpr auto kNameOfReading = [](const auto& test) { return test.param.name; };
INSTANTIATE_TEST_SUITE_P(Orderly, EndpointReads, ::testing::ValuesIn(orderly()), kNameOfReading);
INSTANTIATE_TEST_SUITE_P(Violation, EndpointReads, ::testing::ValuesIn(violations()), kNameOfReading);

TEST(Endpoint, MaskingIsThatOfTheSubjectsRole) {
  auto masked = frame(1, "x");
  masked.masking_key = 1;
  expect_told({"", {masked}, "broke mask-forbidden; sends Close 1002; closing"}, SubjectRole::kServer);
  Rig rig(SubjectRole::kClient);
  rig.endpoint.received(wire::encode(frame(1, "x")), Time(0));
  EXPECT_EQ(told(rig), "broke mask-required; sends Close 1002; closing");
}

TEST(Endpoint, MaskingKeysAreCounted) {
  Rig rig(SubjectRole::kClient);
  auto again = frame(1, "x");
  again.masking_key = 7;
  rig.receive({again, again, frame(9, "x")});
  EXPECT_EQ(rig.record.masked_frames, 3U);
  EXPECT_EQ(rig.record.masking_keys.size(), 2U);
}

TEST(Endpoint, CloseCodesOfTheReference) {
  const std::pair<unsigned, bool> codes[] = {{0, false},    {999, false}, {1000, true}, {1003, true},  {1004, false},
                                             {1006, false}, {1007, true}, {1014, true}, {1015, false}, {1016, false},
                                             {2999, false}, {3000, true}, {4999, true}, {5000, false}, {65535, false}};
  for (const auto& [code, accepted] : codes) {
    Rig rig(SubjectRole::kServer);
    rig.receive({frame(8, body(code))});
    EXPECT_EQ(told(rig),
              fmt::format("{}; Close {}; clean; closing",
                          accepted ? "sends Close 1000" : "broke close-code-invalid; sends Close 1002", code));
  }
}

// --- Compressed messages -------------------------------------------------------------------------

constexpr const char* kPangram = "The quick brown fox jumps over the lazy dog";

std::string deflated(wire::Compressor& compressor, std::string_view message) {
  return text(compressor.message(bytes(message)));
}

TEST(Endpoint, CompressedMessages) {
  for (const auto role : kRoles) {
    wire::Compressor compressor(15, false);
    const auto first = deflated(compressor, kPangram), second = deflated(compressor, kPangram);
    EXPECT_LT(second.size(), first.size()) << "it reaches back into the first";
    const auto cut = first.size() / 2;
    expect_told({"",
                 {frame(1, first.substr(0, cut), false, 4), frame(9, "x"), frame(0, first.substr(cut)),
                  frame(2, second, true, 4), frame(1, "plain")},
                 fmt::format("text {0}; binary {0}; text plain; sends pong x; open", kPangram)},
                role, wire::Deflate());
    Rig rig(role, wire::Deflate());
    rig.receive({frame(1, first, true, 4), frame(1, "plain")});
    EXPECT_EQ(rig.record.messages, 2U);
    EXPECT_EQ(rig.record.compressed_messages, 1U);
    EXPECT_EQ(rig.record.facts.received_traffic.app_octets, std::string_view(kPangram).size() + 5);
    EXPECT_EQ(rig.record.facts.received_traffic.payload_octets, first.size() + 5);
  }
}

TEST(Endpoint, WhatIsWrongWithCompressedMessages) {
  wire::Compressor compressor(15, false);
  const std::vector<Reading> rows = {
      {"", {frame(1, "\xff\xff", true, 4)}, "broke inflate-failed; sends Close 1007; closing"},
      {"", {frame(1, deflated(compressor, "\xff"), true, 4)}, "broke invalid-utf8; sends Close 1007; closing"},
      {"", {frame(9, "x", true, 4)}, "broke compressed-control; sends Close 1002; closing"},
      {"", {frame(2, "x", false), frame(0, "y", true, 4)}, "broke compressed-continuation; sends Close 1002; closing"},
      {"", {frame(2, "x", true, 6)}, "broke reserved-bits; sends Close 1002; closing"},
  };
  for (const auto role : kRoles) {
    for (const auto& row : rows) expect_told(row, role, wire::Deflate());
  }
}

// What each side may use is what was agreed on for it: here the subject had to begin each message anew.
TEST(Endpoint, TheAgreementForTheSubjectsSideCounts) {
  for (const auto role : kRoles) {
    wire::Deflate agreed;
    (role == SubjectRole::kServer ? agreed.server_no_context_takeover : agreed.client_no_context_takeover) = true;
    wire::Compressor compressor(15, false);
    const auto first = deflated(compressor, kPangram), second = deflated(compressor, kPangram);
    expect_told({"",
                 {frame(1, first, true, 4), frame(1, second, true, 4)},
                 fmt::format("text {}; broke inflate-failed; sends Close 1007; closing", kPangram)},
                role, agreed);
  }
}

// --- Echoes --------------------------------------------------------------------------------------

TEST(Endpoint, EchoesComeInOrderAndOnce) {
  Rig rig(SubjectRole::kServer);
  for (const auto* message : {"a", "b", "a"}) rig.endpoint.remember_sent(MessageKind::kText, bytes(message));
  rig.receive(
      {frame(1, "b"), frame(2, "a"), frame(1, "a"), frame(1, "b"), frame(1, "b"), frame(1, "a"), frame(1, "a")});
  EXPECT_EQ(told(rig), "text b; binary a; text a = 0; text b = 1; text b; text a = 2; text a; open");
  EXPECT_FALSE(rig.record.last_message_was_echo);
}

TEST(Endpoint, LongEchoesHaveNoFingerprint) {
  const std::string largest(kMostEchoToFingerprint, 'x'), larger = largest + "x";
  Rig rig(SubjectRole::kServer);
  rig.endpoint.remember_sent(MessageKind::kText, bytes(largest));
  rig.endpoint.remember_sent(MessageKind::kText, bytes(larger));
  rig.receive({frame(1, largest), frame(1, larger), frame(1, larger)});
  const auto& events = rig.record.facts.received;
  EXPECT_EQ(events.at(0).fingerprint, fingerprint(bytes(largest)));
  EXPECT_EQ(events.at(1).fingerprint, 0U);
  EXPECT_EQ(events.at(2).fingerprint, fingerprint(bytes(larger))) << "it is no echo";
}

// --- Bounds --------------------------------------------------------------------------------------

TEST(Endpoint, AMessageThatNothingExplainsIsBounded) {
  const Endpoint::Limits limits{.max_message = 40, .unasked = 10};
  const std::string refused = "broke message-too-big; sends Close 1009; closed, aborted";
  struct Row {
    std::size_t sent, received;
    bool kept;
  };
  for (const auto& row :
       {Row{0, 10, true}, {0, 11, false}, {30, 30, true}, {30, 31, false}, {50, 40, true}, {50, 41, false}}) {
    Rig rig(SubjectRole::kServer, std::nullopt, limits);
    if (row.sent > 0) rig.endpoint.remember_sent(MessageKind::kBinary, wire::Bytes(row.sent, 'x'));
    rig.receive({frame(2, std::string(row.received, 'y')), frame(1, "")});
    EXPECT_EQ(told(rig), row.kept ? "binary " + std::string(row.received, 'y') + "; text ; open" : refused);
  }
}

TEST(Endpoint, WhatInflatesIsBoundedToo) {
  wire::Compressor compressor(15, false);
  Rig rig(SubjectRole::kServer, wire::Deflate(), {.unasked = 100});
  rig.receive({frame(2, deflated(compressor, std::string(101, 'x')), true, 4)});
  EXPECT_EQ(told(rig), "broke inflate-failed; sends Close 1007; closing");
}

TEST(Endpoint, EventsAreBoundedAndCounted) {
  Rig rig(SubjectRole::kServer, std::nullopt, {.max_events = 2});
  std::size_t called = 0;
  rig.endpoint.on_event = [&] { ++called; };
  rig.receive({frame(1, "a"), frame(10, "b"), frame(1, "c"), frame(10, "d"), frame(9, "no event")});
  EXPECT_EQ(told(rig), "text a; pong b; sends pong no event; open");
  EXPECT_EQ(rig.record.facts.received_dropped, 2U);
  EXPECT_EQ(rig.record.messages, 2U);
  EXPECT_EQ(rig.record.pongs, 2U);
  EXPECT_EQ(called, 4U);
}

TEST(Endpoint, OfLargePayloadsTheHeadsAreKept) {
  Rig rig(SubjectRole::kServer);
  rig.receive({frame(2, std::string(1000, 'x')), frame(10, std::string(1000, 'y'))});
  EXPECT_EQ(rig.record.facts.received.at(0).head, std::string(64, 'x'));
  EXPECT_EQ(rig.record.facts.received.at(1).head, std::string(256, 'y'));
  EXPECT_EQ(rig.record.facts.received.at(1).size, 1000U);
}

// --- What is written down --------------------------------------------------------------------------

TEST(Endpoint, FramesAndOctetsAreCounted) {
  Rig rig(SubjectRole::kServer);
  const std::vector<wire::Frame> frames = {frame(1, "He", false), frame(9, "!"), frame(0, "llo"), frame(8, body(1000))};
  rig.receive(frames);
  const auto& facts = rig.record.facts;
  EXPECT_EQ(facts.received_frames, (std::map<int, std::uint64_t>{{0, 1}, {1, 1}, {8, 1}, {9, 1}}));
  EXPECT_EQ(facts.received_traffic.frames, 4U);
  EXPECT_EQ(facts.received_traffic.messages, 1U);
  EXPECT_EQ(facts.received_traffic.app_octets, 5U);
  EXPECT_EQ(facts.received_traffic.payload_octets, 5U);
  EXPECT_EQ(facts.received_traffic.wire_octets, rig.octets_of(frames).size());
}

TEST(Endpoint, AFrameInTheLogHasItsOwnPayload) {
  Rig rig(SubjectRole::kServer);
  rig.receive({frame(1, "He", false), frame(9, "!"), frame(0, "", false), frame(0, "llo"), frame(1, "x")});
  rig.record.log.move_into(rig.record.facts);
  std::vector<std::string> heads;
  for (const auto& entry : rig.record.facts.wire_log) {
    if (entry.kind == WireEntry::Kind::kReceivedFrame) heads.push_back(entry.head);
  }
  EXPECT_EQ(heads, (std::vector<std::string>{"He", "!", "", "llo", "x"}));
}

// Once the transport is given up, what the same read still holds is counted if it stands behind a Close.
TEST(Endpoint, BehindTheEndOnlyFramesAfterACloseAreCounted) {
  Rig client(SubjectRole::kClient);
  client.receive({frame(8, body(1000)), frame(1, "late"), frame(8, "")});
  EXPECT_EQ(told(client), "sends Close 1000; Close 1000; 2 of them; 2 after it; clean; closed, dropped");
  client.receive({frame(1, "of another read")});
  EXPECT_EQ(client.record.frames_after_close, 2U);
}

}  // namespace
