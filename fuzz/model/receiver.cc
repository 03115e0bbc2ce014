#include "fuzz/model/receiver.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "fuzz/model/opcodes.h"

namespace gauntlet::model {
namespace {

constexpr std::uint8_t kRsv1 = 4;

bool is_control(std::uint8_t opcode) { return opcode >= 8; }

wire::FrameReader::Rules rules(const Receiver::Options& options) {
  return {.expect_masked = options.server, .rsv1_negotiated = options.deflate};
}

/// Octets from the frame's first to the end of its length (section 5.2).
std::size_t length_end(std::uint8_t second) {
  const std::uint8_t length = second & 0x7F;
  return length == 126 ? 4 : length == 127 ? 10 : 2;
}

}  // namespace

bool may_stand_in_close(unsigned code, int registry_year) {
  if (code >= 3000 && code <= 4999) return true;  // section 7.4.2
  if (code < 1000 || code == 1004 || code == 1005 || code == 1006) return false;
  if (code <= 1011) return true;  // section 7.4.1
  if (code <= 1013) return registry_year >= 2012;
  return code == 1014 && registry_year >= 2016;
}

std::uint16_t close_code_for(std::string_view rule) {
  if (rule == "invalid-utf8" || rule == "close-reason-utf8" || rule == "inflate-failed") return 1007;
  if (rule == "frame-too-big" || rule == "message-too-big" || rule == "inflated-too-big") return 1009;
  if (rule == "too-many-fragments") return 1008;
  if (rule == "pong-timeout") return 1011;
  return 1002;
}

Receiver::Receiver(const Options& options, Trace& trace)
    : Receiver(options, trace, wire::FrameReader(rules(options)), {}, {}) {}

Receiver::Receiver(const Options& options, Trace& trace, wire::FrameReader reader, Bytes message, Bytes control)
    : options_(options),
      trace_(&trace),
      reader_(std::move(reader)),
      message_(std::move(message)),
      control_(std::move(control)) {
  if (options.deflate) inflation_.emplace(options.peer_no_context_takeover);
}

void Receiver::restart(const Options& options) {
  reader_.restart(rules(options));
  message_.clear();
  control_.clear();
  *this = Receiver(options, *trace_, std::move(reader_), std::move(message_), std::move(control_));
}

void Receiver::octets(View octets) {
  while (!octets.empty() && !over_) {
    if (payload_left_ == 0) {
      reader_.feed(octets.first(1));
      header_octet(octets.front());
      octets = octets.subspan(1);
      continue;
    }
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(payload_left_, octets.size()));
    reader_.feed(octets.first(here));
    payload_left_ -= here;
    offset_ += here;
    read_items();
    octets = octets.subspan(here);
  }
  // Of a frame that is not whole yet, too.
  if (!over_ && payload_left_ > 0 && compressed_ && !is_control(frame_.opcode))
    look_at_inflated(inflation_->so_far(options_.max_message), false);
}

/// The reader has it, too; what it can't know is the limit on frames, which the last octet of the length
/// decides, before the masking key is there.
void Receiver::header_octet(std::uint8_t octet) {
  if (header_size_ < header_.size()) header_[header_size_] = octet;
  ++header_size_;
  const std::uint64_t here = offset_++;
  if (header_size_ >= 2 && header_size_ == length_end(header_[1])) length_end_ = here;
  read_items();
  if (over_ || header_size_ < 2 || header_size_ != length_end(header_[1])) return;
  std::uint64_t length = header_[1] & 0x7F;
  if (length > 125) {
    length = 0;
    for (std::size_t i = 2; i < header_size_; ++i) length = length << 8 | header_[i];
  }
  if (length > options_.max_frame) fail("frame-too-big", here);
}

void Receiver::read_items() {
  while (!over_) {
    const auto item = reader_.next();
    if (!item) return;
    std::visit([this](const auto& known) { on(known); }, *item);
  }
}

void Receiver::on(const wire::FrameStart& frame) {
  frame_ = frame;
  payload_left_ = frame.length;
  // The limit on frames comes first, if it is this octet that shows both.
  if (frame.length > options_.max_frame) return fail("frame-too-big", length_end_);
  if (!is_control(frame.opcode)) begin_data_frame(frame);
}

void Receiver::begin_data_frame(const wire::FrameStart& frame) {
  if (!inside_message_) {
    inside_message_ = true;
    text_ = frame.opcode == opcode::kText;
    compressed_ = (frame.rsv & kRsv1) != 0;
    frames_ = 0;
    received_ = 0;
    message_.clear();
    utf8_.reset();
  }
  if (frames_ >= options_.max_fragments) return fail("too-many-fragments", frame.offset);
  ++frames_;
  const std::uint64_t room = options_.max_message - received_;
  if (frame.length > room) fail("message-too-big", length_end_);
}

void Receiver::on(const wire::PayloadPiece& piece) {
  if (is_control(frame_.opcode)) {
    control_.insert(control_.end(), piece.octets.begin(), piece.octets.end());
    return;
  }
  received_ += piece.octets.size();
  if (compressed_) return inflation_->add(piece.octets);
  if (text_) {
    for (std::size_t i = 0; i < piece.octets.size(); ++i) {
      if (!utf8_.octet(piece.octets[i])) return fail("invalid-utf8", piece.offset + i);
    }
  }
  message_.insert(message_.end(), piece.octets.begin(), piece.octets.end());
}

void Receiver::on(const wire::FrameEnd& end) {
  header_size_ = 0;
  if (is_control(end.opcode)) {
    end_control_frame(end.opcode);
    control_.clear();
  } else {
    end_data_frame(end.fin);
  }
}

void Receiver::look_at_inflated(const Inflation::Answer& answer, bool whole) {
  if (text_) {
    wire::Utf8Reader text;
    const bool valid = std::ranges::all_of(answer.octets, [&](std::uint8_t octet) { return text.octet(octet); });
    if (!valid) return fail("invalid-utf8", frame_.offset);
    utf8_ = text;
  }
  if (answer.kind == Inflation::Answer::Kind::kBroken) return fail("inflate-failed", frame_.offset);
  if (answer.kind == Inflation::Answer::Kind::kTooMuch) return fail("inflated-too-big", frame_.offset);
  if (!whole) return;
  if (!answer.complete) return fail("inflate-failed", frame_.offset);
  if (text_ && !utf8_.complete()) return fail("invalid-utf8", frame_.offset);
}

void Receiver::end_data_frame(bool fin) {
  if (compressed_) {
    const Inflation::Answer so_far = inflation_->so_far(options_.max_message);
    look_at_inflated(so_far, false);
    if (over_ || !fin) return;
    const Inflation::Answer whole = inflation_->finish(options_.max_message);
    look_at_inflated(whole, true);
    message_ = whole.octets;
    if (over_) return;
  }
  if (!fin) return;
  inside_message_ = false;
  if (text_ && !utf8_.complete()) return fail("invalid-utf8", offset_ - 1);
  trace_->add({.kind = text_ ? Seen::Kind::kText : Seen::Kind::kBinary}, message_);
}

void Receiver::end_control_frame(std::uint8_t opcode) {
  if (opcode == opcode::kClose) return on_close();
  if (opcode == opcode::kPing && open_)
    send_frame(opcode::kPong, control_);  // section 5.5.2; nothing follows our Close
  if (opcode == opcode::kPong) last_pong_ = now_;
  trace_->add({.kind = opcode == opcode::kPing ? Seen::Kind::kPing : Seen::Kind::kPong}, control_);
}

// --- Closing (section 7) ------------------------------------------------------------------------

void Receiver::on_close() {
  const std::uint64_t body = offset_ - control_.size();
  std::uint16_t code = 1005;
  if (control_.size() == 1) return fail("close-body-one-octet", body);
  if (control_.size() >= 2) {
    code = static_cast<std::uint16_t>(control_[0] << 8 | control_[1]);
    if (!may_stand_in_close(code, options_.registry_year)) {
      // The first octet decides alone if no second one could make a code of it.
      bool open_question = false;
      for (unsigned second = 0; second < 256; ++second) {
        open_question =
            open_question || may_stand_in_close(unsigned{control_[0]} << 8 | second, options_.registry_year);
      }
      return fail("close-code-invalid", body + (open_question ? 1 : 0));
    }
    wire::Utf8Reader reason;
    for (std::size_t i = 2; i < control_.size(); ++i) {
      if (!reason.octet(control_[i])) return fail("close-reason-utf8", body + i);
    }
    if (!reason.complete()) return fail("close-reason-utf8", offset_ - 1);
  }
  close_received_ = true;
  close_code_ = code;
  over_ = true;
  trace_->add({.kind = Seen::Kind::kClose, .code = code}, control_.size() > 2 ? View(control_).subspan(2) : View());
  if (open_) send_close(options_.server && code == 1010 ? std::uint16_t{1005} : code, {});
  open_ = false;
  // The server ends the transport (section 7.1.1), the client waits for that.
  if (options_.server) return closed(true, code);
  closing_since_ = now_;
}

void Receiver::ended() { closed(close_received_, close_code_); }

void Receiver::closed(bool clean, std::uint16_t code) {
  if (closed_) return;
  closed_ = true;
  over_ = true;
  open_ = false;
  trace_->drop = true;
  trace_->add({.kind = Seen::Kind::kClosed, .clean = clean, .code = clean ? code : std::uint16_t{1006}});
}

/// Section 7.1.7.
void Receiver::fail(std::string_view rule, std::uint64_t offset) {
  if (over_) return;
  const std::uint16_t code = close_code_for(rule);
  if (open_) send_close(code, rule);
  open_ = false;
  trace_->add({.kind = Seen::Kind::kFailed, .code = code, .rule = rule, .offset = offset});
  closed(false, 1006);
}

}  // namespace gauntlet::model
