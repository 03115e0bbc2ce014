#include "conformance/play/endpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace gauntlet;
using namespace std::string_view_literals;

TEST(Endpoint, AFrameInTheLogHasItsOwnPayload) {
  Record record;
  RandomSource random(1);
  Endpoint endpoint(SubjectRole::kServer, std::nullopt, {}, random, record, [](const wire::Bytes&) {});
  // A message in three frames with a ping within it, then one in a single frame.
  const auto octets = "\x01\x02He\x89\x01!\x00\x00\x80\x03llo\x81\x01x"sv;
  endpoint.received(wire::Bytes(octets.begin(), octets.end()), Time(0));
  record.log.move_into(record.facts);
  std::vector<std::string> heads;
  for (const auto& entry : record.facts.wire_log) {
    if (entry.kind == WireEntry::Kind::kReceivedFrame) heads.push_back(entry.head);
  }
  EXPECT_EQ(heads, (std::vector<std::string>{"He", "!", "", "llo", "x"}));
}

}  // namespace
