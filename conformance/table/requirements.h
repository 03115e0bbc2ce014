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
  kGrammar,  ///< a rule of form that the RFC writes down without one of its words (ABNF, sequences of frames)
  kNone,     ///< said without such a word: nobody fails by it
};

enum class Binds : std::uint8_t { kClient, kServer, kBoth, kIntermediary, kAuthor };

/// A normative statement of an RFC, in our words.
struct Requirement {
  int rfc = 0;
  std::string id;  ///< "6455-5.2-rsv"
  std::string section;
  int line = 0;  ///< of the RFC's plain text; 0: not known (null in the file)
  /// Where the word of its level stands, if a sentence above the statement has it, as in front of a list; 0: here.
  int word_line = 0;
  Level level = Level::kMust;
  Binds binds = Binds::kBoth;
  std::string text;
  bool testable = true;
  std::string reason;  ///< why it is not testable
  int erratum = 0;     ///< a verified erratum that it follows, instead of what the RFC's text says; 0: none

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

/// MUST and its like: who breaks it has FAILED.
[[nodiscard]] bool demands(Level level);
/// SHOULD and its like: who does not follow it is NON-STRICT.
[[nodiscard]] bool recommends(Level level);
/// More than a permission: a testable one needs a case.
[[nodiscard]] inline bool obliges(Level level) { return demands(level) || recommends(level); }
/// Whether a subject in that role is the one that is bound.
[[nodiscard]] bool binds_role(Binds binds, SubjectRole role);

/// The section on the RFC editor's pages.
[[nodiscard]] std::string link(const Requirement& requirement);

}  // namespace gauntlet
