// Whatever octets come, a connection keeps to its contract.
#include <gtest/gtest.h>

#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "connection_endpoint.h"
#include "ws/frame_parser.h"

namespace {

using ws::testing::Endpoint;
using ws::testing::open_server;

// Masked frames, most of them fine by themselves, in any order; now and then something is wrong, or cut off.
std::string random_frames(std::mt19937& random) {
  const auto chance = [&random](unsigned one_in) { return random() % one_in == 0; };
  std::string octets;
  while (!chance(8)) {
    constexpr std::string_view kFirst = "\x81\x81\x82\x82\x01\x80\x89\x8A\x88";
    const char first = chance(50) ? static_cast<char>(random()) : kFirst[random() % kFirst.size()];
    const std::size_t size = chance(3) ? 0 : random() % 20;
    octets += {first, static_cast<char>((chance(50) ? 0 : 0x80) | size)};
    for (std::size_t i = 0; i < size + 4; ++i) octets += chance(100) ? static_cast<char>(random()) : 'a';
  }
  if (chance(3)) octets.resize(random() % (octets.size() + 1));
  return octets;
}

// Whole unmasked frames, each as "opcode payload".
std::vector<std::string> read_output(std::string output) {
  ws::ReceiverState state{.role = ws::Role::kClient};
  std::vector<ws::FrameView> views(output.size());
  const ws::Batch batch = ws::parse_batch({reinterpret_cast<std::uint8_t*>(output.data()), output.size()}, state,
                                          ws::kMaxPayloadLength, views);
  EXPECT_EQ(batch.consumed, output.size()) << "not whole, or not in order";
  std::vector<std::string> frames;
  for (const ws::FrameView& view : std::span(views).first(batch.frames)) {
    frames.push_back(std::string(ws::name(view.opcode)) + " " + std::string(ws::as_text(view.payload)));
  }
  return frames;
}

// Whatever comes: an answer to each message and ping in order, one Close if any and nothing behind it; a failure names
// its rule, and the end comes once and last.
void expect_in_order(const Endpoint& server, const std::vector<std::string>& frames) {
  std::vector<std::string> answers;
  bool over = false;
  for (const std::string& event : server.seen.events) {
    EXPECT_FALSE(over) << event << " after the end";
    if (event.starts_with("text ") || event.starts_with("binary ")) answers.push_back(event);
    if (event.starts_with("ping ")) answers.push_back("pong" + event.substr(4));
    over = event.starts_with("closed ");
  }
  const bool failed = server.seen.events.size() > 1 && server.seen.events.rbegin()[1].starts_with("failed ");
  const bool closed = server.seen.events.size() > 1 && server.seen.events.rbegin()[1].starts_with("close ");
  EXPECT_EQ(over, failed || closed);
  if (over) {
    EXPECT_EQ(server.seen.events.back().starts_with("closed clean "), closed);
    ASSERT_EQ(frames.size(), answers.size() + 1);
    EXPECT_TRUE(frames.back().starts_with("close ")) << frames.back();
    answers.push_back(frames.back());
  }
  EXPECT_EQ(frames, answers);
}

TEST(Connection, RandomOctetsNeverBreakIt) {
  std::mt19937 random(7);
  std::size_t failed = 0, closed = 0, messages = 0;
  for (int run = 0; run < 2'000; ++run) {
    const std::string octets = random_frames(random);
    auto whole = open_server();
    whole.feed(octets);
    const std::string output = whole.said();
    const auto& events = whole.seen.events;
    expect_in_order(whole, read_output(output));
    EXPECT_EQ(whole->wants_drop(), !events.empty() && events.back().starts_with("closed "));
    EXPECT_EQ(whole->ready_state(), whole->wants_drop() ? ws::ReadyState::kClosed : ws::ReadyState::kOpen);

    auto cut = open_server();
    cut.feed_in_pieces(octets, 1 + random() % 40);
    ASSERT_EQ(cut.seen.events, events);
    ASSERT_EQ(cut.said(), output);

    if (whole->wants_drop()) {
      const std::size_t before = events.size();
      whole.feed("\x89\x80kkkk");
      EXPECT_TRUE(whole.said().empty() && events.size() == before) << "something was looked at after the end";
    }
    for (const std::string& event : events) {
      failed += event.starts_with("failed ") ? 1U : 0U;
      closed += event.starts_with("closed clean ") ? 1U : 0U;
      messages += event.starts_with("text ") || event.starts_with("binary ") ? 1U : 0U;
    }
  }
  EXPECT_GT(failed, 500U);
  EXPECT_GT(closed, 10U);
  EXPECT_GT(messages, 500U);
}

}  // namespace
