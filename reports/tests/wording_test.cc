#include "reports/wording.h"

#include <gtest/gtest.h>

#include "reports/tests/sample_results.h"

namespace gauntlet::reports {
namespace {

using namespace std::chrono_literals;

WireEntry frame(std::uint8_t opcode, std::string head) {
  WireEntry entry;
  entry.kind = WireEntry::Kind::kReceivedFrame;
  entry.opcode = opcode;
  entry.fin = true;
  entry.size = head.size();
  entry.head = std::move(head);
  return entry;
}

TEST(Wording, CloseFramesShowCodeAndReason) {
  EXPECT_EQ(frame_content(frame(8,
                                "\x03\xea"
                                "bad")),
            "1002 \"bad\"");
  EXPECT_EQ(frame_content(frame(8, "\x03\xe8")), "1000");
  EXPECT_EQ(frame_content(frame(8, "\x03")), "\x03");
  EXPECT_EQ(frame_content(frame(8, "\x03\xe8\xff")), "1000 0xff");
  EXPECT_EQ(frame_content(frame(1, "Hello")), "Hello");
  EXPECT_EQ(describe(frame(9, "x")), "ping, fin 1, rsv 0, not masked, 1 octet: x");
}

TEST(Wording, ExpectedEventsBeginWithOk) {
  RunResult result;
  EXPECT_EQ(expected_events(result), "judged by a rule of its own");
  const ExpectedEvent pong = expected_pong(Payload::text("a"));
  result.outcomes = {accepts({}, Behaviour::kNonStrict), accepts({pong, expected_echo(0)}),
                     accepts({pong}, Behaviour::kNonStrict)};
  EXPECT_EQ(expected_events(result), "OK: pong \"a\", then echo of message 0; or NON-STRICT: nothing; or pong \"a\"");
}

TEST(Wording, ReceivedEventsAreBounded) {
  RunResult result = full_result();
  EXPECT_EQ(received_events(result, 1), "binary 0x61ff00c328 (5 octets), echo of message 0, then 11 more");
  result.received.clear();
  result.received_dropped = 0;
  EXPECT_EQ(received_events(result), "nothing");
}

TEST(Wording, ClosesAreToldFromBothSides) {
  RunResult result = passed("a", "1.1");
  result.expected_codes = {1000, 1002};
  EXPECT_EQ(expected_close(result), "the harness closes first; the subject's code: 1000, 1002 or none");
  EXPECT_EQ(observed_close(result), "the harness closed first; the subject's code: 1000; the harness's: none; clean");
  result.opened = false;
  EXPECT_EQ(observed_close(result), "the opening handshake was not completed");
}

TEST(Wording, Durations) {
  EXPECT_EQ(duration_words(45ms), "45 ms");
  EXPECT_EQ(duration_words(1500ms), "1.5 s");
  EXPECT_EQ(duration_words(200s), "3 min 20 s");
  EXPECT_EQ(whole_milliseconds(1500us), 2);
}

}  // namespace
}  // namespace gauntlet::reports
