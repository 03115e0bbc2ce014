#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conformance/play/result.h"
#include "conformance/table/finding.h"

namespace gauntlet {

/// Which verdicts let a run fail, besides those that are known.
enum class FailOn : std::uint8_t {
  kFailed,         ///< FAILED, or a close that is FAILED, UNCLEAN, WRONG CODE or FAILED BY CLIENT
  kNonStrict,      ///< those and NON-STRICT
  kUnimplemented,  ///< those and UNIMPLEMENTED
};
[[nodiscard]] std::optional<FailOn> parse_fail_on(std::string_view text);
[[nodiscard]] bool fails(const RunResult& result, FailOn policy);

/// Known results: the exceptions that a project has looked at and lives with. A file
///   { "schema_version": 1, "agents": { "npm-ws": { "6.4.1": ["NON-STRICT", "OK"] } } }
/// lists, for each agent, the cases whose verdict is not OK / OK (INFORMATIONAL needs no entry). Where a subject's
/// verdict is a race of its own, an entry lists each that it may be: [["OK", "OK"], ["OK", "FAILED BY CLIENT"]].
class ExpectedResults {
 public:
  struct Verdict {
    Behaviour behaviour = Behaviour::kOk;
    CloseBehaviour close = CloseBehaviour::kOk;
    friend bool operator==(const Verdict&, const Verdict&) = default;
  };

  /// A file that is not there is an error; an empty list is written as `{}` in "agents".
  [[nodiscard]] static std::optional<ExpectedResults> load(const std::filesystem::path& file,
                                                           std::vector<Finding>& errors);
  /// Null: no entry. Never empty.
  [[nodiscard]] const std::vector<Verdict>* find(const std::string& agent, const std::string& case_id) const;
  /// What becomes of an entry that has not what was seen.
  enum class Update : std::uint8_t {
    kReplace,  ///< what was seen is all that is known now
    kWiden,    ///< it is one more verdict that there may be
  };
  /// Takes over what was seen; cases that did not run, or did what is known, keep their entries.
  void update(const std::vector<RunResult>& results, Update how = Update::kReplace);
  [[nodiscard]] std::string print() const;

 private:
  std::map<std::string, std::map<std::string, std::vector<Verdict>>> agents_;
};

/// How a result stands to what was expected of it.
enum class Standing : std::uint8_t { kExpected, kWorse, kBetter };

/// Sets `unexpected` and `expected_verdict`. Without `expected` the policy alone decides.
Standing stand(RunResult& result, const ExpectedResults* expected, FailOn policy, bool allow_better);

}  // namespace gauntlet
