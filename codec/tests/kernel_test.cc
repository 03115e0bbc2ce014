#include "ws/kernel.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ws/masking.h"
#include "ws/utf8.h"

namespace {

/// WS_SIMD with another value, for as long as this lives.
class Variable {
 public:
  explicit Variable(const std::string& value) {
    if (const char* before = std::getenv("WS_SIMD")) before_ = before;
    ::setenv("WS_SIMD", value.c_str(), 1);
  }
  ~Variable() {
    if (before_) ::setenv("WS_SIMD", before_->c_str(), 1);
    if (!before_) ::unsetenv("WS_SIMD");
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  std::optional<std::string> before_;
};

std::string supported_names() {
  std::string names;
  for (const ws::Kernel& kernel : ws::kernels()) {
    if (kernel.supported()) names += (names.empty() ? "" : ", ") + std::string(kernel.name);
  }
  return names;
}

TEST(Kernels, GoFromPlainToFast) {
  const auto kernels = ws::kernels();
  ASSERT_GE(kernels.size(), 2U);
  EXPECT_EQ(kernels[0].name, "scalar");
  EXPECT_EQ(kernels[1].name, "word");
  EXPECT_TRUE(kernels[0].supported());
  EXPECT_TRUE(kernels[1].supported());
  std::set<std::string_view> names;
  for (const ws::Kernel& kernel : kernels) EXPECT_TRUE(names.insert(kernel.name).second) << kernel.name;
}

TEST(Kernels, OneIsInUseThatTheProcessorHas) {
  EXPECT_TRUE(ws::active_kernel().supported());
  EXPECT_EQ(&ws::active_kernel(), &ws::active_kernel());
}

TEST(Kernels, CanBeChosenByName) {
  const std::string_view before = ws::active_kernel().name;
  EXPECT_FALSE(ws::use_kernel("abacus"));
  EXPECT_FALSE(ws::use_kernel(""));
  EXPECT_EQ(ws::active_kernel().name, before);
  const std::string text = std::string(100, 'a') + "\xC3\xA9";
  for (const ws::Kernel& kernel : ws::kernels()) {
    EXPECT_EQ(ws::use_kernel(kernel.name), kernel.supported());
    if (!kernel.supported()) continue;
    EXPECT_EQ(ws::active_kernel().name, kernel.name);
    std::vector<std::uint8_t> octets(200, 0xFF);
    ws::mask(octets, {1, 2, 3, 4}, 3);
    for (std::size_t i = 0; i < octets.size(); ++i) ASSERT_EQ(octets[i], 0xFF ^ ((3 + i) % 4 + 1)) << i;
    EXPECT_TRUE(ws::is_valid_utf8(ws::as_octets(text)));
    EXPECT_FALSE(ws::is_valid_utf8(ws::as_octets(text).first(101)));
  }
  EXPECT_TRUE(ws::use_kernel(before));
}

TEST(Kernels, ThatCannotBeForcedAreAProblem) {
  for (const ws::Kernel& kernel : ws::kernels()) {
    const Variable variable{std::string(kernel.name)};
    const std::string lacking = "WS_SIMD: this processor lacks " + std::string(kernel.name) +
                                " (this processor has: " + supported_names() + ")";
    EXPECT_EQ(ws::kernel_problem(), kernel.supported() ? "" : lacking);
  }
  const Variable nonsense("nonsense");
  EXPECT_EQ(ws::kernel_problem(),
            "WS_SIMD: no kernel is named nonsense (this processor has: " + supported_names() + ")");
  const Variable empty("");
  EXPECT_EQ(ws::kernel_problem(), "") << "as if it were not set";
}

}  // namespace
