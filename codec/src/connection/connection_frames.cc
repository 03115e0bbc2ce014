#include <algorithm>

#include "connection/connection_engine.h"
#include "ws/text_batch.h"

// What comes in on an open connection: pieces of input become events.

namespace ws {

void Connection::Engine::receive(MutableOctets piece, Time now) {
  now_ = now;
  if (state == State::kConnecting) piece_ = piece;
  if (!reads_frames(state)) return;
  piece_begin_ = piece.data();
  piece_offset_ = parser_.offset();
  parser_.feed(piece);
}

bool Connection::Engine::next_event(Event& event) {
  if (state == State::kConnecting && !piece_.empty()) read_head();
  if (!pending_.empty()) {
    event = pending_.pop();
    return true;
  }
  return next_frame_event(event);
}

bool Connection::Engine::next_frame_event(Event& event) {
  while (reads_frames(state)) {
    if (view_ < view_count_) {
      if (on_view(views_[view_++], event)) return true;
      continue;
    }
    view_ = 0;
    // Whole frames in one go; what is left, a part of a frame or a broken rule, goes the slow way.
    view_count_ = parser_.next_batch(views_);
    if (view_count_ > 0) {
      texts_valid_ = are_texts_valid();
      continue;
    }
    const auto part = parser_.next();
    if (part.kind == FrameParser::Part::Kind::kNeedMore) return false;
    if (on_part(part, event)) return true;
  }
  return false;
}

// One look at all texts of a batch, where that is likely to show that none needs a look of its own: whole
// messages that are texts, and control frames, whose payloads seldom are anything else.
bool Connection::Engine::are_texts_valid() noexcept {
  const auto views = std::span(views_).first(view_count_);
  bool likely = views.size() > 1;
  for (const FrameView& view : views) {
    likely &= view.fin && view.rsv == 0 && (view.opcode == Opcode::kText || is_control(view.opcode));
  }
  return likely && are_valid_utf8(views);
}

// A frame's header as it must have been on the wire, minimal and masked by role: how many octets.
std::size_t Connection::Engine::overhead(std::size_t payload_size) const noexcept {
  FrameHeader header;
  header.payload_length = payload_size;
  header.masked = role == Role::kServer;
  return encoded_size(header);
}

std::uint64_t Connection::Engine::stream_offset(const std::uint8_t* octet) const noexcept {
  return piece_offset_ + static_cast<std::uint64_t>(octet - piece_begin_);
}

bool Connection::Engine::on_view(const FrameView& view, Event& event) {
  const std::uint64_t payload_offset = stream_offset(view.payload.data());
  if (is_control(view.opcode)) return on_control(view.opcode, view.payload, payload_offset, event);
  const bool simple = view.fin && view.rsv == 0 && !reassembly_.inside_message();
  if (simple && view.payload.size() <= options.limits.max_message_size && options.limits.max_fragments > 0) {
    const auto type = view.opcode == Opcode::kText ? MessageType::kText : MessageType::kBinary;
    if (const auto violation = reassembly_.whole(type, view.payload, payload_offset, texts_valid_)) {
      return failed(*violation, event);
    }
    return message_event(event);
  }
  FrameHeader header;
  header.fin = view.fin;
  header.rsv = view.rsv;
  header.opcode = view.opcode;
  header.payload_length = view.payload.size();
  const std::uint64_t frame_offset = payload_offset - overhead(view.payload.size());
  const std::uint64_t length_offset = payload_offset - (role == Role::kServer ? 5 : 1);
  auto violation = reassembly_.begin_frame(header, frame_offset, length_offset);
  if (!violation && !view.payload.empty()) violation = reassembly_.payload(view.payload, payload_offset);
  if (!violation) violation = reassembly_.end_frame(payload_offset + view.payload.size() - 1);
  if (violation) return failed(*violation, event);
  return !reassembly_.inside_message() && message_event(event);
}

bool Connection::Engine::on_part(const FrameParser::Part& part, Event& event) {
  using Kind = FrameParser::Part::Kind;
  const auto& header = parser_.header();
  const bool control = is_control(header.opcode);
  std::optional<Violation> violation;
  switch (part.kind) {
    case Kind::kNeedMore: return false;
    case Kind::kViolation: return failed(part.violation, event);
    case Kind::kHeader:
      control_size_ = 0;
      if (!control) {
        violation =
            reassembly_.begin_frame(header, parser_.frame_offset(), parser_.offset() - 1 - (header.masked ? 4 : 0));
      }
      break;
    case Kind::kPayload:
      if (control) {
        const auto size = std::min(part.payload.size(), control_.size() - control_size_);
        std::copy_n(part.payload.begin(), size, control_.begin() + static_cast<std::ptrdiff_t>(control_size_));
        control_size_ += size;
      } else {
        violation = reassembly_.payload(part.payload, stream_offset(part.payload.data()));
      }
      break;
    case Kind::kFrameEnd:
      if (control) {
        return on_control(header.opcode, Octets(control_).first(control_size_), parser_.offset() - control_size_,
                          event);
      }
      violation = reassembly_.end_frame(parser_.offset() - 1);
      if (!violation) return !reassembly_.inside_message() && message_event(event);
      break;
  }
  return violation && failed(*violation, event);
}

bool Connection::Engine::message_event(Event& event) {
  event.type = Event::Type::kMessage;
  event.message_type = reassembly_.type();
  event.payload = reassembly_.message();
  return true;
}

bool Connection::Engine::on_control(Opcode opcode, Octets payload, std::uint64_t offset, Event& event) {
  if (opcode == Opcode::kClose) return on_close(payload, offset, event);
  event.payload = payload;
  if (opcode == Opcode::kPing) {
    // Nothing follows our Close, not even a pong (section 5.5.1).
    if (options.auto_pong && may_send(state)) writer.pong(payload);
    event.type = Event::Type::kPing;
    return true;
  }
  heartbeat.pong_received(now_);
  event.type = Event::Type::kPong;
  return true;
}

}  // namespace ws
