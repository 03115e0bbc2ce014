#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conformance/runs/expected_results.h"

namespace gauntlet::cli {

/// The known results of a run: one file for all subjects (--expect), or one for each peer of the
/// league. A peer without a file has no known results.
class Expectations {
 public:
  /// False if a file cannot be used: that was printed. With `update` a file need not be there.
  [[nodiscard]] bool load(const std::filesystem::path& file, bool update);
  [[nodiscard]] bool load_peer(const std::string& agent, const std::filesystem::path& file);

  [[nodiscard]] const ExpectedResults* of(const std::string& agent) const;
  /// Writes what was seen into the files; what went wrong.
  [[nodiscard]] std::vector<std::string> update(const std::vector<RunResult>& results,
                                                ExpectedResults::Update how) const;

 private:
  struct File {
    std::filesystem::path path;
    std::optional<ExpectedResults> known;
  };
  [[nodiscard]] static bool load(File& file, bool must_exist);

  std::optional<File> all_;
  std::map<std::string, File> peers_;
};

}  // namespace gauntlet::cli
