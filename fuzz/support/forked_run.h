#pragma once
#include <functional>
#include <optional>
#include <string>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// How a run of the target on one input ended badly.
struct Failure {
  std::string signature;  ///< as EngineLog has it
  std::string story;
};

/// Runs `target` in a child process, which a broken oracle or a sanitizer may end; nothing if all went well. A child
/// that uses more than so many seconds of its processor is ended: a timeout is a failure, too. Throws
/// std::system_error if there can be no child.
[[nodiscard]] std::optional<Failure> run_forked(const std::function<void(wire::View)>& target, wire::View input,
                                                unsigned seconds = 10);

}  // namespace gauntlet::fuzz
