#include "fuzz/campaign/accepted.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace gauntlet::fuzz {
namespace {

class Accepted : public ::testing::Test {
 protected:
  std::variant<std::vector<AcceptedFinding>, std::string> load(const std::string& text) {
    const auto file = std::filesystem::path(::testing::TempDir()) /
                      (std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) + "-accepted.json");
    std::ofstream(file) << text;
    auto loaded = load_accepted(file);
    std::filesystem::remove(file);
    return loaded;
  }
  std::string error(const std::string& text) {
    const auto loaded = load(text);
    const auto* line = std::get_if<std::string>(&loaded);
    return line == nullptr ? "" : *line;
  }
};

constexpr const char* kEntry =
    R"({"schema_version": 1, "accepted": [{"target": "receiver", "signature": "model x", "reason": "known",
        "expires": "2026-12-31"}]})";

TEST_F(Accepted, CountsUntilItsLastDay) {
  const auto loaded = load(kEntry);
  const auto& accepted = std::get<std::vector<AcceptedFinding>>(loaded);
  EXPECT_EQ(is_accepted(accepted, "receiver", "model x", "2026-12-31"), Acceptance::kAccepted);
  EXPECT_EQ(is_accepted(accepted, "receiver", "model x", "2027-01-01"), Acceptance::kExpired);
  EXPECT_EQ(is_accepted(accepted, "session", "model x", "2026-12-31"), Acceptance::kNone);
  EXPECT_EQ(is_accepted(accepted, "receiver", "model y", "2026-12-31"), Acceptance::kNone);
}

TEST_F(Accepted, NoFileAcceptsNothing) {
  const auto loaded = load_accepted("no-such-file.json");
  EXPECT_TRUE(std::get<std::vector<AcceptedFinding>>(loaded).empty());
}

TEST_F(Accepted, SaysWhatIsWrongAndWhere) {
  const std::string text(kEntry);
  const auto with = [&](const std::string& what, const std::string& instead) {
    std::string changed = text;
    changed.replace(changed.find(what), what.size(), instead);
    return error(changed);
  };
  EXPECT_NE(error("{").find("not JSON"), std::string::npos);
  EXPECT_NE(error("{}").find("is expected"), std::string::npos);
  EXPECT_NE(with("\"known\"", "\"\"").find("/accepted/0/reason"), std::string::npos);
  EXPECT_NE(with("2026-12-31", "2026-02-30").find("/accepted/0/expires"), std::string::npos);
  EXPECT_NE(with("2026-12-31", "never").find("/accepted/0/expires"), std::string::npos);
  EXPECT_NE(with("\"reason\"", "\"why\"").find("/accepted/0/reason"), std::string::npos);
}

TEST(AcceptedFile, OfTheTreeLoads) {
  const auto loaded = load_accepted(WS_SOURCE_DIR "/fuzz/accepted.json");
  EXPECT_TRUE(std::holds_alternative<std::vector<AcceptedFinding>>(loaded)) << std::get<std::string>(loaded);
}

}  // namespace
}  // namespace gauntlet::fuzz
