#include <algorithm>
#include <array>

#include "fuzz/model/opcodes.h"
#include "fuzz/model/receiver.h"

// What the model's endpoint sends: for its application, for the peer, and because time has passed.

namespace gauntlet::model {
namespace {

constexpr std::size_t kMostControl = 125;  // section 5.5
constexpr std::string_view kHeartbeat = "heartbeat";

View as_view(std::string_view text) { return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()}; }

void put_big_endian(Bytes& out, std::uint64_t value, int octets) {
  for (int i = octets - 1; i >= 0; --i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace

bool Receiver::send(bool text, View payload) {
  if (!open_ || sending_fragments_) return false;
  send_frame(text ? opcode::kText : opcode::kBinary, payload);
  return true;
}

bool Receiver::send_fragment(bool text, View payload, bool fin) {
  if (!open_) return false;
  send_frame(sending_fragments_ ? opcode::kContinuation : text ? opcode::kText : opcode::kBinary, payload, fin);
  sending_fragments_ = !fin;
  return true;
}

bool Receiver::ping(View payload) { return send_control(opcode::kPing, payload); }
bool Receiver::pong(View payload) { return send_control(opcode::kPong, payload); }

bool Receiver::send_control(std::uint8_t opcode, View payload) {
  if (!open_ || payload.size() > kMostControl) return false;
  send_frame(opcode, payload);
  return true;
}

bool Receiver::close(std::uint16_t code, View reason) {
  if (!open_) return false;
  if (code != 1005) {
    // 1010 is the client's alone (section 7.4.1); two of the 125 octets are the code's.
    if (!may_stand_in_close(code, 2016) || (options_.server && code == 1010)) return false;
    if (reason.size() > kMostControl - 2 || wire::first_utf8_error(reason)) return false;
  }
  send_close(code, {reinterpret_cast<const char*>(reason.data()), reason.size()});
  open_ = false;
  closing_since_ = now_;
  return true;
}

Receiver::State Receiver::state() const {
  if (closed_) return State::kClosed;
  return open_ ? State::kOpen : State::kClosing;
}

void Receiver::advance(Time now) {
  now_ = now;
  if (closed_) return;
  if (closing_since_) {
    if (now - *closing_since_ >= options_.closing_timeout) closed(close_received_, close_code_);
    return;
  }
  if (options_.ping_interval.count() == 0) return;
  if (waits_for_pong()) {
    if (now - *last_ping_ >= options_.pong_timeout) fail("pong-timeout", offset_);
    return;
  }
  if (now - last_ping_.value_or(Time{0}) < options_.ping_interval) return;
  send_frame(opcode::kPing, as_view(kHeartbeat));
  last_ping_ = now;
}

std::optional<Receiver::Time> Receiver::next_deadline() const {
  if (closed_) return std::nullopt;
  if (closing_since_) return *closing_since_ + options_.closing_timeout;
  if (options_.ping_interval.count() == 0) return std::nullopt;
  if (waits_for_pong()) return *last_ping_ + options_.pong_timeout;
  return last_ping_.value_or(Time{0}) + options_.ping_interval;
}

/// Section 5.2, the length in its shortest form; a client masks (section 5.3).
void Receiver::send_frame(std::uint8_t opcode, View payload, bool fin) {
  Bytes& out = trace_->output;
  out.push_back(static_cast<std::uint8_t>((fin ? 0x80 : 0) | opcode));
  const std::uint8_t mask_bit = options_.server ? 0 : 0x80;
  if (payload.size() <= 125) {
    out.push_back(static_cast<std::uint8_t>(mask_bit | payload.size()));
  } else if (payload.size() <= 65535) {
    out.push_back(mask_bit | 126);
    put_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(mask_bit | 127);
    put_big_endian(out, payload.size(), 8);
  }
  if (options_.server) {
    out.insert(out.end(), payload.begin(), payload.end());
    return;
  }
  const std::uint32_t key = options_.masking_key(sent_frames_++);
  put_big_endian(out, key, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out.push_back(static_cast<std::uint8_t>(payload[i] ^ key >> (24 - 8 * (i % 4))));  // section 5.3
  }
}

void Receiver::send_close(std::uint16_t code, std::string_view reason) {
  std::array<std::uint8_t, kMostControl> body{static_cast<std::uint8_t>(code >> 8), static_cast<std::uint8_t>(code)};
  if (code == 1005) return send_frame(opcode::kClose, {});
  const View text = as_view(reason);
  std::ranges::copy(text, body.begin() + 2);
  send_frame(opcode::kClose, View(body).first(2 + text.size()));
}

}  // namespace gauntlet::model
