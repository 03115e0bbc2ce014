#include <gtest/gtest.h>

#include <numeric>

#include "conformance/play/tests/endpoint_rig.h"

// What the endpoint sends, and how it ends a connection.

namespace {

using namespace gauntlet;
using namespace gauntlet::endpoint_test;
using namespace std::chrono_literals;

// --- Frames --------------------------------------------------------------------------------------

TEST(EndpointSends, MaskedFramesToServersAndPlainOnesToClients) {
  for (const auto role : kRoles) {
    Rig rig(role);
    rig.endpoint.send_frame(frame(1, "Hello"), true);
    rig.endpoint.send_message(MessageKind::kBinary, bytes("x"), 0, false);
    rig.receive({frame(9, "ping")});
    rig.endpoint.send_close(bytes(body(1000)));
    const auto frames = rig.sent_frames();
    ASSERT_EQ(frames.size(), 4U);
    for (const auto& one : frames) EXPECT_TRUE(one.start.violations.empty()) << name(role) << ' ' << +one.start.opcode;
    EXPECT_EQ(text(frames[0].payload), "Hello");
  }
}

TEST(EndpointSends, EachFrameHasAKeyOfItsOwn) {
  Rig rig(SubjectRole::kServer);
  RandomSource same(1);
  for (int i = 0; i < 3; ++i) rig.endpoint.send_frame(frame(2, "x"), true);
  for (const auto& one : rig.sent_frames()) {
    EXPECT_EQ(one.start.masking_key, static_cast<std::uint32_t>(same.next()));
  }
}

TEST(EndpointSends, FramesAsTheCaseHasThem) {
  for (const auto role : kRoles) {
    Rig rig(role);
    auto odd = frame(0xB, "x", false, 7);
    odd.masking_key = 0x01020304;
    odd.length_form = wire::LengthForm::k64;
    odd.declared_length = 5;
    rig.endpoint.send_frame(odd, false);
    EXPECT_EQ(rig.sent, wire::encode(odd));
    rig.sent.clear();
    rig.endpoint.send_frame(frame(1, "not masked"), false);
    EXPECT_EQ(rig.sent, wire::encode(frame(1, "not masked")));
    rig.sent.clear();
    rig.endpoint.send_octets(bytes("as they are"));
    EXPECT_EQ(rig.sent, bytes("as they are"));
    EXPECT_EQ(rig.record.facts.sent.frames, 2U) << "octets are no frames";
  }
}

TEST(EndpointSends, APayloadThatGoesOnIsMaskedLikeItsFrame) {
  for (const auto role : kRoles) {
    Rig rig(role);
    auto begun = frame(2, "abc");
    begun.declared_length = 9;
    rig.endpoint.send_frame(begun, true);
    rig.endpoint.send_payload_part(bytes("de"));
    rig.endpoint.send_payload_part(bytes("fghi"));
    rig.endpoint.send_frame(frame(9, "next"), true);
    const auto frames = rig.sent_frames();
    ASSERT_EQ(frames.size(), 2U);
    EXPECT_EQ(text(frames[0].payload), "abcdefghi");
    EXPECT_EQ(text(frames[1].payload), "next");
  }
}

TEST(EndpointSends, FramesAreCountedAndLogged) {
  Rig rig(SubjectRole::kServer);
  rig.endpoint.set_now(Time(7));
  rig.endpoint.send_message(MessageKind::kText, bytes("Hello"), 3, false);
  rig.endpoint.send_frame(frame(9, "ping"), true);
  auto& facts = rig.record.facts;
  EXPECT_EQ(facts.sent_frames, (std::map<int, std::uint64_t>{{0, 1}, {1, 1}, {9, 1}}));
  EXPECT_EQ(facts.sent.frames, 3U);
  EXPECT_EQ(facts.sent.messages, 1U);
  EXPECT_EQ(facts.sent.app_octets, 5U);
  EXPECT_EQ(facts.sent.payload_octets, 5U) << "a control frame is no data";
  rig.record.log.move_into(facts);
  std::vector<std::string> rows;
  for (const auto& row : facts.wire_log) {
    EXPECT_EQ(row.kind, WireEntry::Kind::kSentFrame);
    EXPECT_EQ(row.at, Time(7));
    EXPECT_TRUE(row.masking_key);
    rows.push_back(fmt::format("{:x} {} {} {}", row.opcode, row.fin, row.size, row.head));
  }
  EXPECT_EQ(rows, (std::vector<std::string>{"1 false 3 Hel", "0 true 2 lo", "9 true 4 ping"}));
}

// --- Messages ------------------------------------------------------------------------------------

struct Fragmenting {
  std::size_t size, fragment;
  std::vector<std::size_t> sizes;
};
class EndpointFragments : public ::testing::TestWithParam<Fragmenting> {};
TEST_P(EndpointFragments, AsTheReference) {
  const auto& [size, fragment, sizes] = GetParam();
  Rig rig(SubjectRole::kClient);
  wire::Bytes payload(size);
  std::iota(payload.begin(), payload.end(), std::uint8_t{0});
  rig.endpoint.send_message(MessageKind::kBinary, payload, fragment, false);
  const auto frames = rig.sent_frames();
  std::vector<std::size_t> seen;
  wire::Bytes whole;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    EXPECT_EQ(frames[i].start.opcode, i == 0 ? 2 : 0);
    EXPECT_EQ(frames[i].start.fin, i + 1 == frames.size());
    seen.push_back(frames[i].payload.size());
    whole.insert(whole.end(), frames[i].payload.begin(), frames[i].payload.end());
  }
  EXPECT_EQ(seen, sizes);
  EXPECT_EQ(whole, payload);
}
INSTANTIATE_TEST_SUITE_P(Sizes, EndpointFragments,
                         ::testing::Values(Fragmenting{0, 0, {0}}, Fragmenting{10, 0, {10}}, Fragmenting{0, 4, {0}},
                                           Fragmenting{3, 4, {3}}, Fragmenting{4, 4, {4}}, Fragmenting{5, 4, {4, 1}},
                                           Fragmenting{8, 4, {4, 4, 0}}, Fragmenting{9, 4, {4, 4, 1}},
                                           Fragmenting{2, 1, {1, 1, 0}}));

TEST(EndpointSends, CompressedMessagesIfThatWasAgreed) {
  for (const auto role : kRoles) {
    Rig rig(role, wire::Deflate());
    EXPECT_TRUE(rig.endpoint.compresses());
    rig.endpoint.send_message(MessageKind::kText, bytes("Hello Hello"), 4, true);
    rig.endpoint.send_message(MessageKind::kText, bytes("plain"), 0, false);
    const auto frames = rig.sent_frames();
    ASSERT_GE(frames.size(), 3U);
    wire::Bytes deflated;
    for (std::size_t i = 0; i + 1 < frames.size(); ++i) {
      EXPECT_EQ(frames[i].start.rsv, i == 0 ? 4 : 0) << "RSV1 on the first frame alone (RFC 7692 section 6)";
      deflated.insert(deflated.end(), frames[i].payload.begin(), frames[i].payload.end());
    }
    EXPECT_EQ(text(wire::Decompressor(15, false).message(deflated, 100).octets), "Hello Hello");
    EXPECT_EQ(frames.back().start.rsv, 0);
    EXPECT_EQ(text(frames.back().payload), "plain");
    EXPECT_EQ(rig.record.facts.sent.app_octets, 16U);
    EXPECT_EQ(rig.record.facts.sent.payload_octets, deflated.size() + 5);
  }
}

TEST(EndpointSends, PlainMessagesIfCompressionWasNotAgreed) {
  Rig rig(SubjectRole::kServer);
  EXPECT_FALSE(rig.endpoint.compresses());
  rig.endpoint.send_message(MessageKind::kText, bytes("Hello"), 0, true);
  EXPECT_EQ(rig.sent_frames().at(0).start.rsv, 0);
  EXPECT_EQ(text(rig.sent_frames().at(0).payload), "Hello");
}

// Our own side's parameters: each message by itself, though the subject may take over its context.
TEST(EndpointSends, WithTheWindowThatWasAgreedOnForOurSide) {
  for (const auto role : kRoles) {
    wire::Deflate agreed;
    (role == SubjectRole::kServer ? agreed.client_no_context_takeover : agreed.server_no_context_takeover) = true;
    Rig rig(role, agreed);
    for (int i = 0; i < 2; ++i) rig.endpoint.send_message(MessageKind::kText, bytes("Hello"), 0, true);
    for (const auto& one : rig.sent_frames()) {
      EXPECT_EQ(text(wire::Decompressor(15, true).message(one.payload, 100).octets), "Hello");
    }
  }
}

TEST(EndpointSends, AMessageIsRememberedForItsEcho) {
  Rig rig(SubjectRole::kServer, wire::Deflate());
  rig.endpoint.send_message(MessageKind::kText, bytes("Hello"), 2, true);
  rig.sent.clear();
  rig.receive({frame(1, "Hello")});
  EXPECT_EQ(told(rig), "text Hello = 0; open");
  EXPECT_TRUE(rig.record.last_message_was_echo);
}

// --- Answers to pings ------------------------------------------------------------------------------

TEST(EndpointSends, NoPongIfTheCaseWantsNone) {
  Rig rig(SubjectRole::kServer);
  rig.endpoint.answers_pings = false;
  rig.receive({frame(9, "x")});
  EXPECT_TRUE(rig.sent.empty());
}

TEST(EndpointSends, NoMorePongsThanCanBeWritten) {
  Rig rig(SubjectRole::kServer);
  const std::vector<wire::Frame> flood(1000, frame(9, std::string(125, 'x')));
  for (int i = 0; i < 10; ++i) rig.receive(flood);
  const auto before = rig.sent_frames().size();
  EXPECT_EQ(before, 8005U) << "a MiB, with six octets of header each";
  rig.endpoint.all_written();
  rig.receive({frame(9, "again")});
  EXPECT_EQ(rig.sent_frames().size(), before + 1);
}

// --- Closing -------------------------------------------------------------------------------------

TEST(EndpointCloses, OnceAndSaysSo) {
  struct Row {
    std::string body;
    std::optional<std::uint16_t> code;
    std::optional<std::string> reason;
  };
  for (const auto& row :
       {Row{"", {}, {}}, Row{"x", {}, {}}, Row{body(1000), 1000, {}}, Row{body(4000, "bye"), 4000, "bye"}}) {
    Rig rig(SubjectRole::kServer);
    rig.endpoint.send_close(bytes(row.body));
    rig.endpoint.send_close(bytes(body(1001)));
    ASSERT_EQ(rig.sent_frames().size(), 1U);
    EXPECT_EQ(text(rig.sent_frames()[0].payload), row.body);
    const auto& facts = rig.record.facts;
    EXPECT_TRUE(facts.closed_by_me);
    EXPECT_FALSE(facts.failed_by_me);
    EXPECT_EQ(facts.local_close_code, row.code);
    EXPECT_EQ(rig.record.first_close_code_sent, row.code);
    EXPECT_EQ(facts.local_close_reason, row.reason);
    EXPECT_EQ(rig.endpoint.state(), Endpoint::State::kClosing);
  }
}

TEST(EndpointCloses, TheAnswerToOurCloseIsNotAnswered) {
  for (const auto role : kRoles) {
    Rig rig(role);
    rig.endpoint.send_close(bytes(body(1001)));
    rig.receive({frame(8, body(1001))});
    EXPECT_EQ(told(rig), fmt::format("sends Close 1001; Close 1001; clean; {}",
                                     role == SubjectRole::kServer ? "closing" : "closed, dropped"));
    EXPECT_TRUE(rig.record.facts.closed_by_me);
  }
}

TEST(EndpointCloses, ThatItAnsweredIsNotItsOwnDoing) {
  Rig rig(SubjectRole::kServer);
  rig.receive({frame(8, body(4000))});
  EXPECT_FALSE(rig.record.facts.closed_by_me);
  EXPECT_FALSE(rig.record.first_close_code_sent);
  EXPECT_EQ(rig.record.facts.local_close_code, 1000);
}

TEST(EndpointCloses, FailingIsACloseFirstAndADropThen) {
  Rig rig(SubjectRole::kServer);
  rig.endpoint.fail(1001, std::string(200, 'x'));
  EXPECT_EQ(told(rig), "sends Close 1001; closing");
  EXPECT_TRUE(rig.record.facts.failed_by_me);
  EXPECT_EQ(rig.record.facts.local_close_reason, std::string(100, 'x')) << "a control frame has 125 octets at most";
  rig.endpoint.fail(1002, "again");
  EXPECT_EQ(told(rig), "sends Close 1001; closed, dropped");
  EXPECT_EQ(rig.record.facts.local_close_code, 1001);
  rig.endpoint.fail(1002, "too late");
  rig.endpoint.drop(Endpoint::Drop::kAbort, "too late");
  EXPECT_EQ(told(rig), "sends Close 1001; closed, dropped");
  EXPECT_TRUE(rig.record.facts.dropped_by_me);
}

// --- The end of the transport, and deadlines ---------------------------------------------------------

constexpr const char* kNoHandshake = "the peer dropped the transport without a closing handshake";

struct Ending {
  std::string name;
  SubjectRole subject;
  void (*play)(Rig&);
  std::optional<Time> deadline;  ///< before it is over
  std::string told, not_clean;
};
void PrintTo(const Ending& ending, std::ostream* out) { *out << ending.name; }

// The subject's Close, or its answer to ours, comes at 100 ms.
void close_and_answer(Rig& rig) {
  rig.endpoint.send_close(bytes(body(1000)));
  rig.receive({frame(8, body(1000))}, 100ms);
}

const std::vector<Ending>& endings() {
  constexpr auto kServer = SubjectRole::kServer, kClient = SubjectRole::kClient;
  static const std::vector<Ending> kRows = {
      {"OpenConnectionsHaveNone", kServer, [](Rig&) {}, std::nullopt, "open", ""},
      {"NoAnswerToOurClose", kServer, [](Rig& rig) { rig.endpoint.send_close({}); }, 1000ms,
       "sends Close; closed, aborted", "the peer did not answer our Close in time"},
      {"NoAnswerOfAClient", kClient, [](Rig& rig) { rig.endpoint.send_close({}); }, 1000ms,
       "sends Close; closed, aborted", "the peer did not answer our Close in time"},
      {"AServerThatStays", kServer, close_and_answer, 600ms, "sends Close 1000; Close 1000; closed, aborted",
       "the server did not end the transport in time"},
      {"AServerThatStaysAfterItsClose", kServer, [](Rig& rig) { rig.receive({frame(8, body(1001))}, 100ms); }, 600ms,
       "sends Close 1000; Close 1001; closed, aborted", "the server did not end the transport in time"},
      {"AClientIsLeftAtOnce", kClient, close_and_answer, std::nullopt,
       "sends Close 1000; Close 1000; clean; closed, dropped", ""},
      {"AClientIsLeftLater", kClient,
       [](Rig& rig) {
         rig.endpoint.linger = 300ms;
         close_and_answer(rig);
       },
       400ms, "sends Close 1000; Close 1000; clean; closed, dropped", ""},
      {"EndedWhileOpen", kServer, [](Rig& rig) { rig.endpoint.ended(1ms); }, std::nullopt, "closed", kNoHandshake},
      {"EndedInsteadOfAnAnswer", kServer,
       [](Rig& rig) {
         rig.endpoint.send_close({});
         rig.endpoint.ended(1ms);
       },
       std::nullopt, "sends Close; closed", kNoHandshake},
      {"EndedInOrder", kServer,
       [](Rig& rig) {
         close_and_answer(rig);
         rig.endpoint.ended(200ms);
       },
       std::nullopt, "sends Close 1000; Close 1000; clean; closed", ""},
      {"EndedAfterADrop", kServer,
       [](Rig& rig) {
         rig.endpoint.drop(Endpoint::Drop::kGraceful, "why");
         rig.endpoint.ended(1ms);
       },
       std::nullopt, "closed, dropped", ""},
  };
  return kRows;
}

class EndpointEnds : public ::testing::TestWithParam<Ending> {};
TEST_P(EndpointEnds, ByADeadlineOrWithTheTransport) {
  const auto& row = GetParam();
  Rig rig(row.subject, std::nullopt, {.close_handshake = 1000ms, .server_drop = 500ms});
  row.play(rig);
  EXPECT_EQ(rig.endpoint.deadline(), row.deadline);
  if (row.deadline) {
    const auto before = told(rig);
    rig.endpoint.time_passed(*row.deadline - 1us);
    EXPECT_EQ(told(rig), before);
  }
  rig.endpoint.time_passed(1h);
  EXPECT_EQ(told(rig), row.told);
  EXPECT_EQ(rig.record.facts.was_not_clean_reason, row.not_clean);
  EXPECT_FALSE(rig.endpoint.deadline());
}
INSTANTIATE_TEST_SUITE_P(All, EndpointEnds, ::testing::ValuesIn(endings()),
                         [](const auto& test) { return test.param.name; });

TEST(EndpointCloses, WhichDeadlineWasMissed) {
  for (const bool answered : {false, true}) {
    Rig rig(SubjectRole::kServer);
    rig.endpoint.send_close({});
    if (answered) rig.receive({frame(8, "")});
    rig.endpoint.time_passed(1h);
    EXPECT_EQ(rig.record.facts.closing_timeout, !answered);
    EXPECT_EQ(rig.record.facts.drop_timeout, answered);
    EXPECT_FALSE(rig.record.subject_ended);
  }
}

}  // namespace
