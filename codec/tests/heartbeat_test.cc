#include "ws/heartbeat.h"

#include <gtest/gtest.h>

namespace {

using namespace std::chrono_literals;

// The numbers of the recipe's example: a ping at 1000, a timeout of 4000.
TEST(Heartbeat, TellsWhetherThePeerLives) {
  ws::Heartbeat heartbeat({.interval = 5'000ms, .timeout = 4'000ms});
  EXPECT_TRUE(heartbeat.alive(100'000ms)) << "no ping was ever sent";
  heartbeat.start(0ms);
  heartbeat.ping_sent(1'000ms);
  EXPECT_TRUE(heartbeat.alive(4'999ms));
  EXPECT_FALSE(heartbeat.alive(6'000ms));
  heartbeat.pong_received(2'000ms);
  EXPECT_TRUE(heartbeat.alive(6'000ms));
  EXPECT_EQ(heartbeat.last_ping(), 1'000ms);
  EXPECT_EQ(heartbeat.last_pong(), 2'000ms);
}

TEST(Heartbeat, IsDueOnceAnInterval) {
  ws::Heartbeat heartbeat({.interval = 30'000ms, .timeout = 10'000ms});
  heartbeat.start(500ms);
  EXPECT_FALSE(heartbeat.ping_due(30'499ms));
  EXPECT_TRUE(heartbeat.ping_due(30'500ms));
  EXPECT_EQ(heartbeat.next_deadline(), 30'500ms);
  heartbeat.ping_sent(30'500ms);
  EXPECT_FALSE(heartbeat.ping_due(99'000ms)) << "a pong is outstanding";
  EXPECT_EQ(heartbeat.next_deadline(), 40'500ms);
  heartbeat.pong_received(31'000ms);
  EXPECT_EQ(heartbeat.next_deadline(), 60'500ms);
}

TEST(Heartbeat, WithoutAnIntervalNeverPings) {
  ws::Heartbeat heartbeat({.interval = 0ms, .timeout = 10ms});
  EXPECT_FALSE(heartbeat.ping_due(1'000'000ms));
  EXPECT_EQ(heartbeat.next_deadline(), std::nullopt);
}

}  // namespace
