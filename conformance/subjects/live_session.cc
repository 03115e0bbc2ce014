#include "conformance/subjects/live_session.h"

#include <asio/error.hpp>
#include <asio/post.hpp>

namespace gauntlet {

namespace {
constexpr std::size_t kReadSize = 64U << 10;
// Between the pieces of a chopped write: time for the subject to read each by itself. A message of a MiB that is cut
// into thousands is about their number, and has the reference's pace.
constexpr auto kPace = std::chrono::microseconds(100);
constexpr auto kPaceOfMany = std::chrono::microseconds(10);
constexpr std::size_t kMany = 256;
// Every wait of a case has a limit of its own, and a case can have thousands: all of them together have
// this one, so that a subject that answers late each time ends too.
constexpr auto kWholeCase = std::chrono::seconds(15);
}  // namespace

LiveSession::LiveSession(asio::io_context& context, std::unique_ptr<Transport> transport,
                         std::unique_ptr<Player> player, Done done)
    : context_(context),
      transport_(std::move(transport)),
      player_(std::move(player)),
      done_(std::move(done)),
      timer_(context),
      pace_timer_(context),
      whole_timer_(context),
      begin_(std::chrono::steady_clock::now()),
      buffer_(kReadSize) {}

Time LiveSession::now() const { return std::chrono::duration_cast<Time>(std::chrono::steady_clock::now() - begin_); }

void LiveSession::start(std::vector<std::uint8_t> head) {
  whole_timer_.expires_after(kWholeCase + 2 * player_->test().timeout);
  whole_timer_.async_wait([self = shared_from_this()](std::error_code error) {
    if (!error) self->cancel("the case took too long");
  });
  player_->connected(now());
  if (!head.empty()) player_->received(head, now());
  read();
  pump();
}

void LiveSession::cancel(const std::string& why) {
  if (over_) return;
  player_->abandon(now(), why);
  pump();
}

void LiveSession::read() {
  transport_->read_some(buffer_, [self = shared_from_this()](std::error_code error, std::size_t size) {
    if (self->over_) return;
    if (error) {
      // A reset and an orderly end are both the end of what the subject says.
      self->player_->ended(self->now());
    } else {
      self->player_->received(wire::View(self->buffer_).first(size), self->now());
    }
    self->pump();
    if (!error && !self->over_) self->read();
  });
}

void LiveSession::pump() {
  if (over_) return;
  if (player_->finished()) return finish();
  if (!writing_) {
    if (const auto octets = player_->next_write()) {
      writing_ = true;
      write(*octets);
    } else if (player_->wanted() == Player::Transport::kHalfClose && !half_closed_) {
      half_closed_ = true;
      transport_->half_close();
    }
  }
  if (player_->finished()) return finish();
  arm_timer();
}

void LiveSession::write(wire::View octets) {
  const auto wrote = [self = shared_from_this()](std::error_code, std::size_t) {
    self->writing_ = false;
    if (self->over_) return;
    // If writing failed the reader will see why; the octets count as written.
    self->player_->written(self->now());
    self->pump();
  };
  if (!player_->paced()) return transport_->write(octets, wrote);
  pace_timer_.expires_after(++paced_ > kMany ? kPaceOfMany : kPace);
  pace_timer_.async_wait([self = shared_from_this(), octets, wrote](std::error_code error) {
    if (!error && !self->over_) self->transport_->write(octets, wrote);
  });
}

void LiveSession::arm_timer() {
  const auto deadline = player_->deadline();
  if (!deadline || armed_for_ == deadline) return;
  armed_for_ = deadline;
  timer_.expires_at(begin_ + *deadline);
  timer_.async_wait([self = shared_from_this()](std::error_code error) {
    if (error || self->over_) return;
    self->armed_for_.reset();
    self->player_->time_passed(self->now());
    self->pump();
  });
}

void LiveSession::finish() {
  over_ = true;
  timer_.cancel();
  pace_timer_.cancel();
  whole_timer_.cancel();
  if (player_->wanted() == Player::Transport::kAbort) {
    transport_->abort();
  } else {
    transport_->close();
  }
  // Handlers still under way hold this object; the player may go once they are done.
  asio::post(context_, [self = shared_from_this()] { self->done_(self->player_->take_record(self->now())); });
}

}  // namespace gauntlet
