#include "reports/bounded_result.h"

#include <gtest/gtest.h>

#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

RunResult with_long_log(RunResult result) {
  for (int i = 0; i < 300; ++i) {
    WireEntry entry;
    entry.kind = WireEntry::Kind::kReceivedFrame;
    entry.at = std::chrono::microseconds(i);
    result.wire_log.push_back(std::move(entry));
    result.received.push_back(
        {.kind = ReceivedEvent::Kind::kPong, .size = 200, .head = std::string(200, 'p'), .echo = {}});
  }
  return result;
}

TEST(BoundedResult, OfWhatPassedTheEndsOfTheLogAreKept) {
  RunResult result = with_long_log(passed("a", "1.1"));
  bound_details(result);
  ASSERT_EQ(result.wire_log.size(), 23U);
  EXPECT_EQ(result.wire_log_dropped, 278U);
  EXPECT_EQ(result.wire_log[15].at.count(), 15);
  EXPECT_EQ(result.wire_log[16].kind, WireEntry::Kind::kNote);
  EXPECT_EQ(result.wire_log[16].note, "278 entries are left out here");
  EXPECT_EQ(result.wire_log[17].at.count(), 294);
  EXPECT_EQ(result.wire_log.back().at.count(), 299);
  EXPECT_EQ(result.received.size(), 8U);
  EXPECT_EQ(result.received_dropped, 292U);
  EXPECT_EQ(result.received[0].head.size(), 64U);
  EXPECT_EQ(result.received[0].size, 200U);
}

TEST(BoundedResult, AShortLogIsNotTouched) {
  RunResult result = passed("a", "1.1");
  result.wire_log.resize(23);
  bound_details(result);
  EXPECT_EQ(result.wire_log.size(), 23U);
  EXPECT_EQ(result.wire_log_dropped, 0U);
}

TEST(BoundedResult, WhatIsNotSimplyOkStaysWhole) {
  RunResult surprise = with_long_log(passed("a", "1.1"));
  surprise.unexpected = true;
  for (RunResult result : {with_long_log(failed("a", "1.1")), surprise}) {
    bound_details(result);
    EXPECT_EQ(result.wire_log.size(), 300U);
    EXPECT_EQ(result.received.size(), 300U);
  }
}

}  // namespace
}  // namespace gauntlet::reports
