// What the steps of a case do, and what is awaited between them.
#include <fmt/format.h>

#include "conformance/play/expectation.h"
#include "conformance/play/player.h"

namespace gauntlet {

namespace {

using namespace std::chrono_literals;

wire::Bytes body_of(const step::Close& close) {
  if (close.body) return close.body->octets();
  wire::Bytes body;
  if (!close.code) return body;
  body = {static_cast<std::uint8_t>(*close.code >> 8U), static_cast<std::uint8_t>(*close.code & 0xFFU)};
  const auto reason = close.reason.octets();
  body.insert(body.end(), reason.begin(), reason.end());
  return body;
}

wire::Frame to_wire(const FrameSpec& spec) {
  wire::Frame frame;
  frame.fin = spec.fin;
  frame.rsv = spec.rsv;
  frame.opcode = spec.opcode;
  if (spec.masking == FrameSpec::Masking::kKey) frame.masking_key = spec.masking_key;
  frame.length_form = static_cast<wire::LengthForm>(spec.length_form);
  frame.declared_length = spec.declared_length;
  frame.payload = spec.payload.octets();
  return frame;
}

}  // namespace

// False: it has to wait, and will be played again. The place moves on first, since a repeat opens a level of its own.
bool Player::play_step(const Step& step, Time now) {
  ++levels_.back().index;
  if (std::visit([&](const auto& verb) { return perform(verb, now); }, step.verb)) return true;
  --levels_.back().index;
  return false;
}

bool Player::perform(const step::Frame& step, Time /*now*/) {
  const FrameSpec& spec = step.frame;
  auto frame = to_wire(spec);
  if (spec.opcode == 1 || spec.opcode == 2) {
    fragments_.clear();
    fragments_kind_ = spec.opcode == 1 ? MessageKind::kText : MessageKind::kBinary;
    fragments_open_ = true;
  }
  if (spec.opcode <= 2 && fragments_open_) {
    fragments_.insert(fragments_.end(), frame.payload.begin(), frame.payload.end());
    if (spec.fin) {
      endpoint_->remember_sent(fragments_kind_, fragments_);
      fragments_open_ = false;
    }
  }
  outgoing_.with_chop(step.chop, step.sync,
                      [&] { endpoint_->send_frame(std::move(frame), spec.masking == FrameSpec::Masking::kAuto); });
  return true;
}

bool Player::perform(const step::Message& step, Time /*now*/) {
  outgoing_.with_chop(step.chop, false, [&] {
    endpoint_->send_message(step.kind, step.payload.octets(repetition()), step.fragment, step.compress);
  });
  return true;
}

bool Player::perform(const step::PayloadPart& step, Time /*now*/) {
  auto payload = step.payload.octets(repetition());
  if (fragments_open_) fragments_.insert(fragments_.end(), payload.begin(), payload.end());
  outgoing_.with_chop(step.chop, false, [&] { endpoint_->send_payload_part(std::move(payload)); });
  return true;
}

bool Player::perform(const step::Octets& step, Time /*now*/) {
  outgoing_.with_chop(step.chop, false, [&] { endpoint_->send_octets(step.octets.octets(repetition())); });
  return true;
}

bool Player::perform(const step::Close& step, Time /*now*/) {
  endpoint_->send_close(body_of(step));
  return true;
}

bool Player::perform(const step::HalfClose& /*step*/, Time /*now*/) {
  want_half_close_ = true;
  return true;
}

bool Player::perform(const step::Reset& /*step*/, Time /*now*/) {
  outgoing_.flush();
  endpoint_->drop(Endpoint::Drop::kAbort, "the case resets it");
  return true;
}

bool Player::perform(const step::Repeat& step, Time /*now*/) {
  levels_.push_back({.steps = &step.steps, .count = step.count});
  return true;
}

// A pause that proves silence: it ends at once if the subject closes, and the steps with it.
bool Player::perform(const step::Wait& wait, Time now) {
  if (!wait_until_) {
    outgoing_.flush();
    wait_until_ = now + scaled(wait.duration);
    log_timer(now, WireEntry::Timer::kWait, fmt::format("wait {} for {} ms", wait.name, wait.duration.count()),
              wait.duration);
  }
  if (endpoint_->state() != Endpoint::State::kOpen) {
    wait_until_.reset();
    levels_.clear();
    return true;
  }
  if (now < *wait_until_) return false;
  wait_until_.reset();
  ReceivedEvent event;
  event.kind = ReceivedEvent::Kind::kQuiet;
  event.quiet = wait.name;
  record_.facts.received.push_back(std::move(event));
  return true;
}

bool Player::perform(const step::Await& await, Time now) {
  using What = step::Await::What;
  bool met = false;
  switch (await.what) {
    case What::kMessage: met = record_.messages > messages_awaited_; break;
    case What::kPong: met = record_.pongs > pongs_awaited_; break;
    case What::kClose: met = record_.closes > 0; break;
    case What::kEof: break;
  }
  if (met) {
    await_until_.reset();
    if (await.what == What::kPong) ++pongs_awaited_;
    if (await.what != What::kMessage) return true;
    ++messages_awaited_;
    // The reference gives up on the first wrong echo in a series.
    if (test_.reference_judging && !record_.last_message_was_echo) {
      levels_.clear();
      endpoint_->send_close({0x03, 0xE8});
    }
    return true;
  }
  if (!await_until_) {
    outgoing_.flush();
    await_until_ = now + scaled(await.limit.value_or(test_.timeout));
  }
  const bool hopeless = (await.what == What::kMessage || await.what == What::kPong) && record_.closes > 0;
  if (now < *await_until_ && !hopeless) return false;
  await_until_.reset();
  if (await.limit && !hopeless) return true;
  levels_.clear();
  steps_finished_ = true;
  log_timer(now, WireEntry::Timer::kAwait, "what the case waits for did not come");
  if (endpoint_->state() == Endpoint::State::kOpen) {
    record_.facts.ended_by_timer = true;
    endpoint_->fail(1001, "Going Away");
  } else if (await.what == What::kEof) {
    endpoint_->drop(Endpoint::Drop::kAbort, "the subject left the transport open");
  }
  return true;
}

void Player::log_timer(Time now, WireEntry::Timer timer, std::string note, Time after) {
  WireEntry entry;
  entry.kind = WireEntry::Kind::kTimer;
  entry.at = now;
  entry.timer = timer;
  entry.after = after;
  entry.note = std::move(note);
  record_.log.add(std::move(entry));
}

void Player::steps_done(Time now) {
  steps_finished_ = true;
  if (test_.finish) {
    finish_at_ = now + scaled(test_.finish->after);
    return;
  }
  if (endpoint_->state() != Endpoint::State::kOpen) return;
  if (!test_.outcomes.empty() && test_.outcomes.front().close.by == ExpectedClose::By::kHarness) {
    endpoint_->send_close({0x03, 0xE8});
  } else {
    finish_at_ = now + scaled(test_.timeout);
  }
}

// The reference closes as soon as what came equals every outcome it could accept, and if the subject
// can't do right any more there is nothing to wait for.
void Player::after_event() {
  if (!test_.reference_judging || suppress_close_ || test_.outcomes.empty() || !endpoint_) return;
  if (test_.outcomes.front().close.by != ExpectedClose::By::kHarness || endpoint_->state() != Endpoint::State::kOpen)
    return;
  bool every = true;
  bool never = true;
  for (const auto& outcome : test_.outcomes) {
    if (!outcome.events) continue;
    const auto match = match_events(record_.facts.received, *outcome.events);
    every = every && match == Match::kFull;
    never = never && match == Match::kNever;
  }
  if (every) {
    const auto& codes = test_.outcomes.front().close.codes;
    const std::uint16_t code = codes.empty() ? 1000 : codes.front();
    endpoint_->send_close({static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code & 0xFFU)});
  } else if (never && finish_at_ && test_.finish->after > 2000ms) {
    finish_at_ = now_;
  }
}

}  // namespace gauntlet
