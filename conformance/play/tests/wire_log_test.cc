#include "conformance/play/wire_log.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using namespace gauntlet;
using Kind = WireEntry::Kind;

WireEntry row(Kind kind, int at) {
  WireEntry entry;
  entry.kind = kind;
  entry.at = std::chrono::microseconds(at);
  return entry;
}

RunResult taken(WireLog& log) {
  RunResult result;
  log.move_into(result);
  return result;
}

std::size_t count(const RunResult& result, Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(result.wire_log, [&](const WireEntry& entry) { return entry.kind == kind; }));
}

TEST(WireLog, RowsStayInTheirOrder) {
  WireLog log;
  const std::vector<Kind> kinds = {Kind::kSentFrame, Kind::kSentOctets, Kind::kReceivedOctets, Kind::kReceivedFrame,
                                   Kind::kNote,      Kind::kTimer,      Kind::kReceivedOctets, Kind::kSentOctets};
  for (const auto kind : kinds) log.add(row(kind, 7));
  const auto result = taken(log);
  ASSERT_EQ(result.wire_log.size(), kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) EXPECT_EQ(result.wire_log[i].kind, kinds[i]) << i;
  EXPECT_EQ(result.wire_log_dropped, 0U);
}

TEST(WireLog, AFloodOfOneKindLeavesTheOthersAlone) {
  for (std::size_t flood = 0; flood < WireLog::kMostRows.size(); ++flood) {
    WireLog log;
    int at = 0;
    for (std::size_t kind = 0; kind < WireLog::kMostRows.size(); ++kind) log.add(row(static_cast<Kind>(kind), at++));
    for (int i = 0; i < 5000; ++i) log.add(row(static_cast<Kind>(flood), at++));
    for (std::size_t kind = 0; kind < WireLog::kMostRows.size(); ++kind) log.add(row(static_cast<Kind>(kind), at++));
    const auto result = taken(log);
    for (std::size_t kind = 0; kind < WireLog::kMostRows.size(); ++kind) {
      const auto notes = static_cast<Kind>(kind) == Kind::kNote ? 1U : 0U;  // on what was left out
      const auto wanted = kind == flood ? WireLog::kMostRows.at(kind) : 2U;
      EXPECT_EQ(count(result, static_cast<Kind>(kind)), wanted + notes) << "flood of " << flood << ", kind " << kind;
    }
    EXPECT_EQ(result.wire_log_dropped, 5002 - WireLog::kMostRows.at(flood));
  }
}

TEST(WireLog, KeepsTheBeginningAndTheEndAndSaysWhatIsBetween) {
  WireLog log;
  for (int i = 0; i < 1000; ++i) log.add(row(Kind::kReceivedFrame, i));
  const auto result = taken(log);
  ASSERT_EQ(result.wire_log.size(), 113U);
  EXPECT_EQ(result.wire_log[55].at.count(), 55);
  EXPECT_EQ(result.wire_log[56].kind, Kind::kNote);
  EXPECT_EQ(result.wire_log[56].at.count(), 56);
  EXPECT_EQ(result.wire_log[56].note, "from here on 888 received frames are left out, up to the last 56");
  for (std::size_t i = 57; i < 113; ++i) EXPECT_EQ(result.wire_log[i].at.count(), 944 + static_cast<int>(i) - 57);
  EXPECT_EQ(result.wire_log_dropped, 888U);
}

TEST(WireLog, EachKindThatWasCutSaysSo) {
  WireLog log;
  for (int i = 0; i < 100; ++i) {
    log.add(row(Kind::kSentOctets, i));
    log.add(row(Kind::kReceivedOctets, i));
  }
  const auto result = taken(log);
  EXPECT_EQ(count(result, Kind::kNote), 2U);
  EXPECT_EQ(result.wire_log_dropped, 104U);
  EXPECT_TRUE(std::ranges::is_sorted(result.wire_log, {}, &WireEntry::at));
}

TEST(WireLog, OctetsOfARowAreBounded) {
  WireLog log;
  const wire::Bytes many(100'000, 'x');
  log.add_octets(Kind::kReceivedOctets, {}, many);
  auto frame = row(Kind::kSentFrame, 0);
  frame.head.assign(1000, 'y');
  log.add(frame);
  auto note = row(Kind::kNote, 0);
  note.note.assign(100'000, 'z');
  log.add(note);
  const auto result = taken(log);
  ASSERT_EQ(result.wire_log.size(), 3U);
  EXPECT_EQ(result.wire_log[0].size, 100'000U);
  EXPECT_EQ(result.wire_log[0].head, std::string(64, 'x'));
  EXPECT_EQ(result.wire_log[1].head, std::string(64, 'y'));
  EXPECT_EQ(result.wire_log[2].note, std::string(512, 'z'));
}

TEST(WireLog, IsEmptyOnceItWasTaken) {
  WireLog log;
  for (int i = 0; i < 1000; ++i) log.add(row(Kind::kTimer, i));
  EXPECT_FALSE(taken(log).wire_log.empty());
  EXPECT_TRUE(taken(log).wire_log.empty());
}

}  // namespace
