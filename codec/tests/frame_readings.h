#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "frame_model.h"
#include "ws/frame_parser.h"

// The codec's ways to read a stream, in the terms of the model.

namespace frame_model {

inline std::vector<ws::ReceiverState> all_states() {
  std::vector<ws::ReceiverState> states;
  for (const ws::Role role : {ws::Role::kServer, ws::Role::kClient}) {
    for (const bool rsv1 : {false, true}) {
      for (const bool inside : {false, true}) states.push_back({role, rsv1, inside});
    }
  }
  return states;
}

/// Reads with `parse_batch`, `capacity` frames at a time.
inline Reading read_in_batches(Buffer stream, ws::ReceiverState state, std::uint64_t max_frame_size,
                               std::size_t capacity) {
  Reading reading;
  const Buffer before = stream;
  const ws::MutableOctets all(stream);
  std::vector<ws::FrameView> views(capacity);
  while (true) {
    const auto done = static_cast<std::size_t>(reading.consumed);
    const ws::Batch batch = ws::parse_batch(all.subspan(done), state, max_frame_size, views);
    for (std::size_t i = 0; i < batch.frames; ++i) {
      const ws::FrameView& view = views[i];
      EXPECT_EQ(view.octet, (view.fin ? 0x80 : 0) | view.rsv | static_cast<int>(view.opcode));
      EXPECT_TRUE(view.payload.data() >= stream.data() && view.payload.size() <= stream.size());
      reading.frames.push_back({view.fin, view.rsv, view.opcode, {view.payload.begin(), view.payload.end()}});
    }
    reading.consumed += batch.consumed;
    EXPECT_TRUE(std::equal(stream.begin() + static_cast<std::ptrdiff_t>(reading.consumed), stream.end(),
                           before.begin() + static_cast<std::ptrdiff_t>(reading.consumed)))
        << "octets after the consumed ones are touched";
    if (batch.violation) reading.violation = {batch.violation->rule, done + batch.violation->offset};
    if (batch.violation || batch.frames < capacity) return reading;
  }
}

/// Collects what a FrameParser tells into a Reading.
class Collector {
 public:
  Collector(ws::ReceiverState state, std::uint64_t max_frame_size) : parser_(state, max_frame_size) {}

  void feed(const Buffer& piece, bool batches) {
    using Kind = ws::FrameParser::Part::Kind;
    // Memory of its own for each piece, so that a read beyond it does not go unseen.
    Buffer octets(piece);
    parser_.feed(octets);
    if (batches) take_batch();
    while (true) {
      const ws::FrameParser::Part part = parser_.next();
      switch (part.kind) {
        case Kind::kNeedMore:
          fed_ += piece.size();
          EXPECT_EQ(parser_.offset(), fed_);
          return;
        case Kind::kHeader:
          EXPECT_FALSE(parser_.between_frames());
          EXPECT_EQ(parser_.frame_offset(), reading_.consumed);
          frame_ = {parser_.header().fin, parser_.header().rsv, parser_.header().opcode, {}};
          break;
        case Kind::kPayload:
          EXPECT_FALSE(part.payload.empty());
          frame_.payload.insert(frame_.payload.end(), part.payload.begin(), part.payload.end());
          break;
        case Kind::kFrameEnd:
          EXPECT_TRUE(parser_.between_frames());
          EXPECT_EQ(frame_.payload.size(), parser_.header().payload_length);
          reading_.frames.push_back(frame_);
          reading_.consumed = parser_.offset();
          if (batches) take_batch();
          break;
        case Kind::kViolation:
          // Certain with the last octet that was fed, or one of this piece.
          EXPECT_GE(part.violation.offset, fed_);
          EXPECT_LT(part.violation.offset, fed_ + piece.size());
          EXPECT_EQ(parser_.next().violation, part.violation);
          reading_.violation = part.violation;
          return;
      }
    }
  }

  [[nodiscard]] const Reading& reading() const { return reading_; }

 private:
  void take_batch() {
    std::array<ws::FrameView, 3> views;
    const std::size_t count = parser_.next_batch(views);
    for (const ws::FrameView& view : std::span(views).first(count)) {
      reading_.frames.push_back({view.fin, view.rsv, view.opcode, {view.payload.begin(), view.payload.end()}});
    }
    if (count != 0) reading_.consumed = parser_.offset();
  }

  ws::FrameParser parser_;
  Reading reading_;
  Frame frame_;
  std::uint64_t fed_ = 0;
};

/// Reads with FrameParser, cut at `cuts`, which are in order.
inline Reading read_in_pieces(const Buffer& stream, ws::ReceiverState state, std::uint64_t max_frame_size,
                              const std::vector<std::size_t>& cuts, bool batches = false) {
  Collector collector(state, max_frame_size);
  std::size_t start = 0;
  for (std::size_t i = 0; i <= cuts.size() && !collector.reading().violation; ++i) {
    const std::size_t end = i < cuts.size() ? cuts[i] : stream.size();
    collector.feed(
        {stream.begin() + static_cast<std::ptrdiff_t>(start), stream.begin() + static_cast<std::ptrdiff_t>(end)},
        batches);
    start = end;
  }
  return collector.reading();
}

inline std::vector<std::size_t> every_octet(const Buffer& stream) {
  std::vector<std::size_t> cuts;
  for (std::size_t i = 1; i < stream.size(); ++i) cuts.push_back(i);
  return cuts;
}

}  // namespace frame_model
