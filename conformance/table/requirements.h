#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/finding.h"

namespace gauntlet {

enum class Level : std::uint8_t {
  kMust,
  kMustNot,
  kShall,
  kShallNot,
  kRequired,
  kShould,
  kShouldNot,
  kRecommended,
  kNotRecommended,
  kMay,
  kOptional,
};

enum class Binds : std::uint8_t { kClient, kServer, kBoth, kIntermediary, kAuthor };

/// A normative statement of an RFC, in our words.
struct Requirement {
  int rfc = 0;
  std::string id;  ///< "6455-5.2-rsv"
  std::string section;
  int line = 0;  ///< of the RFC's plain text; 0: not known (null in the file)
  Level level = Level::kMust;
  Binds binds = Binds::kBoth;
  std::string text;
  bool testable = true;
  std::string reason;  ///< why it is not testable

  std::string file;  ///< where we write it down
  int file_line = 0;
};

struct Requirements {
  std::vector<Requirement> all;    ///< by RFC, then in the order of the file
  std::vector<std::string> files;  ///< what was read

  [[nodiscard]] const Requirement* find(std::string_view id) const;
};

struct RequirementsResult {
  Requirements requirements;    ///< of the files without an error
  std::vector<Finding> errors;  ///< in the order of the files, at most 20 a file
};

[[nodiscard]] RequirementsResult load_requirements_text(std::string_view text, const std::string& file_name);
/// Every *.json of a directory; one without any is an error.
[[nodiscard]] RequirementsResult load_requirements(const std::filesystem::path& directory);

[[nodiscard]] std::string_view name(Level level);  ///< "MUST", "SHOULD NOT", ...
[[nodiscard]] std::string_view name(Binds binds);  ///< "client", "server", "both", ...

/// More than a permission: a testable one needs a case.
[[nodiscard]] bool obliges(Level level);
/// Whether a subject in that role is the one that is bound.
[[nodiscard]] bool binds_role(Binds binds, SubjectRole role);

}  // namespace gauntlet
