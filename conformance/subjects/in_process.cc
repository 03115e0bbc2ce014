#include "conformance/subjects/in_process.h"

#include <algorithm>
#include <vector>

namespace gauntlet {

namespace {

// The two ends of a pair and the clock between them.
class VirtualRun {
 public:
  VirtualRun(Player& player, InProcessSubject& subject) : player_(player), subject_(subject) {}

  void run() {
    subject_.start(milliseconds());
    player_.connected(now_);
    while (!player_.finished()) {
      if (move_octets()) continue;
      if (player_.finished() || !pass_time()) break;
    }
  }

  [[nodiscard]] Time now() const { return now_; }

 private:
  [[nodiscard]] std::chrono::milliseconds milliseconds() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(now_);
  }

  // One write each way; false if neither end had anything to say.
  bool move_octets() {
    bool moved = false;
    if (const auto write = player_.next_write()) {
      if (!subject_gone_ && !half_closed_) {
        chunk_.assign(write->begin(), write->end());
        subject_.receive(chunk_, milliseconds());
      }
      player_.written(now_);
      moved = true;
    } else if (player_.wanted() == Player::Transport::kHalfClose && !half_closed_) {
      half_closed_ = true;
      subject_.receive_eof(milliseconds());
      moved = true;
    }
    if (subject_gone_) return moved;
    const auto output = subject_.output();
    if (!output.empty()) {
      const std::vector<std::uint8_t> octets(output.begin(), output.end());
      subject_.consume_output(octets.size());
      player_.received(octets, now_);
      moved = true;
    } else if (subject_.wants_drop()) {
      subject_gone_ = true;
      player_.ended(now_);
      moved = true;
    }
    return moved;
  }

  // To the next moment at which one of the two wants to act; false if there is none.
  bool pass_time() {
    std::optional<Time> next = player_.deadline();
    if (!subject_gone_) {
      // A deadline that has passed already was acted upon, or never will be.
      const auto deadline = subject_.next_deadline();
      if (deadline && *deadline > milliseconds() && (!next || Time(*deadline) < *next)) next = *deadline;
    }
    if (!next) return false;
    now_ = std::max(*next, now_ + Time(1));
    if (!subject_gone_) subject_.advance(milliseconds());
    player_.time_passed(now_);
    return true;
  }

  Player& player_;
  InProcessSubject& subject_;
  Time now_{0};
  std::vector<std::uint8_t> chunk_;
  bool subject_gone_ = false;
  bool half_closed_ = false;
};

Record without_capability(const Case& test, SubjectRole role) {
  Record record;
  record.facts.case_id = test.id;
  record.facts.role = role;
  record.facts.started = std::chrono::system_clock::now();
  record.unimplemented = true;
  return record;
}

}  // namespace

Record play_in_process(const Case& test, PlayerOptions options, const InProcessFactory& factory) {
  const auto subject = factory({.role = options.subject, .test = &test});
  if (!subject) return without_capability(test, options.subject);
  Player player(test, std::move(options));
  VirtualRun run(player, *subject);
  run.run();
  if (!player.finished()) player.abandon(run.now(), "the run came to a standstill");
  auto record = player.take_record(run.now());
  if (auto death = subject->death()) record.facts.death = SubjectDeath{std::move(*death), {}};
  return record;
}

}  // namespace gauntlet
