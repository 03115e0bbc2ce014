#include "conformance/endpoint.h"

#include <fmt/format.h>
#include <algorithm>

#include "conformance/expectation.h"

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

wire::Bytes close_body(std::uint16_t code, std::string_view reason) {
  wire::Bytes body{static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code & 0xFFU)};
  body.insert(body.end(), reason.begin(), reason.end());
  return body;
}

}  // namespace

std::uint64_t SeededRandom::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

Endpoint::Endpoint(SubjectRole subject, std::optional<wire::Deflate> deflate, Limits limits, SeededRandom& random,
                   Record& record, std::function<void(wire::Bytes)> send)
    : subject_(subject),
      limits_(limits),
      random_(random),
      record_(record),
      send_(std::move(send)),
      reader_({.expect_masked = subject == SubjectRole::kClient, .rsv1_negotiated = deflate.has_value()}) {
  if (!deflate) return;
  const bool we_are_client = subject == SubjectRole::kServer;
  const int our_bits = we_are_client ? deflate->client_max_window_bits : deflate->server_max_window_bits;
  const int its_bits = we_are_client ? deflate->server_max_window_bits : deflate->client_max_window_bits;
  compressor_.emplace(our_bits,
                      we_are_client ? deflate->client_no_context_takeover : deflate->server_no_context_takeover);
  decompressor_.emplace(its_bits,
                        we_are_client ? deflate->server_no_context_takeover : deflate->client_no_context_takeover);
}

Endpoint::~Endpoint() = default;

// --- What the subject sends ---------------------------------------------------------------------

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
    reply.payload = close_body(1000, {});
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

// --- What we send -------------------------------------------------------------------------------

void Endpoint::send_frame(wire::Frame frame, bool auto_mask) {
  const wire::Bytes payload = std::exchange(frame.payload, {});
  send_frame(std::move(frame), payload, auto_mask);
}

void Endpoint::send_frame(wire::Frame frame, wire::View payload, bool auto_mask) {
  if (auto_mask && subject_ == SubjectRole::kServer) frame.masking_key = static_cast<std::uint32_t>(random_.next());
  last_key_ = frame.masking_key;
  last_phase_ = payload.size();
  sent_total_ += payload.size();
  ++record_.facts.sent_frames[frame.opcode];
  ++record_.facts.sent.frames;
  if (frame.opcode < 8) record_.facts.sent.payload_octets += payload.size();
  record_.log.add({.kind = WireEntry::Kind::kSentFrame,
                   .at = now_,
                   .size = payload.size(),
                   .head = shown_head(payload),
                   .opcode = frame.opcode,
                   .fin = frame.fin,
                   .rsv = frame.rsv,
                   .masking_key = frame.masking_key,
                   .note = {}});
  send_(wire::encode(frame, payload));
}

void Endpoint::send_octets(wire::Bytes octets) {
  sent_total_ += octets.size();
  send_(std::move(octets));
}

void Endpoint::send_payload_part(wire::Bytes payload) {
  const auto size = payload.size();
  sent_total_ += size;
  send_(last_key_ ? wire::masked(payload, *last_key_, last_phase_) : std::move(payload));
  last_phase_ += size;
}

void Endpoint::send_message(MessageKind kind, wire::Bytes payload, std::uint64_t fragment, bool compress) {
  const bool compressed = compress && compressor_;
  const wire::Bytes deflated = compressed ? compressor_->message(payload) : wire::Bytes();
  record_.facts.sent.app_octets += payload.size();
  const auto sent = remember_sent(kind, std::move(payload));
  const wire::View body = compressed ? deflated : *sent;
  const std::size_t size = body.size();
  std::size_t start = 0;
  bool first = true;
  for (;;) {
    wire::Frame frame;
    frame.opcode = first ? (kind == MessageKind::kText ? 1 : 2) : 0;
    frame.rsv = first && compressed ? 4 : 0;
    const std::size_t length = fragment == 0 || (first && size <= fragment)
                                   ? size
                                   : std::min<std::size_t>(static_cast<std::size_t>(fragment), size - start);
    frame.fin = fragment == 0 || (first && size <= fragment) || start + fragment > size;
    send_frame(frame, body.subspan(start, length), true);
    if (frame.fin) return;
    start += length;
    first = false;
  }
}

std::shared_ptr<const wire::Bytes> Endpoint::remember_sent(MessageKind kind, wire::Bytes payload) {
  ++record_.facts.sent.messages;
  const auto size = payload.size();
  largest_sent_ = std::max<std::uint64_t>(largest_sent_, size);
  sent_.push_back({kind, size, std::make_shared<const wire::Bytes>(std::move(payload))});
  return sent_.back().payload;
}

// --- Closing ------------------------------------------------------------------------------------

void Endpoint::send_close(wire::Bytes body) {
  if (state_ != State::kOpen) return;
  auto& facts = record_.facts;
  facts.closed_by_me = true;
  if (body.size() >= 2) facts.local_close_code = static_cast<std::uint16_t>((body[0] << 8U) | body[1]);
  if (body.size() > 2) facts.local_close_reason = std::string(body.begin() + 2, body.end());
  record_.first_close_code_sent = facts.local_close_code;
  wire::Frame frame;
  frame.opcode = 8;
  frame.payload = std::move(body);
  send_frame(std::move(frame), true);
  state_ = State::kClosing;
  close_deadline_ = now_ + limits_.close_handshake;
}

void Endpoint::fail(std::uint16_t code, std::string_view reason) {
  if (state_ == State::kClosed) return;
  record_.facts.failed_by_me = true;
  if (state_ == State::kClosing) {
    drop(Drop::kGraceful, "failed while closing");
  } else {
    send_close(close_body(code, reason.substr(0, 100)));
  }
}

void Endpoint::drop(Drop how, std::string_view why) {
  if (state_ == State::kClosed) return;
  state_ = State::kClosed;
  drop_ = how;
  record_.facts.dropped_by_me = true;
  note(now_, fmt::format("transport dropped by the harness: {}", why));
}

void Endpoint::ended(Time now) {
  now_ = now;
  record_.subject_ended = true;
  if (state_ == State::kClosed) return;
  state_ = State::kClosed;
  if (!record_.facts.was_clean) {
    record_.facts.was_not_clean_reason = "the peer dropped the transport without a closing handshake";
  }
  note(now_, "transport ended by the subject");
}

void Endpoint::time_passed(Time now) {
  now_ = now;
  auto& facts = record_.facts;
  if (state_ == State::kClosing && close_deadline_ && now >= *close_deadline_) {
    facts.closing_timeout = true;
    facts.was_clean = false;
    facts.was_not_clean_reason = "the peer did not answer our Close in time";
    drop(Drop::kAbort, "no Close in answer to ours");
  }
  if (state_ == State::kClosing && drop_deadline_ && now >= *drop_deadline_ && subject_ == SubjectRole::kClient) {
    drop(Drop::kGraceful, "closing handshake done, and the client left the transport open");
  }
  if (state_ == State::kClosing && drop_deadline_ && now >= *drop_deadline_) {
    facts.drop_timeout = true;
    facts.was_clean = false;
    facts.was_not_clean_reason = "the server did not end the transport in time";
    drop(Drop::kAbort, "the server left the transport open");
  }
}

std::optional<Time> Endpoint::deadline() const {
  if (state_ != State::kClosing) return std::nullopt;
  if (close_deadline_ && drop_deadline_) return std::min(*close_deadline_, *drop_deadline_);
  return close_deadline_ ? close_deadline_ : drop_deadline_;
}

void Endpoint::note(Time now, std::string text, WireEntry::Kind kind) {
  WireEntry entry;
  entry.kind = kind;
  entry.at = now;
  entry.note = std::move(text);
  record_.log.add(std::move(entry));
}

}  // namespace gauntlet
