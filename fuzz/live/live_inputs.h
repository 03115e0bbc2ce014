#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "conformance/case.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

/// What is sent to a live endpoint, one session after another: the corpus of the receiver at first, then changes of
/// it by the structural mutator. The same seed gives the same sessions.
class LiveInputs {
 public:
  LiveInputs(const std::filesystem::path& corpus, SubjectRole subject, std::uint64_t seed);

  [[nodiscard]] Bytes next();

 private:
  SubjectRole subject_;
  Choices choices_;
  std::vector<Bytes> pool_;
  std::size_t unchanged_ = 0;  ///< of the pool, that went out
};

/// The session as a case with the model's prediction. Nothing if a strict endpoint may react in more than one way:
/// where the last frame or message stays unfinished, it may have seen what is wrong, or still wait.
[[nodiscard]] std::optional<std::string> table_of_session(View input, SubjectRole subject, std::string_view title);

}  // namespace gauntlet::fuzz
