#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "conformance/mutants/mutants.h"
#include "conformance/table/case.h"

namespace gauntlet {

/// What the tables did to one mutant of the codec.
struct MutantResult {
  Mutant mutant;
  std::vector<std::string> killers;  ///< ids of the cases whose verdict it changed, in order
  bool was_run = false;              ///< against all the cases that it needs; if not, nothing is known of it
  [[nodiscard]] bool killed() const { return !killers.empty(); }
  /// Neither killed nor excused: a hole in the tables.
  [[nodiscard]] bool survived() const { return was_run && killers.empty() && mutant.excuse.empty(); }
};

/// Mutation testing of the tables: each case is played, in both its roles, against the codec and
/// against each mutant; a case kills a mutant if its verdict is another one. A mutant that no case
/// kills shows what the tables would miss in somebody's implementation.
///
/// `jobs` threads (0: one a core); `progress` is called as mutants are done. Once `stop` is set, those that are not
/// done stay without a run.
[[nodiscard]] std::vector<MutantResult> run_mutants(const std::vector<const Case*>& cases,
                                                    const std::vector<Mutant>& mutants, unsigned jobs,
                                                    const std::atomic<bool>& stop,
                                                    const std::function<void(const MutantResult&)>& progress);

}  // namespace gauntlet
