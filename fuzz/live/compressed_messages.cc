#include "fuzz/live/compressed_messages.h"

#include <algorithm>
#include <array>
#include <variant>

#include "conformance/wire/frame_reader.h"
#include "fuzz/model/inflation.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

using Answer = model::Inflation::Answer;

constexpr std::uint8_t kClose = 8, kRsv1 = 4;
constexpr std::uint64_t kMostInflated = 1U << 30;

bool is_control(std::uint8_t opcode) { return opcode >= 8; }

class Reading {
 public:
  explicit Reading(bool no_context_takeover) : inflation_(no_context_takeover) {}

  CompressedMessages of(wire::FrameReader& reader) {
    while (!over_) {
      const auto item = reader.next();
      if (!item) break;
      std::visit([this](const auto& known) { on(known); }, *item);
    }
    if (inside_ && compressed_) {
      look_at(inflation_.so_far(kMostInflated));
      found_.all_inflate = false;
    }
    return found_;
  }

 private:
  void on(const wire::EarlyViolation& /*violation*/) { over_ = true; }
  void on(const wire::FrameStart& frame) {
    opcode_ = frame.opcode;
    over_ = opcode_ == kClose;
    if (is_control(opcode_) || inside_) return;
    inside_ = true;
    compressed_ = (frame.rsv & kRsv1) != 0;
  }
  void on(const wire::PayloadPiece& piece) {
    if (is_control(opcode_) || !compressed_) return;
    inflation_.add(piece.octets);
    message_.insert(message_.end(), piece.octets.begin(), piece.octets.end());
  }
  void on(const wire::FrameEnd& frame) {
    if (is_control(frame.opcode) || !frame.fin) return;
    inside_ = false;
    if (!compressed_) return;
    const Answer answer = inflation_.finish(kMostInflated);
    look_at(answer);
    if (answer.kind != Answer::Kind::kFine || !answer.complete) found_.all_inflate = false;
    message_.clear();
  }

  void look_at(const Answer& answer) {
    if (answer.final_end == 0) return;
    found_.final_block = true;
    if (answer.final_end >= message_.size()) return;
    constexpr std::array<std::uint8_t, 1> kEmptyBlock{0};  // what is left of it: its end is not sent
    const wire::View behind = wire::View(message_).subspan(answer.final_end);
    found_.behind_final = found_.behind_final || !std::ranges::equal(behind, kEmptyBlock);
  }

  model::Inflation inflation_;
  wire::Bytes message_;
  std::uint8_t opcode_ = 0;
  bool inside_ = false, compressed_ = false, over_ = false;
  CompressedMessages found_;
};

}  // namespace

CompressedMessages read_compressed_messages(wire::View input, SubjectRole subject) {
  const bool client = subject == SubjectRole::kClient;
  const std::uint8_t head = input.empty() ? std::uint8_t{0} : input.front();
  Script script;
  decode(input.subspan(std::min<std::size_t>(input.size(), 1)), script);
  WireForm wire;
  put_on_wire(script, wire);
  wire::FrameReader reader({.expect_masked = !client, .rsv1_negotiated = true});
  reader.feed(wire.octets);
  return Reading((head & (client ? 1 : 2)) != 0).of(reader);
}

}  // namespace gauntlet::fuzz
