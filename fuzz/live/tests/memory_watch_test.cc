#include "fuzz/live/memory_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "fuzz/live/memory_hunt.h"

// When memory counts as growing, and which session it is.

namespace gauntlet::fuzz {
namespace {

constexpr std::uint64_t kMiB = 1U << 20;
constexpr std::uint64_t kBatch = 32;
constexpr std::size_t kPlays = 256;

/// Octets after so many sessions.
using Curve = std::uint64_t (*)(std::uint64_t sessions);

MemoryWatch watched(Curve curve, std::uint64_t sessions) {
  MemoryWatch watch;
  for (std::uint64_t n = kBatch; n <= sessions; n += kBatch) watch.sample(1, n, curve(n));
  return watch;
}

struct Shape {
  const char* name;
  Curve curve;
  bool suspect;
};
void PrintTo(const Shape& shape, std::ostream* out) { *out << shape.name; }

class MemoryShapes : public ::testing::TestWithParam<Shape> {};

TEST_P(MemoryShapes, AreSuspectIfTheyGrowWithoutEnd) {
  EXPECT_EQ(watched(GetParam().curve, 2048).suspicion().has_value(), GetParam().suspect);
}

INSTANTIATE_TEST_SUITE_P(
    All, MemoryShapes,
    ::testing::Values(
        Shape{"Leak", [](std::uint64_t n) { return 30 * kMiB + n * 100'000; }, true},
        Shape{"LeakUnderACollector",
              [](std::uint64_t n) { return 30 * kMiB + n * 100'000 + n / kBatch % 5 * 8 * kMiB; }, true},
        Shape{"Flat", [](std::uint64_t) { return 500 * kMiB; }, false},
        Shape{"WarmUp", [](std::uint64_t n) { return 30 * kMiB + std::min<std::uint64_t>(n, 256) * kMiB; }, false},
        Shape{"CacheThatFills", [](std::uint64_t n) { return 30 * kMiB + std::min<std::uint64_t>(n, 900) * 200'000; },
              false},
        Shape{"CollectorAlone", [](std::uint64_t n) { return (30 + n / kBatch % 7 * 20) * kMiB; }, false},
        Shape{"TooLittle", [](std::uint64_t n) { return 30 * kMiB + n * 10'000; }, false},
        Shape{"Shrinks", [](std::uint64_t n) { return 900 * kMiB - n * 100'000; }, false}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(MemoryWatch, AnotherProcessBeginsAnew) {
  auto watch = watched([](std::uint64_t n) { return n * 200'000; }, 1024);
  ASSERT_TRUE(watch.suspicion());
  watch.sample(2, 1056, 900 * kMiB);
  EXPECT_FALSE(watch.suspicion());
}

TEST(MemoryWatch, ReadsItsOwnGroup) {
  const auto octets = group_memory(::getpgrp());
  ASSERT_TRUE(octets);
  EXPECT_GT(*octets, kMiB);
  EXPECT_FALSE(group_memory(-5));
}

TEST(MemoryHunt, FindsTheSessionThatTakesIt) {
  const auto culprit = find_memory_culprit(32, 1000, kPlays, [](const std::vector<std::size_t>& places) {
    const auto count = static_cast<std::uint64_t>(std::ranges::count(places, 21U));
    return std::optional<std::uint64_t>(count * 32'000 * kPlays / places.size());
  });
  ASSERT_TRUE(culprit);
  EXPECT_EQ(culprit->place, 21U);
  EXPECT_EQ(culprit->reproduced, 3);
  EXPECT_EQ(culprit->per_session, 32'000U);
}

TEST(MemoryHunt, WhatDoesNotComeAgainIsNobodys) {
  EXPECT_FALSE(find_memory_culprit(32, 1000, kPlays, [](const auto&) { return std::optional<std::uint64_t>(0); }));
  EXPECT_FALSE(find_memory_culprit(32, 1000, kPlays, [](const auto&) { return std::optional<std::uint64_t>(); }));
  EXPECT_FALSE(
      find_memory_culprit(0, 1000, kPlays, [](const auto&) { return std::optional<std::uint64_t>(1U << 30); }));
}

}  // namespace
}  // namespace gauntlet::fuzz
