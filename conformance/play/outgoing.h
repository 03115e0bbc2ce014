#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>

#include "conformance/table/case.h"
#include "conformance/table/random_source.h"
#include "conformance/wire/frame.h"

namespace gauntlet {

/// How all of a run's writes are cut besides what the case says (`--chop`): verdicts must not change.
struct Rechunk {
  enum class Kind : std::uint8_t { kNone, kOctets, kRandom };
  Kind kind = Kind::kNone;
};

/// The octets on their way to the subject: how they are gathered into writes, and the writes cut.
class Outgoing {
 public:
  Outgoing(Rechunk rechunk, std::uint64_t seed) : rechunk_(rechunk), random_(seed) {}

  /// Octets for the write that is being gathered.
  void queue(wire::Bytes octets);
  /// The gathered octets become a write of their own.
  void flush();
  /// What `write` queues is cut as `chop` says; with a chop, or with `sync`, it shares no write with other octets.
  void with_chop(const Chop& chop, bool sync, const std::function<void()>& write);

  [[nodiscard]] bool empty() const { return bursts_.empty(); }  ///< nothing to write but what is gathered
  [[nodiscard]] std::size_t waiting() const;                    ///< octets to write, without those
  [[nodiscard]] std::size_t gathered() const { return building_.size(); }

  /// The next piece to be written, the same until `written`; nothing if there is none.
  [[nodiscard]] std::optional<wire::View> next_write();
  void written();
  /// Whether that piece is of something that the case wants cut.
  [[nodiscard]] bool paced() const { return !bursts_.empty() && !bursts_.front().chop.sizes.empty(); }

 private:
  struct Burst {
    wire::Bytes octets;
    Chop chop;
    std::size_t written = 0;
    std::size_t cuts = 0;
  };

  [[nodiscard]] std::size_t cut(const Burst& burst);

  Rechunk rechunk_;
  RandomSource random_;
  std::deque<Burst> bursts_;
  wire::Bytes building_;
  std::optional<std::size_t> pending_cut_;  ///< size of the piece that `next_write` gave out
};

}  // namespace gauntlet
