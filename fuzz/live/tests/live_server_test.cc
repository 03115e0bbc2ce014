#include <gtest/gtest.h>

#include <algorithm>

#include "conformance/subjects/tests/hostile_server.h"
#include "conformance/table/loader.h"
#include "fuzz/live/tests/live_fixture.h"

// Servers that are fuzzed: what is found of one that has a fault, and that nothing is found of one that has none.

namespace gauntlet::fuzz {
namespace {

class LiveServers : public testing::LiveTest {
 protected:
  LiveResult fuzz(const std::string& mode, std::uint64_t runs) {
    plan_.runs = runs;
    return fuzz_live(*server(program("server", mode)), plan_);
  }
  static const LiveFinding* find(const LiveResult& result, std::string_view signature) {
    const auto found = std::ranges::find_if(
        result.findings, [&](const LiveFinding& finding) { return finding.signature.starts_with(signature); });
    return found == result.findings.end() ? nullptr : &*found;
  }
};

TEST_F(LiveServers, OneWithoutAFaultReactsAsTheModelSays) {
  const auto result = fuzz("well", 600);
  EXPECT_EQ(signatures(result), "");
  EXPECT_GT(result.sessions, 200U);
}

TEST_F(LiveServers, AnOpeningThatHadToBeRefusedIsAFinding) {
  // As the target reads it: two octets of options, and the head.
  use_corpus_of("opening_handshake_request",
                "00GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n");
  const auto result = fuzz("without:version-missing", 100);
  const LiveFinding* finding = find(result, "live accepted a request: version-missing");
  ASSERT_NE(finding, nullptr) << signatures(result);
  EXPECT_EQ(finding->severity, Severity::kMedium);
  EXPECT_EQ(finding->reproduced, 3);
  const auto table = load_table(finding->case_table);
  ASSERT_TRUE(table.table) << "the case is one that conformance can play";
  EXPECT_TRUE(table.table->cases.front().outcomes.front().opening.refused);
}

TEST_F(LiveServers, AClientThatTakesAnyAnswerIsAFinding) {
  constexpr std::string_view kHead =
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Accept: AAAA\r\n\r\n";
  use_corpus_of("opening_handshake_response", "00" + std::string(kHead));
  plan_.runs = 100;
  const auto result = fuzz_live(*client(program("client", "without:accept-wrong")), plan_);
  const LiveFinding* finding = find(result, "live accepted a response: accept-wrong");
  ASSERT_NE(finding, nullptr) << signatures(result);
  EXPECT_EQ(finding->severity, Severity::kHigh);
}

TEST_F(LiveServers, CompressedMessagesAreSentToWhoTakesThem) {
  // A ping with RSV1, which only means something where compression was agreed on (RFC 7692 section 6).
  use_corpus_of("permessage_deflate", '\0' + frames({0xC9}));
  plan_.run.timeout_scale = 0.2;
  const auto result = fuzz("without:compressed-control", 20);
  EXPECT_NE(signatures(result), "");
}

TEST_F(LiveServers, AHangIsFoundInTheTimeThatThereIs) {
  use_corpus_of("receiver", frames({0x81, 0xC1}));
  plan_.minimize = std::chrono::seconds(0);
  plan_.run.timeout_scale = 0.1;
  const auto result = fuzz("hang", 12);
  const LiveFinding* finding = find(result, "live no reaction");
  ASSERT_NE(finding, nullptr) << signatures(result);
  EXPECT_FALSE(finding->minimal) << "there was no time to try";
  EXPECT_EQ(finding->reproduced, 3);
}

TEST_F(LiveServers, ADeathIsMadeAsSmallAsCanBe) {
  use_corpus_of("receiver", frames({0x81, 0x82, 0xC1, 0x81, 0x82}));
  plan_.minimize = std::chrono::seconds(60);
  const auto result = fuzz("rsv", 12);
  const LiveFinding* finding = find(result, "live crash signal 6");
  ASSERT_NE(finding, nullptr) << signatures(result);
  const auto table = load_table(finding->case_table);
  ASSERT_TRUE(table.table);
  EXPECT_LE(table.table->cases.front().steps.size(), 4U);
}

// --- Memory: the programs keep much, so that it takes few sessions to show. ------------------------

TEST_F(LiveServers, MemoryThatGrowsWithTheSessionsIsAFinding) {
  use_corpus_of("receiver", frames({0x81}));
  const auto result = fuzz("leak:256:1000000", 600);
  const LiveFinding* finding = find(result, "live memory grows");
  ASSERT_NE(finding, nullptr) << signatures(result);
  EXPECT_EQ(finding->severity, Severity::kHigh);
  EXPECT_EQ(finding->reproduced, 3);
  EXPECT_TRUE(std::filesystem::exists(finding->case_table));
}

TEST_F(LiveServers, ACacheThatFillsIsNone) {
  use_corpus_of("receiver", frames({0x81}));
  const auto result = fuzz("leak:256:150", 600);
  EXPECT_EQ(signatures(result), "");
}

}  // namespace
}  // namespace gauntlet::fuzz
