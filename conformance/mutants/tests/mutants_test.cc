#include "conformance/mutants/mutants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ws/rule.h"

namespace {

using namespace gauntlet;

TEST(Mutants, EachRuleHasOneAndEachIsOfARule) {
  std::vector<std::string_view> rules;
  for (const auto& rule : ws::kRules) rules.push_back(rule.id);
  std::vector<std::string_view> off;
  for (const Mutant& mutant : mutants_of_tables()) {
    if (mutant.is_rule()) off.push_back(mutant.id);
  }
  std::ranges::sort(rules);
  EXPECT_EQ(off, rules);
}

TEST(Mutants, EachIsTold) {
  std::set<std::uint32_t> numbers{0};  // none
  for (const Mutant& mutant : mutants()) {
    EXPECT_TRUE(numbers.insert(mutant.name.number()).second) << mutant.id << ": another id has the same number";
    EXPECT_FALSE(mutant.sentence.empty()) << mutant.id;
    EXPECT_FALSE(mutant.part.empty()) << mutant.id;
  }
  EXPECT_EQ(mutants().size(), mutants_of_tables().size());
}

TEST(Mutants, OneIsActiveAtATimeOrARuleBesideAFault) {
  EXPECT_FALSE(is_mutant("fault:pong-dropped"));
  active_mutant = with(*find_mutant(true, "mask-required"), with(*find_mutant(false, "pong-dropped")));
  EXPECT_TRUE(is_mutant("fault:pong-dropped"));
  EXPECT_TRUE(is_mutant("rule:mask-required"));
  EXPECT_FALSE(is_mutant("rule:mask-forbidden"));
  active_mutant = {};
  EXPECT_FALSE(is_mutant("rule:mask-required"));
  EXPECT_FALSE(find_mutant(true, "pong-dropped"));
}

}  // namespace
