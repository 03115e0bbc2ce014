#pragma once
#include <gtest/gtest.h>

#include <string_view>

namespace ws::testing {

/// A test that runs with the kernel that its parameter names, where the processor has what that needs.
template <auto kActive, auto kUse>
class WithKernel : public ::testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    before_ = kActive().name;
    if (!kUse(GetParam())) GTEST_SKIP() << "the processor lacks " << GetParam();
  }
  void TearDown() override { kUse(before_); }

 private:
  std::string_view before_;
};

}  // namespace ws::testing
