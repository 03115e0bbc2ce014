#include "fuzz/linked/echo_trace.h"

#include <variant>

#include "fuzz/model/receiver.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::uint8_t kText = 1, kClose = 8, kPong = 10;
constexpr int kNewestRegistry = 2016;

}  // namespace

void EchoTrace::feed(wire::View octets) {
  reader_.feed(octets);
  while (const auto item = reader_.next()) {
    std::visit([this](const auto& known) { on(known); }, *item);
  }
}

void EchoTrace::on(const wire::FrameStart& frame) {
  for (const auto& violation : frame.violations) complain(violation.rule);
  if (closed) complain("frame-after-close");
  inside_frame_ = true;
  opcode_ = frame.opcode;
  if (frame.opcode >= 8) {
    control_.clear();
  } else if (!inside_message_) {
    inside_message_ = true;
    message_ = {.text = frame.opcode == kText, .payload = {}};
  }
}

void EchoTrace::on(const wire::PayloadPiece& piece) {
  auto& payload = opcode_ >= 8 ? control_ : message_.payload;
  payload.insert(payload.end(), piece.octets.begin(), piece.octets.end());
}

void EchoTrace::on(const wire::FrameEnd& end) {
  inside_frame_ = false;
  if (end.opcode == kClose) return on_close();
  if (end.opcode == kPong) pongs.push_back(control_);
  if (end.opcode >= 8 || !end.fin) return;
  inside_message_ = false;
  if (message_.text && !wire::valid_utf8(message_.payload)) complain("invalid-utf8");
  messages.push_back(std::move(message_));
}

void EchoTrace::on_close() {
  closed = true;
  if (control_.size() == 1) complain("close-body-one-octet");
  if (control_.size() < 2) return;
  code = static_cast<std::uint16_t>(control_[0] << 8U | control_[1]);
  if (!model::may_stand_in_close(*code, kNewestRegistry)) complain("close-code-invalid");
  if (!wire::valid_utf8(wire::View(control_).subspan(2))) complain("close-reason-utf8");
}

}  // namespace gauntlet::fuzz
