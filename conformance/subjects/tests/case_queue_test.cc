#include "conformance/subjects/case_queue.h"

#include <gtest/gtest.h>

#include <array>

namespace {

using namespace gauntlet;

Case with_message(std::uint64_t size) {
  Case made;
  step::Message message;
  message.payload = Payload(Payload::Tile{{'x'}, size});
  step::Repeat repeat;
  repeat.steps.push_back({std::move(message)});
  made.steps.push_back({std::move(repeat)});
  return made;
}

TEST(CaseQueue, BigMessagesWaitForEachOtherAndSmallOnesDoNot) {
  constexpr std::uint64_t kBig = 16 << 20;
  const std::array<Case, 4> made{with_message(kBig), with_message(kBig), with_message(5), with_message(kBig)};
  const std::array<const Case*, 4> cases{&made[0], &made[1], &made[2], &made[3]};
  CaseQueue queue(cases);
  EXPECT_EQ(largest_payload(made[0]), kBig);
  EXPECT_EQ(queue.take(), cases[0]);
  EXPECT_EQ(queue.take(), cases[2]) << "goes before the second big one";
  EXPECT_EQ(queue.take(), nullptr);
  EXPECT_FALSE(queue.empty());
  queue.ended(*cases[0]);
  EXPECT_EQ(queue.take(), cases[1]);
  EXPECT_EQ(queue.drop(), std::vector<const Case*>{cases[3]});
  EXPECT_TRUE(queue.empty());
}

TEST(CaseQueue, AMessageAboveTheLimitIsPlayedAlone) {
  const Case huge = with_message(std::uint64_t{1} << 30);
  const std::array<const Case*, 1> cases{&huge};
  CaseQueue queue(cases);
  EXPECT_EQ(queue.take(), &huge);
}

}  // namespace
