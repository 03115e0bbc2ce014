// Known results: files that are read and written, and how a result stands to them.
#include "conformance/runs/expected_results.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace {

using namespace gauntlet;
using Update = ExpectedResults::Update;

/// A file of known results that goes with the test.
class Known : public ::testing::Test {
 protected:
  ~Known() override { std::filesystem::remove(file_); }
  std::optional<ExpectedResults> load(const std::string& agents) {
    std::ofstream(file_) << "{\n\"schema_version\": 1,\n\"agents\": " << agents << "}";
    return ExpectedResults::load(file_, errors_);
  }
  static RunResult result(const std::string& id, Behaviour behaviour, CloseBehaviour close) {
    RunResult one;
    one.agent = "mine";
    one.case_id = id;
    one.behaviour = behaviour;
    one.close_behaviour = close;
    return one;
  }
  std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("known-" + std::to_string(::getpid()) + ".json");
  std::vector<Finding> errors_;
};

constexpr auto kOk = Behaviour::kOk;
constexpr auto kFailed = Behaviour::kFailed;
constexpr auto kCloseOk = CloseBehaviour::kOk;
constexpr auto kUnclean = CloseBehaviour::kUnclean;

TEST_F(Known, IsPrintedAsItWasRead) {
  const std::string agents =
      "{\n    \"mine\": {\n      \"2.1\": [\"FAILED\", \"OK\"],\n"
      "      \"10.1.1\": [[\"OK\", \"OK\"], [\"OK\", \"UNCLEAN\"]]\n    }\n  }";
  const auto known = load(agents);
  ASSERT_TRUE(known);
  EXPECT_NE(known->print().find(agents), std::string::npos) << known->print();
}

TEST_F(Known, IsRefusedWithItsLine) {
  for (const std::string entry : {"7", "[]", "[\"OK\"]", "[\"OK\", \"FINE\"]", "[[\"OK\", \"OK\"], \"OK\"]",
                                  "[[\"OK\", \"OK\"], [\"OK\", \"FINE\"]]"}) {
    errors_.clear();
    EXPECT_FALSE(load("{ \"mine\": {\n \"2.1\": " + entry + "} }")) << entry;
    ASSERT_EQ(errors_.size(), 1U) << entry;
    EXPECT_EQ(errors_[0].line, 4) << entry;
    EXPECT_EQ(errors_[0].pointer, "/agents/mine/2.1");
  }
}

TEST_F(Known, OneOfSeveralVerdictsIsExpected) {
  const auto known = load(R"({"mine": {"2.1": [["OK", "OK"], ["OK", "UNCLEAN"]]}})");
  ASSERT_TRUE(known);
  for (const auto close : {kCloseOk, kUnclean}) {
    auto one = result("2.1", kOk, close);
    EXPECT_EQ(stand(one, &*known, FailOn::kFailed, false), Standing::kExpected);
    EXPECT_FALSE(one.unexpected);
    EXPECT_EQ(one.expected_verdict, "OK/OK or OK/UNCLEAN");
  }
  auto worse = result("2.1", kFailed, kCloseOk);
  EXPECT_EQ(stand(worse, &*known, FailOn::kFailed, false), Standing::kWorse);
  EXPECT_TRUE(worse.unexpected);
}

TEST_F(Known, BetterFailsUnlessItIsAllowed) {
  const auto known = load(R"({"mine": {"2.1": [["FAILED", "OK"], ["FAILED", "UNCLEAN"]]}})");
  ASSERT_TRUE(known);
  auto better = result("2.1", kOk, kCloseOk);
  EXPECT_EQ(stand(better, &*known, FailOn::kFailed, false), Standing::kBetter);
  EXPECT_TRUE(better.unexpected);
  EXPECT_EQ(stand(better, &*known, FailOn::kFailed, true), Standing::kBetter);
  EXPECT_FALSE(better.unexpected);
}

TEST_F(Known, UpdatesReplaceWhatIsNotSeenAnyMore) {
  auto known =
      load(R"({"mine": {"2.1": ["FAILED", "OK"], "2.2": ["FAILED", "OK"], "2.3": [["OK", "OK"], ["OK", "UNCLEAN"]],
                                 "2.4": ["FAILED", "OK"]}})");
  ASSERT_TRUE(known);
  known->update({result("2.1", kOk, kCloseOk), result("2.2", kOk, kUnclean), result("2.3", kOk, kCloseOk),
                 result("2.5", kFailed, kCloseOk), result("2.6", kOk, kCloseOk)},
                Update::kReplace);
  EXPECT_EQ(known->find("mine", "2.1"), nullptr) << "OK needs no entry";
  EXPECT_EQ(known->find("mine", "2.2")->size(), 1U);
  EXPECT_EQ(known->find("mine", "2.3")->size(), 2U) << "what was seen is one of those";
  EXPECT_NE(known->find("mine", "2.4"), nullptr) << "did not run";
  EXPECT_NE(known->find("mine", "2.5"), nullptr);
  EXPECT_EQ(known->find("mine", "2.6"), nullptr);
}

TEST_F(Known, WideningKeepsWhatWasKnown) {
  auto known = load(R"({"mine": {"2.1": ["FAILED", "OK"]}})");
  ASSERT_TRUE(known);
  known->update({result("2.1", kOk, kCloseOk), result("2.2", kOk, kUnclean), result("2.3", kOk, kCloseOk)},
                Update::kWiden);
  EXPECT_EQ(*known->find("mine", "2.1"), (std::vector<ExpectedResults::Verdict>{{kFailed, kCloseOk}, {kOk, kCloseOk}}));
  EXPECT_EQ(*known->find("mine", "2.2"), (std::vector<ExpectedResults::Verdict>{{kOk, kCloseOk}, {kOk, kUnclean}}));
  EXPECT_EQ(known->find("mine", "2.3"), nullptr);
}

}  // namespace
