#include "conformance/play/player.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "conformance/mutants/mutants.h"
#include "conformance/play/judge.h"
#include "conformance/subjects/codec_endpoint.h"
#include "conformance/subjects/in_process.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;

const std::vector<CaseTable>& tables() {
  static const auto loaded = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
  return loaded.tables;
}

RunResult play(const std::string& id, SubjectRole role, const InProcessFactory& factory = make_codec_endpoint,
               Rechunk rechunk = {}) {
  const auto selection = select_cases(tables(), id);
  EXPECT_EQ(selection.cases.size(), 1U) << id;
  PlayerOptions options;
  options.subject = role;
  options.rechunk = rechunk;
  return judge(*selection.cases.front(), play_in_process(*selection.cases.front(), options, factory));
}

InProcessFactory mutant(CodecMutant which) {
  return [which](const ConnectionRequest& request) { return make_mutant_endpoint(request, which); };
}

TEST(Player, SendsTheReferencesOctets) {
  // 6.2.3 cuts 29 octets into frames of one: 29 frames, and by the reference's rule an empty last one.
  const auto result = play("6.2.3", SubjectRole::kServer);
  EXPECT_EQ(result.sent_frames.at(1), 1U);
  EXPECT_EQ(result.sent_frames.at(0), 29U);
  EXPECT_EQ(result.behaviour, Behaviour::kOk);
}

TEST(Player, CountsTheFramesOf10_1_1) {
  const auto result = play("10.1.1", SubjectRole::kClient);
  EXPECT_EQ(result.sent_frames.at(1), 1U);
  EXPECT_EQ(result.sent_frames.at(0), 50U);
}

TEST(Player, MasksAsAClientAndNotAsAServer) {
  for (const auto role : {SubjectRole::kServer, SubjectRole::kClient}) {
    const auto result = play("1.1.2", role);
    for (const auto& entry : result.wire_log) {
      if (entry.kind != WireEntry::Kind::kSentFrame) continue;
      EXPECT_EQ(entry.masking_key.has_value(), role == SubjectRole::kServer);
    }
  }
}

TEST(Player, TheLogHasWritesAndReadsBesideTheirFrames) {
  const auto result = play("1.1.2", SubjectRole::kServer);
  std::map<WireEntry::Kind, std::size_t> octets;
  for (const auto& entry : result.wire_log) {
    if (entry.kind == WireEntry::Kind::kSentOctets || entry.kind == WireEntry::Kind::kReceivedOctets)
      octets[entry.kind] += entry.size;
  }
  // 125 octets behind a header of 6 or 2, and a Close with a code.
  EXPECT_EQ(octets[WireEntry::Kind::kSentOctets], 131U + 8U);
  EXPECT_EQ(octets[WireEntry::Kind::kReceivedOctets], 127U + 4U);
}

TEST(Player, TheSameSeedSendsTheSameOctets) {
  const auto first = play("1.1.2", SubjectRole::kServer);
  const auto second = play("1.1.2", SubjectRole::kServer);
  EXPECT_EQ(first.http_request, second.http_request);
  ASSERT_EQ(first.wire_log.size(), second.wire_log.size());
  for (std::size_t i = 0; i < first.wire_log.size(); ++i) {
    EXPECT_EQ(first.wire_log[i].masking_key, second.wire_log[i].masking_key);
  }
}

TEST(Player, VirtualTimePassesWithoutWaiting) {
  // A server that never answers pings: the harness waits its second and closes with an empty body.
  const auto result = play("2.1", SubjectRole::kServer, mutant(with(*find_mutant(false, "pong-dropped"))));
  EXPECT_EQ(result.behaviour, Behaviour::kFailed);
  EXPECT_EQ(result.close_behaviour, CloseBehaviour::kOk);
  EXPECT_GE(result.duration, std::chrono::seconds(1));
}

// Cutting every write anew changes no verdict (sections 1-7 and 10, both roles).
TEST(Player, CutsChangeNoVerdict) {
  const auto selection = select_cases(tables(), "1,2,3,4,5,6,7,10");
  for (const auto role : {SubjectRole::kServer, SubjectRole::kClient}) {
    for (const auto kind : {Rechunk::Kind::kOctets, Rechunk::Kind::kRandom}) {
      for (const auto* test : selection.cases) {
        if (test->id == "1.1.8" || test->id == "1.2.8") continue;
        const auto whole = play(test->id, role);
        const auto cut = play(test->id, role, make_codec_endpoint, {kind});
        EXPECT_EQ(whole.behaviour, cut.behaviour) << test->id;
        EXPECT_EQ(whole.close_behaviour, cut.close_behaviour) << test->id;
        EXPECT_EQ(whole.received.size(), cut.received.size()) << test->id;
      }
    }
  }
}

// A subject that says nothing at all ends every case by a deadline.
class Silent final : public InProcessSubject {
 public:
  void start(Milliseconds) override {}
  void receive(std::span<std::uint8_t>, Milliseconds) override {}
  void receive_eof(Milliseconds) override {}
  [[nodiscard]] std::span<const std::uint8_t> output() override { return {}; }
  void consume_output(std::size_t) override {}
  [[nodiscard]] bool wants_drop() const override { return false; }
};

TEST(Player, ASilentSubjectEndsByTheOpeningTimeout) {
  for (const auto role : {SubjectRole::kServer, SubjectRole::kClient}) {
    const auto result = play("1.1.1", role, [](const ConnectionRequest&) { return std::make_unique<Silent>(); });
    EXPECT_EQ(result.behaviour, Behaviour::kFailed);
    EXPECT_EQ(result.close_behaviour, CloseBehaviour::kFailed);
    EXPECT_TRUE(result.opening_timeout);
    EXPECT_EQ(result.duration, std::chrono::seconds(5));
  }
}

}  // namespace
