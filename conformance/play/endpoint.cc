#include "conformance/play/endpoint.h"

#include <fmt/format.h>
#include <algorithm>

namespace gauntlet {

namespace {

wire::Bytes close_body(std::uint16_t code, std::string_view reason) {
  wire::Bytes body{static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code & 0xFFU)};
  body.insert(body.end(), reason.begin(), reason.end());
  return body;
}

}  // namespace

Endpoint::Endpoint(SubjectRole subject, std::optional<wire::Deflate> deflate, Limits limits, RandomSource& random,
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

void Endpoint::note(Time now, std::string text) {
  WireEntry entry;
  entry.at = now;
  entry.note = std::move(text);
  record_.log.add(std::move(entry));
}

}  // namespace gauntlet
