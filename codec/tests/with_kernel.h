#pragma once
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "ws/kernel.h"

namespace ws::testing {

/// A test that runs with the kernel that its parameter names, where the processor has what that needs.
class WithKernel : public ::testing::TestWithParam<std::string_view> {
 protected:
  void SetUp() override {
    before_ = active_kernel().name;
    if (!use_kernel(GetParam())) GTEST_SKIP() << "the processor lacks " << GetParam();
  }
  void TearDown() override { use_kernel(before_); }

 private:
  std::string_view before_;
};

inline std::vector<std::string_view> kernel_names() {
  std::vector<std::string_view> names;
  for (const Kernel& kernel : kernels()) names.push_back(kernel.name);
  return names;
}

}  // namespace ws::testing
