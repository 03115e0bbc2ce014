#pragma once
#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {

/// A connection of the codec, in either role, gets a script of frames in pieces, and so does the model. What the
/// targets `receiver` and `large_frames` ask; they differ in how long the script may be on the wire.
class ReceiverComparison {
 public:
  /// Frames that would make the wire longer than `most_wire` octets are left out, with all behind them.
  explicit ReceiverComparison(std::size_t most_wire) : most_wire_(most_wire) {}

  /// Reports a finding, and does not return, if both differ in events, octets that they send, close code, rule or
  /// earliest offset, for the script's way of cutting the octets or another; if the codec takes more memory than is
  /// linear in the octets that came; or if it names a close code otherwise than its registry does.
  void compare(View input);

 private:
  void expect();
  void run(const ChunkPlan& plan);
  void run_cut_otherwise();
  void read_events(ws::Connection& connection);
  [[noreturn]] void disagree(std::string_view oracle);

  std::size_t most_wire_;
  Script script_;
  WireForm wire_;
  LentOctets lent_;
  CountedKeys keys_;
  model::Trace expected_, actual_;
};

}  // namespace gauntlet::fuzz
