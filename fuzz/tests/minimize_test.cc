#include "fuzz/support/minimize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "fuzz/support/finding.h"
#include "fuzz/support/forked_run.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

constexpr unsigned kTries = 5000;

TEST(Minimize, KeepsNothingButWhatFails) {
  Bytes input(300, 0x55);
  input[40] = 0xAA;
  input[250] = 0xBB;
  const auto fails = [](View octets) {
    const auto first = std::ranges::find(octets, 0xAA);
    return std::find(first, octets.end(), 0xBB) != octets.end();
  };
  EXPECT_EQ(minimize(input, nullptr, fails, kTries), (Bytes{0xAA, 0xBB}));
}

TEST(Minimize, MakesOctetsPlain) {
  const auto fails = [](View octets) { return octets.size() >= 3 && octets[1] > 0x40; };
  EXPECT_EQ(minimize(Bytes{9, 0x99, 9, 9}, nullptr, fails, kTries), (Bytes{0, 'a', 0}));
}

TEST(Minimize, KeepsToItsTries) {
  unsigned tries = 0;
  const auto fails = [&](View) { return ++tries, false; };
  EXPECT_EQ(minimize(Bytes(100, 1), nullptr, fails, 25), Bytes(100, 1));
  EXPECT_EQ(tries, 25U);
}

/// Frames of which one is a ping with a payload that begins with 'x'.
bool has_the_ping(View input) {
  Script script;
  decode(input, script);
  return std::ranges::any_of(script.frames, [](const ScriptFrame& frame) {
    return !frame.raw && frame.first == 0x89 && !frame.payload.empty() && frame.payload.front() == 'x';
  });
}

TEST(Minimize, TakesWholeFramesOut) {
  Script script;
  const Bytes text{'h', 'e', 'l', 'l', 'o'}, ping{'x', 'y', 'z'};
  script.plan = {.sizes = {3, 5}, .count = 2, .repeat = true};
  script.eof = true;
  for (int i = 0; i < 6; ++i) script.frames.push_back({.first = 0x81, .payload = text, .size = 5});
  script.frames.insert(script.frames.begin() + 4, {.first = 0x89, .payload = ping, .size = 3});
  const Bytes smallest = minimize(encode(script), &script_structure(), has_the_ping, kTries);
  Script left;
  decode(smallest, left);
  ASSERT_EQ(left.frames.size(), 1U);
  EXPECT_EQ(left.frames.front().size, 1U);
  EXPECT_EQ(left.plan.count, 0U);
  EXPECT_FALSE(left.eof);
}

TEST(ForkedRun, TellsHowItEnded) {
  const auto target = [](View octets) {
    if (octets.size() == 1) report_finding("oracle", "of one octet", "the story");
    if (octets.size() == 2) std::abort();
  };
  EXPECT_FALSE(run_forked(target, {}));
  const auto finding = run_forked(target, Bytes{1});
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->signature, "oracle of one octet");
  EXPECT_NE(finding->story.find("the story"), std::string::npos);
  EXPECT_TRUE(run_forked(target, Bytes{1, 2}));
}

}  // namespace
}  // namespace gauntlet::fuzz
