#include "ws/message.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "ws/reassembly.h"

namespace {

using Buffer = std::vector<std::uint8_t>;
using Frames = std::vector<std::string>;

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

/// What a fragmenter makes of a message, a text for each frame: "text Hello", "continuation d! fin".
Frames fragments(ws::Fragmenter& fragmenter, ws::MessageType type, std::string_view part, bool fin = true) {
  Frames frames;
  fragmenter.fragment(type, ws::as_octets(part), fin, [&frames](ws::Opcode opcode, ws::Octets payload, bool last) {
    frames.push_back(std::string(ws::name(opcode)) + " " + std::string(ws::as_text(payload)) + (last ? " fin" : ""));
  });
  EXPECT_EQ(fragmenter.inside_message(), !fin);
  return frames;
}

TEST(Fragmenter, CutsAsTheRecipeDoes) {
  ws::Fragmenter fragmenter(5);
  EXPECT_FALSE(fragmenter.inside_message());
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kText, "Hello World!"),
            (Frames{"text Hello", "continuation  Worl", "continuation d! fin"}));
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kBinary, "again"), (Frames{"binary again fin"}));
}

TEST(Fragmenter, MakesOneFrameOfAnEmptyMessage) {
  ws::Fragmenter fragmenter(5);
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kBinary, ""), (Frames{"binary  fin"}));
}

TEST(Fragmenter, TakesAMessageInParts) {
  ws::Fragmenter fragmenter(5);
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kText, "Hello W", false), (Frames{"text Hello", "continuation  W"}));
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kText, "", false), (Frames{"continuation "}));
  EXPECT_EQ(fragments(fragmenter, ws::MessageType::kBinary, "orld!"), (Frames{"continuation orld! fin"}));
}

/// One frame, whole, at the stream's octet 0.
std::optional<ws::Rule> add(ws::Reassembly& reassembly, ws::Opcode opcode, bool fin, ws::Octets payload) {
  ws::FrameHeader header{.fin = fin, .opcode = opcode, .payload_length = payload.size()};
  auto violation = reassembly.begin_frame(header, 0, 1);
  EXPECT_TRUE(reassembly.inside_message());
  if (!violation) violation = reassembly.payload(payload, 2);
  if (!violation) violation = reassembly.end_frame(1 + payload.size());
  if (!violation) {
    EXPECT_EQ(reassembly.inside_message(), !fin);
  }
  return violation ? std::optional(violation->rule) : std::nullopt;
}

std::string message(const ws::Reassembly& reassembly) {
  return (reassembly.type() == ws::MessageType::kText ? "text " : "binary ") +
         std::string(ws::as_text(reassembly.message()));
}

TEST(Reassembly, UndoesEveryFragmentation) {
  for (const std::size_t size : {0U, 1U, 4U, 5U, 6U, 10U, 64U}) {
    const Buffer payload = counting(size);
    for (std::size_t cut = 0; cut <= size + 1; ++cut) {
      ws::Fragmenter fragmenter(cut);
      ws::Reassembly reassembly{ws::Limits{}};
      const std::size_t most = std::max<std::size_t>(cut, 1);
      std::size_t frames = 0;
      fragmenter.fragment(ws::MessageType::kText, payload, true, [&](ws::Opcode opcode, ws::Octets fragment, bool fin) {
        EXPECT_LE(fragment.size(), most);
        EXPECT_FALSE(add(reassembly, opcode, fin, fragment));
        ++frames;
      });
      EXPECT_EQ(frames, std::max<std::size_t>((size + most - 1) / most, 1));
      EXPECT_FALSE(reassembly.inside_message());
      EXPECT_EQ(message(reassembly), "text " + std::string(ws::as_text(payload)));
    }
  }
}

TEST(Reassembly, TakesEmptyFragmentsAnywhere) {
  ws::Reassembly reassembly{ws::Limits{}};
  EXPECT_FALSE(add(reassembly, ws::Opcode::kBinary, false, {}));
  EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, false, ws::as_octets("ab")));
  EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, false, {}));
  EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, true, {}));
  EXPECT_EQ(message(reassembly), "binary ab");
}

TEST(Reassembly, StartsAfreshWithEachMessage) {
  ws::Reassembly reassembly{ws::Limits{}};
  EXPECT_FALSE(add(reassembly, ws::Opcode::kText, true, ws::as_octets("one")));
  EXPECT_EQ(message(reassembly), "text one");
  EXPECT_FALSE(add(reassembly, ws::Opcode::kBinary, false, ws::as_octets("x")));
  EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, true, ws::as_octets("y")));
  EXPECT_EQ(message(reassembly), "binary xy");
}

TEST(Reassembly, LeavesAMessageOfOneFrameWhereItIs) {
  ws::Reassembly reassembly{ws::Limits{}};
  const ws::Octets text = ws::as_octets("Hello");
  EXPECT_FALSE(reassembly.whole(ws::MessageType::kText, text, 2, false));
  EXPECT_EQ(message(reassembly), "text Hello");
  EXPECT_EQ(reassembly.message().data(), text.data());
  EXPECT_EQ(reassembly.whole(ws::MessageType::kText, ws::as_octets("ab\xFF"), 2, false),
            (ws::Violation{ws::Rule::kInvalidUtf8, 4}));
}

TEST(Reassembly, HoldsNoMoreThanTheLimit) {
  const Buffer octets = counting(10);
  for (std::size_t cut = 0; cut <= 10; ++cut) {
    ws::Reassembly exact{limits(10, 2)};
    EXPECT_FALSE(add(exact, ws::Opcode::kBinary, false, ws::Octets(octets).first(cut)));
    EXPECT_FALSE(add(exact, ws::Opcode::kContinuation, true, ws::Octets(octets).subspan(cut)));
    EXPECT_EQ(exact.message().size(), 10U);

    ws::Reassembly small{limits(9, 2)};
    const auto first = add(small, ws::Opcode::kBinary, false, ws::Octets(octets).first(cut));
    EXPECT_EQ(first.has_value(), cut == 10);
    if (!first) {
      EXPECT_EQ(add(small, ws::Opcode::kContinuation, true, ws::Octets(octets).subspan(cut)), ws::Rule::kMessageTooBig);
    }
  }
}

TEST(Reassembly, CountsFragmentsOfEachMessage) {
  ws::Reassembly reassembly{limits(100, 2)};
  for (int i = 0; i < 3; ++i) {
    EXPECT_FALSE(add(reassembly, ws::Opcode::kText, false, {}));
    EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, true, {}));
  }
  EXPECT_FALSE(add(reassembly, ws::Opcode::kText, false, {}));
  EXPECT_FALSE(add(reassembly, ws::Opcode::kContinuation, false, {}));
  EXPECT_EQ(add(reassembly, ws::Opcode::kContinuation, true, {}), ws::Rule::kTooManyFragments);
}

TEST(Reassembly, TakesZeroForZero) {
  ws::Reassembly no_octets{limits(0, 1)};
  EXPECT_FALSE(add(no_octets, ws::Opcode::kText, true, {}));
  EXPECT_EQ(add(no_octets, ws::Opcode::kText, true, ws::as_octets("a")), ws::Rule::kMessageTooBig);
  ws::Reassembly no_frames{limits(10, 0)};
  EXPECT_EQ(add(no_frames, ws::Opcode::kText, true, {}), ws::Rule::kTooManyFragments);
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
      ASSERT_FALSE(add(reassembly, opcode, fin, ws::Octets(payload).subspan(done, count)));
      done += count;
    }
    EXPECT_TRUE(std::ranges::equal(reassembly.message(), payload));
  }
}

}  // namespace
