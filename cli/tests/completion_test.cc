// The completion script, in bash.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/tests/program.h"

namespace {

using gauntlet::Process;
using gauntlet::testing::exit_code;
using gauntlet::testing::read_file;
using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class Completion : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto script = run(folder_, "completion bash");
    ASSERT_EQ(script.exit, 0) << script.output;
    std::ofstream(folder_ / "script") << script.output;
  }

  /// What bash offers for the last of the words, which are bash's own: `--a=b` is three.
  std::vector<std::string> offered(const std::string& words) {
    std::ofstream(folder_ / "ask") << "set -eu\nsource " << folder_ / "script"
                                   << "\nCOMP_WORDS=(" << WSGAUNTLET << " " << words
                                   << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\ncd " << folder_ / ""
                                   << "\n_wsgauntlet || exit 9\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    const auto output = folder_ / ("offered-" + std::to_string(++asked_));
    std::string error;
    auto bash = Process::start("exec bash --noprofile --norc " + folder_ / "ask", output, error);
    EXPECT_TRUE(bash) << error;
    EXPECT_EQ(exit_code(*bash), 0) << read_file(output);
    std::istringstream lines(read_file(output));
    std::vector<std::string> all;
    for (std::string line; std::getline(lines, line);) {
      if (!line.empty()) all.push_back(line);
    }
    return all;
  }

  TestFolder folder_;
  int asked_ = 0;
};

TEST_F(Completion, OffersCommandsAndOptions) {
  EXPECT_THAT(offered("conf"), ElementsAre("conformance"));
  EXPECT_THAT(offered("''"), AllOf(Contains("gate"), Contains("completion"), Contains("mutants")));
  EXPECT_THAT(offered("--ver"), ElementsAre("--version"));
  EXPECT_THAT(offered("conformance --exc"), ElementsAre("--exclude"));
  EXPECT_THAT(offered("report --c"), UnorderedElementsAre("--counts", "--compare"));
  EXPECT_THAT(offered("lint --"), AllOf(Contains("--fix"), Not(Contains("--exclude"))));
}

TEST_F(Completion, OffersValues) {
  EXPECT_THAT(offered("conformance codec: --fail-on n"), ElementsAre("non-strict"));
  EXPECT_THAT(offered("conformance --fail-on = ''"), ElementsAre("failed", "non-strict", "unimplemented"));
  EXPECT_THAT(offered("gate --chop ''"), ElementsAre("none", "octets", "random"));
  EXPECT_THAT(offered("list req"), ElementsAre("requirements"));
  EXPECT_THAT(offered("list --json req"), ElementsAre("requirements")) << "a flag takes no value";
  EXPECT_THAT(offered("completion ''"), ElementsAre("bash"));
  EXPECT_THAT(offered("wstest -m fuzzings"), ElementsAre("fuzzingserver"));
}

TEST_F(Completion, OffersWhatTheProgramSaysThereIs) {
  EXPECT_THAT(offered("explain 1.1."), AllOf(Contains("1.1.1"), Contains("1.1.8")));
  EXPECT_THAT(offered("explain 6455-5.2-"), Contains("6455-5.2-rsv-zero"));
  EXPECT_THAT(offered("fuzz rece"), ElementsAre("receiver"));
}

TEST_F(Completion, OffersFilesWhereNothingElseIsKnown) {
  std::ofstream(folder_ / "known.json") << "{}";
  EXPECT_THAT(offered("conformance --expect kno"), ElementsAre("known.json"));
  EXPECT_THAT(offered("report kno"), ElementsAre("known.json"));
  EXPECT_THAT(offered("conformance --fail-on kno"), IsEmpty());
}

TEST_F(Completion, KnowsBashAlone) { EXPECT_EQ(run(folder_, "completion fish").exit, 2); }

}  // namespace
