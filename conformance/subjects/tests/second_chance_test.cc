#include "conformance/subjects/second_chance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>

#include "conformance/subjects/server_run.h"
#include "conformance/subjects/tests/cases.h"
#include "conformance/subjects/tests/hostile_server.h"
#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;
using gauntlet::testing::HostileConnection;
using gauntlet::testing::HostileServer;
using gauntlet::testing::tables;

RunResult late(const std::string& id) {
  RunResult result;
  result.case_id = id;
  result.behaviour = Behaviour::kFailed;
  result.opening_timeout = true;
  return result;
}

TEST(SecondChance, DoubtsOnlyWhatEndedByALimit) {
  constexpr bool RunResult::*kLimits[] = {&RunResult::opening_timeout, &RunResult::closing_timeout,
                                          &RunResult::drop_timeout, &RunResult::ended_by_timer};
  for (const auto limit : kLimits) {
    RunResult result;
    EXPECT_FALSE(ended_by_a_limit(result)) << "it failed, but in time";
    result.*limit = true;
    EXPECT_TRUE(ended_by_a_limit(result));
    result.behaviour = Behaviour::kOk;
    EXPECT_TRUE(ended_by_a_limit(result)) << "its close failed";
    result.close_behaviour = CloseBehaviour::kOk;
    EXPECT_FALSE(ended_by_a_limit(result));
  }
}

// A note is for people: what it says is no fact.
TEST(SecondChance, NotesAreNotLookedInto) {
  RunResult result;
  WireEntry entry;
  entry.kind = WireEntry::Kind::kTimer;
  entry.note = "kill timer fired";
  result.wire_log.push_back(entry);
  EXPECT_FALSE(ended_by_a_limit(result));
}

TEST(SecondChance, NotWithOneAtATimeNorForHalfOfTheCases) {
  const auto cases = select_cases(tables(), "1.1.1,1.1.2,1.1.3").cases;
  auto result = late("1.1.1");
  EXPECT_FALSE(SecondChance(cases, 1).keeps(result));
  SecondChance chance(cases, 2);
  ASSERT_TRUE(chance.keeps(result));
  EXPECT_EQ(chance.again(), std::vector<const Case*>{cases[0]});
  result = late("1.1.2");
  ASSERT_TRUE(chance.keeps(result));
  EXPECT_TRUE(chance.again().empty());
  chance.forget("1.1.1");
  std::vector<std::string> released;
  chance.release([&](RunResult kept) { released.push_back(kept.case_id); });
  EXPECT_EQ(released, std::vector<std::string>{"1.1.2"});
}

// The first connection is not answered, all others are.
TEST(SecondChance, ALateCaseIsPlayedAgain) {
  HostileServer server([](HostileConnection& c, std::size_t number) {
    if (number == 0) return c.read_to_the_end();
    c.serve_well();
  });
  const auto cases = select_cases(tables(), "1.1.1,1.1.2,1.1.3,1.1.4,1.1.5").cases;
  ServerTarget target;
  target.uri.host = "127.0.0.1";
  target.uri.port = server.port();
  target.uri.authority = "127.0.0.1";
  RunOptions options;
  options.jobs = 4;
  options.timeout_scale = 0.2;
  std::map<std::string, RunResult> results;
  const auto ran = run_server_cases("late", target, cases, options, nullptr, [&](RunResult result) {
    EXPECT_TRUE(results.emplace(result.case_id, std::move(result)).second) << "one result a case";
  });
  EXPECT_EQ(results.size(), cases.size());
  EXPECT_EQ(ran.status.notes.size(), 1U);
  for (const auto& [id, result] : results)
    EXPECT_EQ(result.behaviour, Behaviour::kOk) << id << ": " << result.result << " / " << result.result_close;
}

// A server that is watched gets no more connections at once than any other.
TEST(ServerRun, NeverPlaysMoreCasesAtOnceThanJobs) {
  std::atomic<int> playing{0}, most{0};
  HostileServer server([&](HostileConnection& c, std::size_t) {
    const int now = ++playing;
    for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
    }
    c.pause(std::chrono::milliseconds(50));
    // Before the end shows to the peer, who would begin the next case.
    c.serve_well_and([&] { --playing; });
  });
  const auto cases = select_cases(tables(), "1.1,1.2").cases;
  ServerTarget target;
  target.uri.host = "127.0.0.1";
  target.uri.port = server.port();
  target.uri.authority = "127.0.0.1";
  RunOptions options;
  options.jobs = 2;
  std::size_t results = 0;
  static_cast<void>(run_server_cases(
      "watched", target, cases, options, [] { return false; }, [&](RunResult) { ++results; }));
  EXPECT_EQ(results, cases.size());
  EXPECT_LE(most, 2);
}

}  // namespace
