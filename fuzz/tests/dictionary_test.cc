#include "fuzz/campaign/dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "fuzz/campaign/targets.h"

namespace gauntlet::fuzz {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Dictionary : public ::testing::Test {
 protected:
  std::string wrong_with(std::string_view text) const {
    std::ofstream(file_, std::ios::binary) << text;
    return wrong_with_dictionary(file_);
  }

 private:
  fs::path file_ = fs::path(::testing::TempDir()) /
                   (std::string("dictionary-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Dictionary, OfEveryTargetIsInOrder) {
  for (const TargetInfo& target : kTargets) {
    const fs::path file = fs::path(WS_SOURCE_DIR) / "fuzz" / "dictionaries" / (std::string(target.name) + ".dict");
    ASSERT_TRUE(fs::exists(file)) << file;
    EXPECT_THAT(wrong_with_dictionary(file), IsEmpty());
  }
}

TEST_F(Dictionary, MayBeMissing) { EXPECT_THAT(wrong_with_dictionary("no/such/file"), IsEmpty()); }

TEST_F(Dictionary, TakesWhatEnginesTake) {
  EXPECT_THAT(wrong_with("# comment\n\n  \"\\x81\\x00\"\nname=\"a b\"\r\n\"\\\\ \\\"\"\n"), IsEmpty());
}

TEST_F(Dictionary, SaysWhereAndWhatIsWrong) {
  EXPECT_THAT(wrong_with("\"ok\"\nword\n"), HasSubstr(":2: not [NAME=]\"WORD\""));
  EXPECT_THAT(wrong_with("\"open\n"), HasSubstr(":1: not [NAME=]"));
  EXPECT_THAT(wrong_with("\"\n"), HasSubstr(":1: not [NAME=]"));
  EXPECT_THAT(wrong_with("\"\"\n"), HasSubstr(":1: the word is empty"));
  EXPECT_THAT(wrong_with("\"\\x8\"\n"), HasSubstr(":1: after \\ comes"));
  EXPECT_THAT(wrong_with("\"\\n\"\n"), HasSubstr(":1: after \\ comes"));
  EXPECT_THAT(wrong_with("\"\xC3\xA4\"\n"), HasSubstr(":1: an octet that is not printable"));
  EXPECT_THAT(wrong_with("\"a\"b\"\n"), HasSubstr(":1: a quote inside"));
}

}  // namespace
}  // namespace gauntlet::fuzz
