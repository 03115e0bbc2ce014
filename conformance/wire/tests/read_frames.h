#pragma once
#include <string>
#include <vector>

#include "conformance/wire/frame_reader.h"

namespace gauntlet::wire {

/// A frame as a test looks at it: whatever the pieces it came in.
struct FrameRead {
  FrameStart start;
  Bytes payload;
  std::uint64_t payload_offset = 0;
  bool ended = false;

  friend bool operator==(const FrameRead& one, const FrameRead& other) {
    const FrameStart &left = one.start, &right = other.start;
    return left.fin == right.fin && left.rsv == right.rsv && left.opcode == right.opcode &&
           left.masking_key == right.masking_key && left.length == right.length && left.offset == right.offset &&
           left.violations == right.violations && one.payload == other.payload &&
           one.payload_offset == other.payload_offset && one.ended == other.ended;
  }
};

class FramesRead {
 public:
  explicit FramesRead(FrameReader::Rules rules) : reader_(rules) {}

  void feed(View octets) {
    reader_.feed(octets);
    while (auto item = reader_.next()) take(*item);
  }
  [[nodiscard]] const std::vector<FrameRead>& frames() const { return frames_; }
  [[nodiscard]] const std::vector<WireViolation>& early() const { return early_; }

 private:
  void take(FrameItem& item) {
    if (auto* early = std::get_if<EarlyViolation>(&item)) {
      early_.push_back(early->violation);
    } else if (auto* start = std::get_if<FrameStart>(&item)) {
      frames_.push_back({*start, {}, 0, false});
    } else if (auto* piece = std::get_if<PayloadPiece>(&item)) {
      FrameRead& frame = frames_.back();
      if (frame.payload.empty()) frame.payload_offset = piece->offset;
      frame.payload.insert(frame.payload.end(), piece->octets.begin(), piece->octets.end());
    } else {
      frames_.back().ended = true;
    }
  }

  FrameReader reader_;
  std::vector<FrameRead> frames_;
  std::vector<WireViolation> early_;
};

inline std::vector<FrameRead> read_frames(FrameReader::Rules rules, const Bytes& stream) {
  FramesRead read(rules);
  read.feed(stream);
  return read.frames();
}

}  // namespace gauntlet::wire
