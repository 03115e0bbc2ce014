#include "ws/message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>

namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer counting(std::size_t size) {
  Buffer octets(size);
  std::iota(octets.begin(), octets.end(), std::uint8_t{0});
  return octets;
}

ws::Limits limits(std::uint64_t size, std::uint32_t fragments) {
  ws::Limits result;
  result.max_message_size = size;
  result.max_fragments = fragments;
  return result;
}

TEST(Message, OwnsItsPayload) {
  const ws::Message text = ws::Message::text("Hello WebSocket");
  EXPECT_EQ(text.type, ws::MessageType::kText);
  EXPECT_EQ(text.as_text(), "Hello WebSocket");
  const Buffer octets{0, 255, 7};
  const ws::Message binary = ws::Message::binary(octets);
  EXPECT_EQ(binary.type, ws::MessageType::kBinary);
  EXPECT_EQ(binary.payload, octets);
}

TEST(Fragmenter, CutsAsTheRecipeDoes) {
  ws::Fragmenter fragmenter(ws::MessageType::kText, ws::as_octets("Hello World!"), 5);
  const auto first = fragmenter.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->opcode, ws::Opcode::kText);
  EXPECT_FALSE(first->fin);
  EXPECT_EQ(ws::as_text(first->payload), "Hello");
  const auto second = fragmenter.next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->opcode, ws::Opcode::kContinuation);
  EXPECT_FALSE(second->fin);
  EXPECT_EQ(ws::as_text(second->payload), " Worl");
  const auto third = fragmenter.next();
  ASSERT_TRUE(third);
  EXPECT_EQ(third->opcode, ws::Opcode::kContinuation);
  EXPECT_TRUE(third->fin);
  EXPECT_EQ(ws::as_text(third->payload), "d!");
  EXPECT_FALSE(fragmenter.next());
  EXPECT_FALSE(fragmenter.next());
}

TEST(Fragmenter, MakesOneFrameOfAnEmptyMessage) {
  ws::Fragmenter fragmenter(ws::MessageType::kBinary, {}, 5);
  const auto only = fragmenter.next();
  ASSERT_TRUE(only);
  EXPECT_EQ(only->opcode, ws::Opcode::kBinary);
  EXPECT_TRUE(only->fin);
  EXPECT_TRUE(only->payload.empty());
  EXPECT_FALSE(fragmenter.next());
}

TEST(Reassembly, UndoesEveryFragmentation) {
  for (const std::size_t size : {0U, 1U, 4U, 5U, 6U, 10U, 64U}) {
    const Buffer payload = counting(size);
    for (std::size_t cut = 0; cut <= size + 1; ++cut) {
      ws::Fragmenter fragmenter(ws::MessageType::kText, payload, cut);
      ws::Reassembly reassembly{ws::Limits{}};
      std::size_t frames = 0;
      while (const auto fragment = fragmenter.next()) {
        EXPECT_FALSE(reassembly.take());
        EXPECT_LE(fragment->payload.size(), std::max<std::size_t>(cut, 1));
        EXPECT_FALSE(reassembly.add(fragment->opcode, fragment->fin, fragment->payload));
        EXPECT_EQ(reassembly.inside_message(), !fragment->fin);
        ++frames;
      }
      const std::size_t most = std::max<std::size_t>(cut, 1);
      EXPECT_EQ(frames, std::max<std::size_t>((size + most - 1) / most, 1));
      const auto message = reassembly.take();
      ASSERT_TRUE(message);
      EXPECT_EQ(message->type, ws::MessageType::kText);
      EXPECT_EQ(message->payload, payload);
      EXPECT_FALSE(reassembly.take());
    }
  }
}

TEST(Reassembly, TakesEmptyFragmentsAnywhere) {
  ws::Reassembly reassembly{ws::Limits{}};
  EXPECT_FALSE(reassembly.add(ws::Opcode::kBinary, false, {}));
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, false, ws::as_octets("ab")));
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, false, {}));
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, true, {}));
  EXPECT_EQ(reassembly.take(), ws::Message::binary(ws::as_octets("ab")));
}

TEST(Reassembly, RefusesFramesOutOfOrder) {
  ws::Reassembly reassembly{ws::Limits{}};
  EXPECT_EQ(reassembly.add(ws::Opcode::kContinuation, true, {}), ws::Rule::kUnexpectedContinuation);
  EXPECT_FALSE(reassembly.add(ws::Opcode::kText, false, ws::as_octets("a")));
  EXPECT_EQ(reassembly.add(ws::Opcode::kText, true, {}), ws::Rule::kExpectedContinuation);
  EXPECT_EQ(reassembly.add(ws::Opcode::kBinary, false, {}), ws::Rule::kExpectedContinuation);
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, true, ws::as_octets("b")));
  EXPECT_EQ(reassembly.take(), ws::Message::text("ab"));
  EXPECT_EQ(reassembly.add(ws::Opcode::kContinuation, false, {}), ws::Rule::kUnexpectedContinuation);
}

TEST(Reassembly, StartsAfreshAfterEachMessage) {
  ws::Reassembly reassembly{ws::Limits{}};
  EXPECT_FALSE(reassembly.add(ws::Opcode::kText, true, ws::as_octets("never taken")));
  EXPECT_FALSE(reassembly.add(ws::Opcode::kBinary, false, ws::as_octets("x")));
  EXPECT_FALSE(reassembly.take());
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, true, ws::as_octets("y")));
  EXPECT_EQ(reassembly.take(), ws::Message::binary(ws::as_octets("xy")));
}

TEST(Reassembly, HoldsNoMoreThanTheLimit) {
  const Buffer octets = counting(10);
  for (std::size_t cut = 0; cut <= 10; ++cut) {
    ws::Reassembly exact{limits(10, 2)};
    EXPECT_FALSE(exact.add(ws::Opcode::kBinary, false, ws::Octets(octets).first(cut)));
    EXPECT_FALSE(exact.add(ws::Opcode::kContinuation, true, ws::Octets(octets).subspan(cut)));
    EXPECT_TRUE(exact.take());

    ws::Reassembly small{limits(9, 2)};
    const auto first = small.add(ws::Opcode::kBinary, false, ws::Octets(octets).first(cut));
    EXPECT_EQ(first.has_value(), cut == 10);
    if (!first) {
      EXPECT_EQ(small.add(ws::Opcode::kContinuation, true, ws::Octets(octets).subspan(cut)), ws::Rule::kMessageTooBig);
    }
  }
}

TEST(Reassembly, CountsFragmentsOfEachMessage) {
  ws::Reassembly reassembly{limits(100, 2)};
  for (int message = 0; message < 3; ++message) {
    EXPECT_FALSE(reassembly.add(ws::Opcode::kText, false, {}));
    EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, true, {}));
    EXPECT_TRUE(reassembly.take());
  }
  EXPECT_FALSE(reassembly.add(ws::Opcode::kText, false, {}));
  EXPECT_FALSE(reassembly.add(ws::Opcode::kContinuation, false, {}));
  EXPECT_EQ(reassembly.add(ws::Opcode::kContinuation, true, {}), ws::Rule::kTooManyFragments);
}

TEST(Reassembly, TakesZeroForZero) {
  ws::Reassembly no_octets{limits(0, 1)};
  EXPECT_FALSE(no_octets.add(ws::Opcode::kText, true, {}));
  EXPECT_EQ(no_octets.add(ws::Opcode::kText, true, ws::as_octets("a")), ws::Rule::kMessageTooBig);
  ws::Reassembly no_frames{limits(10, 0)};
  EXPECT_EQ(no_frames.add(ws::Opcode::kText, true, {}), ws::Rule::kTooManyFragments);
}

TEST(Reassembly, UndoesRandomFragmentation) {
  std::mt19937 random(6455);
  for (int round = 0; round < 300; ++round) {
    const Buffer payload = counting(random() % 5000);
    ws::Reassembly reassembly{ws::Limits{}};
    std::size_t done = 0;
    auto opcode = ws::Opcode::kBinary;
    for (bool fin = false; !fin; opcode = ws::Opcode::kContinuation) {
      const std::size_t count = std::min<std::size_t>(random() % 700, payload.size() - done);
      fin = done + count == payload.size() && random() % 2 == 0;
      ASSERT_FALSE(reassembly.add(opcode, fin, ws::Octets(payload).subspan(done, count)));
      done += count;
    }
    const auto message = reassembly.take();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->payload, payload);
  }
}

}  // namespace
