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
  /// The script's own cuts are one way of many, and mutated like the rest of it. Whole and octet by octet are the two
  /// ends of them, which only a part of the inputs is also played in, as their cost would keep a fuzzer from trying
  /// more: one of `one_in`, by its size, and not above `most_wire` octets.
  struct OtherCuts {
    std::size_t one_in, most_wire;
  };
  /// Frames that would make the wire longer than `most_wire` octets are left out, with all behind them.
  ReceiverComparison(std::size_t most_wire, OtherCuts other_cuts) : most_wire_(most_wire), other_cuts_(other_cuts) {}

  /// Reports a finding, and does not return, if both differ in events, octets that they send, close code, rule or
  /// earliest offset, for the script's way of cutting the octets or another; if the codec takes more memory or more
  /// steps (conformance/mutants/steps.h) than is linear in the octets that came; or if it names a close code otherwise
  /// than its registry does.
  void compare(View input);

 private:
  void expect();
  void run(const ChunkPlan& plan);
  void run_cut_otherwise();
  void read_events(ws::Connection& connection);
  [[noreturn]] void disagree(std::string_view oracle);

  std::size_t most_wire_;
  OtherCuts other_cuts_;
  Script script_;
  WireForm wire_;
  LentOctets lent_;
  CountedKeys keys_;
  model::Trace expected_, actual_;
  model::Receiver model_{{}, expected_};
};

}  // namespace gauntlet::fuzz
