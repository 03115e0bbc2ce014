#include "fuzz/support/structure.h"

#include <gtest/gtest.h>

#include <set>

#include "fuzz/support/script.h"
#include "fuzz/support/session_script.h"

// Mutators take whatever they get, do the same for the same seed, and do bring what plain octets would not.

namespace gauntlet::fuzz {
namespace {

struct Named {
  std::string name;
  const Structure& (*structure)();
};
void PrintTo(const Named& named, std::ostream* out) { *out << named.name; }

class Structures : public ::testing::TestWithParam<Named> {};

TEST_P(Structures, TakeAnyInputAndDependOnTheSeedAlone) {
  const Structure& structure = GetParam().structure();
  Choices choices(6455);
  Bytes input, other;
  for (int i = 0; i < 3000; ++i) {
    const std::uint64_t seed = choices.next();
    Choices one(seed), again(seed);
    const Bytes mutated = structure.mutated(input, one);
    ASSERT_EQ(structure.mutated(input, again), mutated);
    Choices cross(seed), cross_again(seed);
    ASSERT_EQ(structure.crossed(mutated, other, cross), structure.crossed(mutated, other, cross_again));
    other = input;
    input = choices.one_in(40) ? Bytes(choices.below(60), choices.octet()) : mutated;
    if (input.size() > 2000) input.resize(choices.below(400));
    if (i % 100 == 0) (void)structure.smaller(input);
  }
}

TEST_P(Structures, MakeManyInputsOfNone) {
  const Structure& structure = GetParam().structure();
  std::set<Bytes> seen;
  Choices choices(1);
  Bytes input;
  for (int i = 0; i < 200; ++i) {
    input = structure.mutated(input, choices);
    if (input.size() > 1000) input.clear();
    seen.insert(input);
  }
  EXPECT_GT(seen.size(), 100U);
}

INSTANTIATE_TEST_SUITE_P(All, Structures,
                         ::testing::Values(Named{"Script", &script_structure},
                                           Named{"LargeScript", &large_script_structure},
                                           Named{"Deflate", &deflate_script_structure},
                                           Named{"Session", &session_structure}, Named{"Head", &head_structure}),
                         [](const auto& test) { return test.param.name; });

TEST(ScriptMutator, BringsControlFramesSplitsAndEveryLengthForm) {
  Script script;
  const Bytes text{'a', 'b', 'c', 'd'};
  script.frames.push_back({.first = 0x81, .payload = text, .size = 4});
  const Bytes seed = encode(script);
  std::set<std::uint8_t> opcodes;
  std::set<wire::LengthForm> forms;
  bool split = false, cut = false;
  Choices choices(5);
  for (int i = 0; i < 6000; ++i) {
    Script now;
    const Bytes input = script_structure().mutated(seed, choices);
    decode(input, now);
    for (const ScriptFrame& frame : now.frames) {
      opcodes.insert(frame.first & 0x0F);
      forms.insert(frame.length_form);
      cut |= frame.cut_after;
    }
    split |= now.frames.size() == 2 && (now.frames[0].first & 0x80) == 0 && (now.frames[1].first & 0x0F) == 0;
  }
  EXPECT_EQ(opcodes.size(), 16U);
  EXPECT_EQ(forms.size(), 4U);
  EXPECT_TRUE(split);
  EXPECT_TRUE(cut);
}

TEST(SessionScript, StepsCoverTheWholeInput) {
  Choices choices(9);
  for (int i = 0; i < 500; ++i) {
    Bytes input(choices.below(80));
    for (auto& octet : input) octet = choices.octet();
    SessionScript script;
    decode(input, script);
    std::size_t at = 1;
    for (const SessionStep& step : script.steps) {
      ASSERT_EQ(step.begin, at);
      ASSERT_GT(step.end, step.begin);
      at = step.end;
    }
    const bool whole = !script.steps.empty() && script.steps.size() < 64;
    EXPECT_TRUE(!whole || at == input.size());
    EXPECT_FALSE(print(script).empty());
  }
}

}  // namespace
}  // namespace gauntlet::fuzz
