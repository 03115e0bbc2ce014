#include "conformance/play/player.h"

#include <fmt/format.h>
#include <algorithm>

#include "conformance/play/expectation.h"

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

}  // namespace

Player::Player(const Case& test, PlayerOptions options)
    : test_(test),
      options_(std::move(options)),
      random_(options_.seed ^ fingerprint(wire::Bytes(test.id.begin(), test.id.end()))),
      outgoing_(options_.rechunk, random_.next()),
      opening_(test.handshake, options_.subject, options_.opening, random_, record_),
      suppress_close_(starts_closing(test.steps)) {
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
    outgoing_.with_chop(test_.handshake.chop, false, [&] { outgoing_.queue(opening_.request()); });
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
      random_, record_, [this](wire::Bytes octets) { outgoing_.queue(std::move(octets)); });
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
      outgoing_.with_chop(test_.handshake.chop, false, [&] { outgoing_.queue(opening_.response()); });
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
      record_.facts.ended_by_timer = true;
      if (kill) {
        log_timer(now, WireEntry::Timer::kKill, "kill timer fired");
        endpoint_->fail(1001, "Going Away");
      } else {
        log_timer(now, WireEntry::Timer::kClose, "close timer fired");
        endpoint_->send_close({});
      }
    }
  }
  play(now);
}

// --- Steps --------------------------------------------------------------------------------------

void Player::play(Time now) {
  if (!endpoint_) return outgoing_.flush();
  endpoint_->set_now(now);
  const std::size_t ahead = outgoing_.waiting();
  while (endpoint_->state() != Endpoint::State::kClosed && !levels_.empty() && !want_half_close_) {
    auto& level = levels_.back();
    if (level.index == level.steps->size()) {
      ++level.repetition;
      level.index = 0;
      if (level.repetition >= level.count || level.steps->empty()) levels_.pop_back();
      continue;
    }
    if (ahead + outgoing_.gathered() > kReadAhead) break;
    if (!play_step((*level.steps)[level.index], now)) break;
  }
  if (levels_.empty() && !steps_finished_ && endpoint_->state() != Endpoint::State::kClosed) steps_done(now);
  outgoing_.flush();
  if (want_half_close_ && outgoing_.empty()) {
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

// --- Octets out ---------------------------------------------------------------------------------

std::optional<wire::View> Player::next_write() { return outgoing_.next_write(); }

bool Player::paced() const { return outgoing_.paced(); }

void Player::written(Time now) {
  now_ = now;
  const wire::View octets = *outgoing_.next_write();
  ++record_.facts.sent_octets[octets.size()];
  if (endpoint_) record_.log.add_octets(WireEntry::Kind::kSentOctets, now, octets);
  if (record_.facts.opened) record_.facts.sent.wire_octets += octets.size();
  outgoing_.written();
  if (!outgoing_.empty()) return;
  if (endpoint_) endpoint_->all_written();
  if (!done_) play(now);
}

Player::Transport Player::wanted() const {
  if (abort_) return Transport::kAbort;
  if (done_) return Transport::kClose;
  return half_closed_ ? Transport::kHalfClose : Transport::kKeep;
}

bool Player::finished() const { return done_ && (abort_ || record_.subject_ended || refused_ || outgoing_.empty()); }

Record Player::take_record(Time now) {
  record_.log.move_into(record_.facts);
  record_.facts.duration = now;
  record_.facts.case_id = test_.id;
  record_.facts.role = options_.subject;
  return std::move(record_);
}

}  // namespace gauntlet
