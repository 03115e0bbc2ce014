#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "conformance/play/endpoint.h"
#include "conformance/play/opening.h"
#include "conformance/play/outgoing.h"
#include "conformance/play/record.h"
#include "conformance/table/case.h"

namespace gauntlet {

struct PlayerOptions {
  SubjectRole subject = SubjectRole::kServer;
  OpeningOptions opening;
  std::uint64_t seed = 1;
  double timeout_scale = 1.0;
  Rechunk rechunk;
  std::vector<std::string> missing_capabilities;  ///< a case that needs one is UNIMPLEMENTED
};

/// Plays one case against one subject, sans I/O: octets and time in, octets out. Whoever owns the
/// transport (a socket, or a codec in process) moves the octets and keeps the time.
///
///   player.connected(now);
///   loop: while (auto write = player.next_write()) { send it; player.written(now); }
///         player.received(...) / player.ended(...) / player.time_passed(now) by `deadline()`
///         act on `wanted()`; until `finished()`
class Player {
 public:
  enum class Transport : std::uint8_t { kKeep, kHalfClose, kClose, kAbort };

  Player(const Case& test, PlayerOptions options);
  ~Player();

  void connected(Time now);
  void received(wire::View octets, Time now);
  void ended(Time now);
  void time_passed(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;

  /// The next octets to be written, all of them in one write; nothing if there are none at present.
  /// Valid until `written`.
  [[nodiscard]] std::optional<wire::View> next_write();
  void written(Time now);
  /// Whether that write is a piece of something that the case wants cut: on a live transport a moment
  /// should pass before it, or the pieces reach the subject as one.
  [[nodiscard]] bool paced() const;

  /// What should happen to the transport once nothing is left to write.
  [[nodiscard]] Transport wanted() const;
  [[nodiscard]] bool finished() const;
  /// The subject could not be reached or the run was cut short.
  void abandon(Time now, std::string why);

  /// What was seen. Call once, when finished.
  [[nodiscard]] Record take_record(Time now);
  [[nodiscard]] const Case& test() const { return test_; }

 private:
  struct Level {  ///< a list of steps being played, with its repetitions
    const std::vector<Step>* steps;
    std::size_t index = 0;
    std::uint64_t repetition = 0;
    std::uint64_t count = 1;
  };
  void open(Time now);
  void opening_failed(const std::string& why);
  void play(Time now);
  bool play_step(const Step& step, Time now);
  bool perform(const step::Frame& step, Time now);
  bool perform(const step::Message& step, Time now);
  bool perform(const step::PayloadPart& step, Time now);
  bool perform(const step::Octets& step, Time now);
  bool perform(const step::Close& step, Time now);
  bool perform(const step::Wait& wait, Time now);
  bool perform(const step::Await& await, Time now);
  bool perform(const step::HalfClose& step, Time now);
  bool perform(const step::Reset& step, Time now);
  bool perform(const step::Repeat& step, Time now);
  [[nodiscard]] std::uint64_t repetition() const { return levels_.back().repetition; }
  void steps_done(Time now);
  void after_event();
  void log_timer(Time now, WireEntry::Timer timer, std::string note, Time after = Time(0));
  [[nodiscard]] Time scaled(std::chrono::milliseconds duration) const;

  const Case& test_;
  PlayerOptions options_;
  Record record_;
  RandomSource random_;
  Outgoing outgoing_;
  Opening opening_;
  std::optional<Endpoint> endpoint_;

  std::vector<Level> levels_;
  wire::Bytes fragments_;  ///< payload of single frames that make up a message, for its echo
  MessageKind fragments_kind_ = MessageKind::kText;
  bool fragments_open_ = false;

  bool started_ = false, opening_done_ = false, refused_ = false, done_ = false, half_closed_ = false,
       want_half_close_ = false;
  bool suppress_close_ = false, steps_finished_ = false, abort_ = false;
  std::uint64_t messages_awaited_ = 0, pongs_awaited_ = 0;
  std::optional<Time> wait_until_, await_until_, finish_at_, opening_deadline_, refusal_deadline_;
  Time now_{0};
};

}  // namespace gauntlet
