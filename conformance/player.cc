#include "conformance/player.h"

#include <fmt/format.h>
#include <algorithm>

#include "conformance/expectation.h"

namespace gauntlet {

namespace {

using namespace std::chrono_literals;

constexpr auto kOpeningTimeout = 5000ms;
constexpr auto kFlushTimeout = 1000ms;        // for the last octets before the transport is closed
constexpr std::size_t kReadAhead = 1U << 18;  // octets of steps made before they can be written

bool starts_closing(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    if (const auto* repeat = std::get_if<step::Repeat>(&step.verb)) return starts_closing(repeat->steps);
    return std::holds_alternative<step::Close>(step.verb);
  });
}

wire::Bytes close_body(const step::Close& close) {
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

Player::Player(const Case& test, PlayerOptions options)
    : test_(test),
      options_(std::move(options)),
      random_(options_.seed ^ fingerprint(wire::Bytes(test.id.begin(), test.id.end()))),
      chunk_random_(random_.next()),
      opening_(test.handshake, options_.subject, options_.opening, random_, record_),
      suppress_close_(starts_closing(test.steps)) {
  options_.opening.takes_lesser_deflate = test.reference_judging;
  levels_.push_back({&test_.steps});
}

Player::~Player() = default;

Time Player::scaled(std::chrono::milliseconds duration) const {
  return Time(static_cast<Time::rep>(static_cast<double>(Time(duration).count()) * options_.timeout_scale));
}

// --- Opening ------------------------------------------------------------------------------------

void Player::connected(Time now) {
  now_ = now;
  started_ = true;
  record_.facts.started = std::chrono::system_clock::now();
  // The reference's own limit in its tables, whose cases can last for minutes once they are open.
  const auto limit =
      test_.reference_judging ? kOpeningTimeout : std::max<std::chrono::milliseconds>(kOpeningTimeout, test_.timeout);
  opening_deadline_ = now + scaled(limit);
  if (options_.subject == SubjectRole::kServer) {
    with_chop(test_.handshake.chop, false, [&] { queue(opening_.request()); });
    // Early data: what follows a request in the same write is the first frame (section 4.2.2).
    if (test_.handshake.early) open(now);
  }
  play(now);
}

void Player::open(Time now) {
  if (endpoint_) return;
  endpoint_.emplace(
      options_.subject, opening_.deflate(),
      Endpoint::Limits{.close_handshake = std::chrono::duration_cast<std::chrono::milliseconds>(scaled(1000ms)),
                       .server_drop = std::chrono::duration_cast<std::chrono::milliseconds>(scaled(1000ms))},
      random_, record_, [this](wire::Bytes octets) { queue(std::move(octets)); });
  endpoint_->set_now(now);
  endpoint_->on_event = [this] { after_event(); };
  endpoint_->answers_pings = test_.answers_pings;
  endpoint_->linger = scaled(test_.linger);
}

void Player::opening_failed(const std::string& why) {
  record_.facts.result = fmt::format("The opening handshake failed: {}", why);
  WireEntry entry;
  entry.at = now_;
  entry.note = record_.facts.result;
  record_.log.add(std::move(entry));
  refused_ = true;
  done_ = true;
}

void Player::received(wire::View octets, Time now) {
  now_ = now;
  if (done_) return;
  ++record_.facts.received_octets[octets.size()];
  if (endpoint_) {  // the opening handshake is shown as a whole elsewhere
    record_.log.add_octets(WireEntry::Kind::kReceivedOctets, now, octets);
    endpoint_->set_now(now);
  }
  if (!opening_done_) {
    const auto state = opening_.received(octets);
    if (state == Opening::State::kWaiting) return;
    opening_done_ = true;
    opening_deadline_.reset();
    if (state == Opening::State::kFailed) return opening_failed(opening_.failure());
    record_.facts.opened = true;
    record_.deflate = opening_.deflate();
    record_.deflate_agreed = record_.deflate.has_value();
    record_.facts.compressed = record_.deflate_agreed;
    if (options_.subject == SubjectRole::kClient) {
      with_chop(test_.handshake.chop, false, [&] { queue(opening_.response()); });
    }
    open(now);
    const bool missing = std::any_of(test_.needs.begin(), test_.needs.end(), [&](const std::string& need) {
      return std::find(options_.missing_capabilities.begin(), options_.missing_capabilities.end(), need) !=
             options_.missing_capabilities.end();
    });
    if (missing || (test_.handshake.require_deflate && !record_.deflate_agreed)) {
      record_.unimplemented = true;
      levels_.clear();
      endpoint_->send_close({0x03, 0xE8});
    }
    const auto& rest = opening_.rest();
    if (!rest.empty()) endpoint_->received(rest, now);
  } else {
    endpoint_->received(octets, now);
  }
  play(now);
}

void Player::ended(Time now) {
  now_ = now;
  record_.subject_ended = true;
  if (done_) return;
  if (!opening_done_) {
    opening_failed("the transport ended before an answer came");
    return;
  }
  endpoint_->ended(now);
  done_ = true;
}

void Player::abandon(Time now, std::string why) {
  now_ = now;
  if (done_) return;
  if (!endpoint_) return opening_failed(why);
  endpoint_->drop(Endpoint::Drop::kAbort, why);
  done_ = abort_ = true;
}

// --- Time ---------------------------------------------------------------------------------------

std::optional<Time> Player::deadline() const {
  std::optional<Time> first = endpoint_ ? endpoint_->deadline() : std::nullopt;
  for (const auto& candidate : {wait_until_, await_until_, finish_at_, opening_deadline_, refusal_deadline_}) {
    if (candidate && (!first || *candidate < *first)) first = candidate;
  }
  return first;
}

void Player::time_passed(Time now) {
  now_ = now;
  if (done_) {
    if (refusal_deadline_ && now >= *refusal_deadline_) abort_ = true;
    return;
  }
  if (opening_deadline_ && now >= *opening_deadline_) {
    record_.facts.opening_timeout = true;
    return opening_failed("no complete answer in time");
  }
  if (endpoint_) {
    endpoint_->time_passed(now);
    if (finish_at_ && now >= *finish_at_) {
      finish_at_.reset();
      const bool kill = !test_.finish || test_.finish->action == Finish::Action::kKill;
      endpoint_->note(now, kill ? "kill timer fired" : "close timer fired", WireEntry::Kind::kTimer);
      if (kill) {
        endpoint_->fail(1001, "Going Away");
      } else {
        endpoint_->send_close({});
      }
    }
  }
  play(now);
}

// --- Steps --------------------------------------------------------------------------------------

void Player::play(Time now) {
  if (!endpoint_) return flush();
  endpoint_->set_now(now);
  std::size_t ahead = 0;
  for (const auto& burst : bursts_) ahead += burst.octets.size() - burst.written;
  while (endpoint_->state() != Endpoint::State::kClosed && !levels_.empty() && !want_half_close_) {
    auto& level = levels_.back();
    if (level.index == level.steps->size()) {
      ++level.repetition;
      level.index = 0;
      if (level.repetition >= level.count || level.steps->empty()) levels_.pop_back();
      continue;
    }
    if (ahead + building_.size() > kReadAhead) break;
    if (!play_step((*level.steps)[level.index], now)) break;
  }
  if (levels_.empty() && !steps_finished_ && endpoint_->state() != Endpoint::State::kClosed) steps_done(now);
  flush();
  if (want_half_close_ && bursts_.empty()) {
    half_closed_ = true;
    want_half_close_ = false;
    return play(now);
  }
  if (endpoint_->state() == Endpoint::State::kClosed && !done_) {
    done_ = true;
    refusal_deadline_ = now + kFlushTimeout;
    if (endpoint_->wanted_drop() == Endpoint::Drop::kAbort) abort_ = true;
  }
}

// Plays one step; false if it has to wait. Whoever moves on advances the level's index.
bool Player::play_step(const Step& step, Time now) {
  auto& index = levels_.back().index;
  const auto repetition = levels_.back().repetition;
  if (const auto* frame = std::get_if<step::Frame>(&step.verb)) {
    auto to_send = to_wire(frame->frame);
    const auto& spec = frame->frame;
    if (spec.opcode == 1 || spec.opcode == 2) {
      fragments_.clear();
      fragments_kind_ = spec.opcode == 1 ? MessageKind::kText : MessageKind::kBinary;
      fragments_open_ = true;
    }
    if (spec.opcode <= 2 && fragments_open_) {
      fragments_.insert(fragments_.end(), to_send.payload.begin(), to_send.payload.end());
      if (spec.fin) {
        endpoint_->remember_sent(fragments_kind_, fragments_);
        fragments_open_ = false;
      }
    }
    with_chop(frame->chop, frame->sync,
              [&] { endpoint_->send_frame(std::move(to_send), spec.masking == FrameSpec::Masking::kAuto); });
  } else if (const auto* message = std::get_if<step::Message>(&step.verb)) {
    with_chop(message->chop, false, [&] {
      endpoint_->send_message(message->kind, message->payload.octets(repetition), message->fragment, message->compress);
    });
  } else if (const auto* part = std::get_if<step::PayloadPart>(&step.verb)) {
    auto payload = part->payload.octets(repetition);
    if (fragments_open_) fragments_.insert(fragments_.end(), payload.begin(), payload.end());
    with_chop(part->chop, false, [&] { endpoint_->send_payload_part(std::move(payload)); });
  } else if (const auto* octets = std::get_if<step::Octets>(&step.verb)) {
    with_chop(octets->chop, false, [&] { endpoint_->send_octets(octets->octets.octets(repetition)); });
  } else if (const auto* close = std::get_if<step::Close>(&step.verb)) {
    endpoint_->send_close(close_body(*close));
  } else if (const auto* quiet = std::get_if<step::Wait>(&step.verb)) {
    if (!wait(*quiet, now)) return false;
    if (levels_.empty()) return true;
  } else if (const auto* awaited = std::get_if<step::Await>(&step.verb)) {
    if (!await(*awaited, now)) return false;
    if (levels_.empty()) return true;
  } else if (std::holds_alternative<step::HalfClose>(step.verb)) {
    want_half_close_ = true;
  } else if (std::holds_alternative<step::Reset>(step.verb)) {
    flush();
    endpoint_->drop(Endpoint::Drop::kAbort, "the case resets it");
    return true;
  } else if (const auto* repeat = std::get_if<step::Repeat>(&step.verb)) {
    ++index;
    levels_.push_back({.steps = &repeat->steps, .count = repeat->count});
    return true;
  }
  ++index;
  return true;
}

// A pause that proves silence: it ends at once if the subject closes, and the steps with it.
bool Player::wait(const step::Wait& wait, Time now) {
  if (!wait_until_) {
    flush();
    wait_until_ = now + scaled(wait.duration);
    endpoint_->note(now, fmt::format("wait {} for {} ms", wait.name, wait.duration.count()), WireEntry::Kind::kTimer);
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

bool Player::await(const step::Await& await, Time now) {
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
    flush();
    await_until_ = now + scaled(await.limit.value_or(test_.timeout));
  }
  const bool hopeless = (await.what == What::kMessage || await.what == What::kPong) && record_.closes > 0;
  if (now < *await_until_ && !hopeless) return false;
  await_until_.reset();
  if (await.limit && !hopeless) return true;
  levels_.clear();
  steps_finished_ = true;
  endpoint_->note(now, "what the case waits for did not come", WireEntry::Kind::kTimer);
  if (endpoint_->state() == Endpoint::State::kOpen) {
    endpoint_->fail(1001, "Going Away");
  } else if (await.what == What::kEof) {
    endpoint_->drop(Endpoint::Drop::kAbort, "the subject left the transport open");
  }
  return true;
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

// --- Octets out ---------------------------------------------------------------------------------

void Player::queue(wire::Bytes octets) {
  if (building_.empty()) {
    building_ = std::move(octets);
  } else {
    building_.insert(building_.end(), octets.begin(), octets.end());
  }
}

void Player::with_chop(const Chop& chop, bool sync, const std::function<void()>& write) {
  if (chop.sizes.empty() && !sync) return write();
  flush();
  write();
  if (!building_.empty()) bursts_.push_back({std::move(building_), chop});
  building_.clear();
}

void Player::flush() {
  if (building_.empty()) return;
  bursts_.push_back({std::move(building_), {}});
  building_.clear();
}

std::size_t Player::cut(const Burst& burst) {
  const std::size_t left = burst.octets.size() - burst.written;
  std::size_t size = left;
  if (burst.cuts < burst.chop.sizes.size()) {
    size = burst.chop.sizes[burst.cuts];
  } else if (burst.chop.repeat && !burst.chop.sizes.empty()) {
    size = burst.chop.sizes.back();
  }
  if (options_.rechunk.kind == Rechunk::Kind::kOctets) size = 1;
  if (options_.rechunk.kind == Rechunk::Kind::kRandom) {
    // Mostly a few octets, now and then a lot: both a header and a payload get split.
    const auto draw = chunk_random_.next();
    size = 1 + (draw >> 8U) % ((draw & 7U) == 0 ? 4096U : 16U);
  }
  return std::min(size, left);
}

std::optional<wire::View> Player::next_write() {
  if (bursts_.empty()) return std::nullopt;
  const auto& burst = bursts_.front();
  if (!pending_cut_) pending_cut_ = cut(burst);
  return wire::View(burst.octets).subspan(burst.written, *pending_cut_);
}

bool Player::paced() const { return !bursts_.empty() && !bursts_.front().chop.sizes.empty(); }

void Player::written(Time now) {
  now_ = now;
  auto& burst = bursts_.front();
  const std::size_t size = *pending_cut_;
  ++record_.facts.sent_octets[size];
  if (endpoint_) {
    record_.log.add_octets(WireEntry::Kind::kSentOctets, now, wire::View(burst.octets).subspan(burst.written, size));
  }
  if (record_.facts.opened) record_.facts.sent.wire_octets += size;
  burst.written += size;
  ++burst.cuts;
  pending_cut_.reset();
  if (burst.written == burst.octets.size()) bursts_.pop_front();
  if (bursts_.empty() && endpoint_) endpoint_->all_written();
  if (bursts_.empty() && !done_) play(now);
}

Player::Transport Player::wanted() const {
  if (abort_) return Transport::kAbort;
  if (done_) return Transport::kClose;
  return half_closed_ ? Transport::kHalfClose : Transport::kKeep;
}

bool Player::finished() const { return done_ && (abort_ || record_.subject_ended || refused_ || bursts_.empty()); }

Record Player::take_record(Time now) {
  record_.log.move_into(record_.facts);
  record_.facts.duration = now;
  record_.facts.case_id = test_.id;
  record_.facts.role = options_.subject;
  return std::move(record_);
}

}  // namespace gauntlet
