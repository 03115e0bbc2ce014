#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "conformance/play/result.h"
#include "conformance/wire/frame.h"

namespace gauntlet {

/// The wire log of one case while it is played. Each kind of row has a bound of its own, so that a flood of one kind
/// (a write for each octet, a thousand frames) leaves the others alone: of each the first rows and the last ones are
/// kept, since a case is mostly decided at its end. What is left out is counted, and a note in its place says so.
class WireLog {
 public:
  static constexpr std::size_t kShownOctets = 64;   ///< of a payload, a write or a read
  static constexpr std::size_t kShownOfNote = 512;  ///< octets; a note can quote the subject

  /// Rows of each kind by `WireEntry::Kind`; half of them from the beginning, half from the end.
  static constexpr std::array<std::size_t, 6> kMostRows = {48, 48, 112, 112, 32, 32};

  /// Rows come in order of time. A head or a note that is too long is cut.
  void add(WireEntry entry);
  /// A write or a read.
  void add_octets(WireEntry::Kind kind, std::chrono::microseconds at, wire::View octets);

  /// Puts the rows in their order, and the notes on what is left out among them, into `result`. Then the log is empty.
  void move_into(RunResult& result);

 private:
  struct Row {
    std::uint64_t place;  ///< among all rows
    WireEntry entry;
  };
  struct Rows {  ///< of one kind
    std::vector<Row> first;
    std::vector<Row> last;   ///< a ring
    std::size_t oldest = 0;  ///< in the ring
    std::uint64_t left_out = 0;
    Row gap;  ///< where the first one was left out
  };

  std::array<Rows, kMostRows.size()> kinds_{};
  std::uint64_t next_place_ = 0;
};

/// The first octets, as a row of the log shows them.
[[nodiscard]] std::string shown_head(wire::View octets);

}  // namespace gauntlet
