// What the subject sends: frames, messages, its Close, and the rules that it breaks.
#include <fmt/format.h>
#include <algorithm>

#include "conformance/play/endpoint.h"
#include "conformance/play/expectation.h"

namespace gauntlet {

namespace {

constexpr std::size_t kMaxMaskingKeys = 4096;
constexpr std::size_t kMaxPongBacklog = 1U << 20;

// The codes that the reference lets a peer send; 1012-1014 were added to its list in 2018.
bool reference_accepts(std::uint16_t code) {
  if (code < 1000 || code >= 5000) return false;
  if (code >= 3000) return true;
  return (code <= 1003) || (code >= 1007 && code <= 1014);
}

}  // namespace

void Endpoint::received(wire::View octets, Time now) {
  now_ = now;
  if (state_ == State::kClosed) return;
  record_.facts.received_traffic.wire_octets += octets.size();
  reader_.feed(octets);
  while (auto item = reader_.next()) {
    if (state_ == State::kClosed) {
      // Nothing is acted upon any more, but what stands behind the subject's Close is counted.
      if (const auto* late = std::get_if<wire::FrameStart>(&*item); late != nullptr && record_.closes > 0) {
        ++record_.frames_after_close;
        if (late->opcode == 8) ++record_.closes;
      }
      continue;
    }
    if (const auto* early = std::get_if<wire::EarlyViolation>(&*item)) {
      early_reported_ = true;
      violated(early->violation.rule, 1002);
    } else if (const auto* start = std::get_if<wire::FrameStart>(&*item)) {
      on_frame_start(*start);
    } else if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item)) {
      on_payload(*piece);
    } else if (const auto* end = std::get_if<wire::FrameEnd>(&*item)) {
      on_frame_end(*end);
    }
  }
}

void Endpoint::on_frame_start(const wire::FrameStart& frame) {
  frame_ = frame;
  ++record_.facts.received_frames[frame.opcode];
  ++record_.facts.received_traffic.frames;
  if (record_.closes > 0) ++record_.frames_after_close;
  if (frame.masking_key) {
    ++record_.masked_frames;
    if (record_.masking_keys.size() < kMaxMaskingKeys) record_.masking_keys.insert(*frame.masking_key);
  }
  for (std::size_t i = early_reported_ ? 1 : 0; i < frame.violations.size(); ++i) {
    violated(frame.violations[i].rule, 1002);
  }
  early_reported_ = false;
  if (frame.opcode == 8 && frame.length == 1) violated("close-body-one-octet", 1002);
  if (frame.opcode >= 8) {
    control_.clear();
    return;
  }
  frame_begin_ = inside_message_ ? message_.size() : 0;
  if (inside_message_) return;
  inside_message_ = true;
  message_text_ = frame.opcode == 1;
  message_compressed_ = decompressor_.has_value() && frame.rsv == 4;
  message_.clear();
  utf8_.reset();
  utf8_failed_ = false;
}

void Endpoint::on_payload(const wire::PayloadPiece& piece) {
  auto& target = frame_.opcode >= 8 ? control_ : message_;
  // A subject could declare more than we are ready to hold: what is kept is bounded, the rest is read
  // and forgotten, and the message counts as a violation.
  if (target.size() + piece.octets.size() > holds()) {
    violated("message-too-big", 1009);
    drop(Drop::kAbort, "the subject sent more than the harness holds");
    return;
  }
  target.insert(target.end(), piece.octets.begin(), piece.octets.end());
  if (frame_.opcode >= 8 || !message_text_ || message_compressed_ || utf8_failed_) return;
  for (const auto octet : piece.octets) {
    if (!utf8_.octet(octet)) {
      utf8_failed_ = true;
      violated("invalid-utf8", 1007);
      return;
    }
  }
}

void Endpoint::on_frame_end(const wire::FrameEnd& end) {
  const wire::View payload = end.opcode >= 8 ? wire::View(control_) : wire::View(message_).subspan(frame_begin_);
  record_.log.add({.kind = WireEntry::Kind::kReceivedFrame,
                   .at = now_,
                   .size = frame_.length,
                   .head = shown_head(payload),
                   .opcode = end.opcode,
                   .fin = end.fin,
                   .rsv = frame_.rsv,
                   .masking_key = frame_.masking_key,
                   .note = {}});
  if (end.opcode >= 8) {
    on_control_frame(end.opcode);
    return;
  }
  record_.facts.received_traffic.payload_octets += frame_.length;
  if (!end.fin) return;
  on_message_end();
  inside_message_ = false;
}

void Endpoint::on_message_end() {
  if (message_compressed_) {
    auto inflated = decompressor_->message(message_, holds());
    if (inflated.error) {
      violated("inflate-failed", 1007);
      return;
    }
    message_ = std::move(inflated.octets);
    if (message_text_ && !wire::valid_utf8(message_)) {
      utf8_failed_ = true;
      violated("invalid-utf8", 1007);
    }
  } else if (message_text_ && (utf8_failed_ || !utf8_.complete())) {
    // The reference checks again at the end: a text that went wrong before fails twice, and the
    // second failure drops the transport.
    violated("invalid-utf8", 1007);
  }
  if (record_.facts.failed_by_me || state_ == State::kClosed) return;
  ++record_.messages;
  if (message_compressed_) ++record_.compressed_messages;
  ++record_.facts.received_traffic.messages;
  record_.facts.received_traffic.app_octets += message_.size();
  const auto kind = message_text_ ? MessageKind::kText : MessageKind::kBinary;
  ReceivedEvent event;
  event.message = kind;
  event.size = message_.size();
  event.head = shown_head(message_);
  event.echo = echo_of(kind, message_);
  if (!event.echo || event.size <= kMostEchoToFingerprint) event.fingerprint = fingerprint(message_);
  record_.last_message_was_echo = event.echo.has_value();
  add_event(std::move(event));
}

void Endpoint::on_control_frame(std::uint8_t opcode) {
  if (opcode == 8) {
    on_close_frame();
  } else if (opcode == 9) {
    // A flood of pings that nobody reads the answers of: the latest ones are left out (section 5.5.3).
    if (answers_pings && state_ == State::kOpen && pong_backlog_ < kMaxPongBacklog) {
      pong_backlog_ += control_.size() + 6;
      wire::Frame pong;
      pong.opcode = 10;
      pong.payload = control_;
      send_frame(std::move(pong), true);
    }
  } else if (opcode == 10) {
    ++record_.pongs;
    // A pong is written down whatever happened before, as the reference does.
    ReceivedEvent event;
    event.kind = ReceivedEvent::Kind::kPong;
    event.size = control_.size();
    event.head.assign(control_.begin(),
                      control_.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(control_.size(), 256)));
    add_event(std::move(event));
  }
}

void Endpoint::on_close_frame() {
  auto& facts = record_.facts;
  ++record_.closes;
  facts.remote_close_code.reset();
  facts.remote_close_reason.reset();
  if (control_.size() >= 2) {
    const auto code = static_cast<std::uint16_t>((control_[0] << 8U) | control_[1]);
    facts.remote_close_code = code;
    if (!reference_accepts(code)) violated("close-code-invalid", 1002);
    if (control_.size() > 2) {
      const wire::View reason = wire::View(control_).subspan(2);
      facts.remote_close_reason = std::string(reason.begin(), reason.end());
      if (!wire::valid_utf8(reason)) violated("close-reason-utf8", 1007);
    }
  }
  if (state_ == State::kClosed) return;
  facts.was_clean = true;
  close_deadline_.reset();
  if (state_ == State::kOpen) {
    facts.local_close_code = 1000;
    wire::Frame reply;
    reply.opcode = 8;
    reply.payload = {0x03, 0xE8};  // 1000
    send_frame(std::move(reply), true);
    state_ = State::kClosing;
  }
  if (subject_ == SubjectRole::kClient && linger.count() == 0) {
    drop(Drop::kGraceful, "closing handshake done");
  } else if (subject_ == SubjectRole::kClient) {
    drop_deadline_ = now_ + linger;
  } else {
    drop_deadline_ = now_ + limits_.server_drop;
  }
}

void Endpoint::violated(std::string_view rule, std::uint16_t code) {
  if (record_.facts.subject_violations.size() < 16) record_.facts.subject_violations.emplace_back(rule);
  note(now_, fmt::format("the subject broke a rule: {}", rule));
  fail(code, rule);
}

void Endpoint::add_event(ReceivedEvent event) {
  auto& received = record_.facts.received;
  if (received.size() < limits_.max_events) {
    received.push_back(std::move(event));
  } else {
    ++record_.facts.received_dropped;
  }
  if (on_event) on_event();
}

std::uint64_t Endpoint::holds() const {
  return std::min(limits_.max_message, std::max({limits_.unasked, sent_total_, largest_sent_}));
}

// Echoes come in order: the next one is compared with the oldest message that has none yet.
std::optional<std::uint64_t> Endpoint::echo_of(MessageKind kind, const wire::Bytes& payload) {
  if (next_echo_ >= sent_.size()) return std::nullopt;
  auto& candidate = sent_[next_echo_];
  if (candidate.kind != kind || !candidate.payload || *candidate.payload != payload) return std::nullopt;
  candidate.payload.reset();
  return next_echo_++;
}

}  // namespace gauntlet
