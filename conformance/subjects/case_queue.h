#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "conformance/table/case.h"

namespace gauntlet {

/// The cases that wait for a connection. A case holds its message several times over while it plays, so
/// those with big ones are not played all at once: others go before them.
class CaseQueue {
 public:
  explicit CaseQueue(std::span<const Case* const> cases) : waiting_(cases.begin(), cases.end()) {}

  [[nodiscard]] bool empty() const { return waiting_.empty(); }
  /// The next case that may begin; null if there is none, or if it has to wait for an end.
  [[nodiscard]] const Case* take();
  /// A case that was taken is over.
  void ended(const Case& test);
  /// All that still wait, which will not be played.
  [[nodiscard]] std::vector<const Case*> drop();

 private:
  std::vector<const Case*> waiting_;
  std::uint64_t under_way_ = 0;  ///< octets of the largest message of each case
};

/// The largest payload among the case's steps, in octets.
[[nodiscard]] std::uint64_t largest_payload(const Case& test);

}  // namespace gauntlet
