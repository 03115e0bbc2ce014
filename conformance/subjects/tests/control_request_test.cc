#include "conformance/subjects/control_request.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using namespace gauntlet;
using Kind = ControlRequest::Kind;

const std::vector<const Case*>& cases() {
  static const std::vector<Case> stored = [] {
    std::vector<Case> made(3);
    made[0].id = "1.1.1";
    made[1].id = "1.1.2";
    made[2].id = "9.1.1";
    return made;
  }();
  static const std::vector<const Case*> pointers{&stored[0], &stored[1], &stored[2]};
  return pointers;
}

ControlRequest accepted(std::string_view target) {
  const auto asked = read_control_request(target, cases());
  const auto* request = std::get_if<ControlRequest>(&asked);
  EXPECT_NE(request, nullptr) << target;
  return request == nullptr ? ControlRequest{} : *request;
}

int refused(std::string_view target) {
  const auto asked = read_control_request(target, cases());
  const auto* refusal = std::get_if<ControlRefusal>(&asked);
  return refusal == nullptr ? 0 : refusal->status;
}

TEST(ControlRequest, KnowsThePathsOfTheReference) {
  EXPECT_EQ(accepted("/getCaseCount").kind, Kind::kCaseCount);
  EXPECT_EQ(accepted("/getCaseInfo?case=1").kind, Kind::kCaseInfo);
  EXPECT_EQ(accepted("/runCase?case=1&agent=A").kind, Kind::kRunCase);
  EXPECT_EQ(accepted("/getCaseStatus?case=1&agent=A").kind, Kind::kCaseStatus);
  EXPECT_EQ(accepted("/updateReports?agent=A").kind, Kind::kUpdateReports);
  EXPECT_EQ(accepted("/stopServer").kind, Kind::kStopServer);
}

TEST(ControlRequest, FindsCasesByNumberAndById) {
  EXPECT_EQ(accepted("/runCase?case=3&agent=A").index, 2U);
  EXPECT_EQ(accepted("/runCase?casetuple=9.1.1&agent=A").index, 2U);
  EXPECT_EQ(accepted("/runCase?agent=A&casetuple=1.1.2").index, 1U);
}

TEST(ControlRequest, DecodesValues) {
  EXPECT_EQ(accepted("/runCase?case=1&agent=my%20client%2F1").agent, "my client/1");
  EXPECT_EQ(accepted("/runCase?case=1&agent=a+b").agent, "a b");
  EXPECT_EQ(accepted("/runCase?case=1&agent=100%").agent, "100%");
  EXPECT_EQ(accepted("/runCase?case=1&agent=%zz").agent, "%zz");
}

TEST(ControlRequest, ShutsDownOnComplete) {
  EXPECT_FALSE(accepted("/updateReports?agent=A").shut_down);
  EXPECT_FALSE(accepted("/updateReports?agent=A&shutdownOnComplete=no").shut_down);
  for (const auto* word : {"true", "True", "yes", "1"}) {
    EXPECT_TRUE(accepted(std::string("/updateReports?agent=A&shutdownOnComplete=") + word).shut_down) << word;
  }
}

TEST(ControlRequest, RefusesWrongParametersAsAServerError) {
  for (const auto* target :
       {"/runCase", "/runCase?case=1", "/runCase?agent=A", "/runCase?case=0&agent=A", "/runCase?case=4&agent=A",
        "/runCase?case=x&agent=A", "/runCase?case=1x&agent=A", "/runCase?case=-1&agent=A",
        "/runCase?case=99999999999999999999&agent=A", "/runCase?case=1&case=2&agent=A",
        "/runCase?case=1&agent=A&agent=B", "/runCase?casetuple=1.1&agent=A", "/runCase?casetuple=7.7.7&agent=A",
        "/getCaseInfo", "/getCaseStatus?case=1", "/updateReports", "/updateReports?agent="}) {
    EXPECT_EQ(refused(target), 500) << target;
  }
  EXPECT_EQ(refused("/runCase?case=1&agent=" + std::string(201, 'a')), 500);
}

TEST(ControlRequest, RefusesOtherPathsAsNotFound) {
  for (const auto* target :
       {"/", "", "/runcase?case=1&agent=A", "/runCase/?case=1&agent=A", "//runCase", "/getCaseCount/x", "*"}) {
    EXPECT_EQ(refused(target), 404) << target;
  }
}

}  // namespace
