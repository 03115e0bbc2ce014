// What the environment may name of what `list` lists.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ListKernels, TakesTheOneThatIsNamed) {
  const TestFolder folder;
  ::setenv("WS_SIMD", "word", 1);
  const auto listed = run(folder, "list kernels --json");
  ::unsetenv("WS_SIMD");
  EXPECT_EQ(listed.exit, 0) << listed.output;
  EXPECT_THAT(listed.output, HasSubstr("masking, in use"));
  EXPECT_THAT(listed.output, HasSubstr("UTF-8, in use"));
}

TEST(ListKernels, OneThatDoesNotExistEndsEveryCommandWithTheNamesOfThoseThatDo) {
  const TestFolder folder;
  ::setenv("WS_SIMD", "nonsense", 1);
  const auto refused = run(folder, "list kernels");
  ::unsetenv("WS_SIMD");
  EXPECT_EQ(refused.exit, 2);
  EXPECT_THAT(refused.output, HasSubstr("WS_SIMD: no kernel is named nonsense (this processor has: scalar, word"));
  EXPECT_THAT(refused.output, Not(HasSubstr("masking")));
}

}  // namespace
