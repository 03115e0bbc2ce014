#pragma once
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "conformance/subjects/server_subject.h"

namespace gauntlet {

/// Cases against one server, for as long as it is well.
struct ServerRunResult {
  RunStatus status;
  bool failed = false;                ///< `failed()` said so: then the run stopped at once
  std::vector<const Case*> suspects;  ///< were being played or had just ended when it failed; no result
  std::vector<const Case*> left;      ///< not begun
};

/// `failed`, if given, is asked again and again whether the server died; a result is handed over only
/// once the server has outlived it for a moment.
[[nodiscard]] ServerRunResult run_server_cases(const std::string& agent, const ServerTarget& target,
                                               std::span<const Case* const> cases, const RunOptions& options,
                                               const std::function<bool()>& failed, const Subject::Done& done);

}  // namespace gauntlet
