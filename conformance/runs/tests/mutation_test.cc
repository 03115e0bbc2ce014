#include "conformance/runs/mutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "conformance/table/loader.h"
#include "conformance/table/selection.h"

namespace {

using namespace gauntlet;

class Mutation : public ::testing::Test {
 protected:
  /// The mutants put to the test of 2.2 alone, in one thread; stopped once `most` of them are done.
  std::vector<MutantResult> run(const std::vector<Mutant>& mutants, std::size_t most) {
    const auto selection = select_cases(loaded_.tables, "2.2");
    std::atomic<bool> stop{most == 0};
    return run_mutants(selection.cases, mutants, 1, stop, [&](const MutantResult&) { stop = ++done_ == most; });
  }

  TablesResult loaded_ = load_tables(std::filesystem::path(WS_SOURCE_DIR) / "conformance" / "cases");
  std::size_t done_ = 0;
};

TEST_F(Mutation, ACaseKillsWhatItLooksAt) {
  const auto results = run(mutants(), mutants().size());
  const auto of = [&](const std::string& id) {
    return *std::ranges::find_if(results, [&](const MutantResult& result) { return result.mutant.id == id; });
  };
  EXPECT_EQ(of("pong-dropped").killers, std::vector<std::string>{"2.2"});
  EXPECT_TRUE(of("code-3000-refused").survived());
  EXPECT_TRUE(std::ranges::all_of(results, &MutantResult::was_run));
}

TEST_F(Mutation, WhatWasNotRunHasNotSurvived) {
  const auto mutants = gauntlet::mutants();
  for (const std::size_t most : {std::size_t{0}, std::size_t{3}}) {
    done_ = 0;
    const auto results = run(mutants, most);
    ASSERT_EQ(results.size(), mutants.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      EXPECT_EQ(results[i].mutant.id, mutants[i].id);
      EXPECT_EQ(results[i].was_run, i < most);
      EXPECT_FALSE(i >= most && (results[i].survived() || results[i].killed()));
    }
    EXPECT_EQ(done_, most);
  }
}

}  // namespace
