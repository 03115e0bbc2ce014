#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "conformance/table/case.h"
#include "fuzz/live/live_case.h"

namespace gauntlet::fuzz {

/// What is sent to a live endpoint, one session after another: every second one from the corpus, as long as it lasts,
/// the others changed by the structural mutator. The same seed gives the same sessions.
class LiveInputs {
 public:
  LiveInputs(const std::filesystem::path& corpus, SubjectRole subject, std::uint64_t seed);

  [[nodiscard]] LiveInput next();

 private:
  struct Pool {
    LiveKind kind = LiveKind::kFrames;
    std::size_t share = 1;  ///< of all sessions
    std::vector<Bytes> inputs;
    std::size_t unchanged = 0;  ///< of them, that went out
  };

  Pool& drawn_pool();
  [[nodiscard]] Bytes changed(const Pool& pool);

  SubjectRole subject_;
  Choices choices_;
  std::vector<Pool> pools_;
};

}  // namespace gauntlet::fuzz
