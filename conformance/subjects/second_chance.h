#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "conformance/subjects/subject.h"

namespace gauntlet {

/// Many cases at once make a subject late that is not slow: a busy machine, or one big message that holds
/// up all connections of a server with a single thread. What ended by a time limit is kept back here and
/// played again, few at a time, and that result counts. Not if half of the cases or more ended so: then
/// it is the subject.
class SecondChance {
 public:
  /// Cases at once when they are played again: few enough to be out of each other's way, and a subject that hangs in
  /// hundreds of them is done in minutes.
  static constexpr unsigned kJobs = 4;

  /// `jobs` cases are played at once; with one alone there is nothing to doubt.
  SecondChance(std::span<const Case* const> cases, unsigned jobs) : cases_(cases), jobs_(jobs) {}

  /// Keeps the result if it is to be doubted.
  [[nodiscard]] bool keeps(RunResult& result);
  /// The cases to be played again.
  [[nodiscard]] std::vector<const Case*> again() const;
  /// The case has another result now, or will get one.
  void forget(const std::string& case_id);
  /// Hands over what is still kept.
  void release(const Subject::Done& done);

 private:
  std::span<const Case* const> cases_;
  unsigned jobs_;
  std::vector<RunResult> kept_;
};

/// Whether it failed because something did not come in time.
[[nodiscard]] bool ended_by_a_limit(const RunResult& result);

}  // namespace gauntlet
