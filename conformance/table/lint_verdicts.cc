// Whether each verdict rests on a statement that can bear it.
#include <fmt/format.h>

#include <algorithm>

#include "conformance/table/lint.h"
#include "conformance/table/outcome_cover.h"

namespace gauntlet {
namespace {

/// What a verdict needs of the statements that it names.
struct Bearing {
  Behaviour verdict;
  bool (*bears)(Level level);
  std::string_view words;
};

constexpr Bearing kBearings[] = {{Behaviour::kFailed, demands, "MUST"}, {Behaviour::kNonStrict, recommends, "SHOULD"}};

class VerdictLinter {
 public:
  VerdictLinter(const Requirements& requirements, const Case& test_case, std::string pointer)
      : requirements_(requirements), test_case_(test_case), pointer_(std::move(pointer)) {}

  std::vector<LintFinding> run() {
    for (std::size_t i = 0; i < test_case_.outcomes.size(); ++i) {
      const Outcome& outcome = test_case_.outcomes[i];
      const std::string at = fmt::format("/outcomes/{}", i);
      check_statements(at, "/by", outcome.by, outcome.verdict);
      check_reach(at, i);
    }
    check_statements("", "/failed_by", test_case_.failed_by, Behaviour::kFailed);
    return std::move(findings_);
  }

 private:
  void add(const std::string& at, std::string message) {
    findings_.push_back({test_case_.file, test_case_.line, pointer_ + at, std::move(message)});
  }

  [[nodiscard]] bool is_for(SubjectRole role) const {
    return role == SubjectRole::kServer ? test_case_.for_server : test_case_.for_client;
  }

  void check_statements(const std::string& at, std::string_view key, const std::vector<std::string>& ids,
                        Behaviour verdict) {
    if (ids.empty()) return add(at, fmt::format("must say {} which statement it is {}", key.substr(1), name(verdict)));
    const auto bearing = std::find_if(std::begin(kBearings), std::end(kBearings),
                                      [&](const Bearing& candidate) { return candidate.verdict == verdict; });
    std::vector<Binds> bound;
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const std::string here = fmt::format("{}{}/{}", at, key, i);
      const Requirement* statement = requirements_.find(ids[i]);
      if (statement == nullptr) {
        add(here, fmt::format("there is no requirement {}", ids[i]));
      } else if (bearing != std::end(kBearings) && !bearing->bears(statement->level)) {
        add(here, fmt::format("{} rests on a {}, and {} is none: {}", name(verdict), bearing->words, ids[i],
                              name(statement->level)));
      } else {
        bound.push_back(statement->binds);
      }
    }
    if (bearing != std::end(kBearings) && bound.size() == ids.size())
      check_roles(fmt::format("{}{}", at, key), bound, verdict);
  }

  void check_roles(const std::string& at, const std::vector<Binds>& bound, Behaviour verdict) {
    for (const SubjectRole role : {SubjectRole::kServer, SubjectRole::kClient}) {
      const auto binds = [role](Binds who) { return binds_role(who, role); };
      if (!is_for(role) || std::any_of(bound.begin(), bound.end(), binds)) continue;
      add(at, fmt::format("no statement binds a {}, which can get {} here", name(role), name(verdict)));
    }
  }

  void check_reach(const std::string& at, std::size_t index) {
    for (std::size_t before = 0; before < index; ++before) {
      if (!takes_all_of(test_case_.outcomes[before], test_case_.outcomes[index], test_case_)) continue;
      return add(at, fmt::format("is never reached: outcome {} takes all that it would", before));
    }
  }

  const Requirements& requirements_;
  const Case& test_case_;
  std::string pointer_;
  std::vector<LintFinding> findings_;
};

}  // namespace

std::vector<LintFinding> lint_verdicts(const CaseTable& table, const Requirements& requirements) {
  std::vector<LintFinding> out;
  for (std::size_t i = 0; i < table.cases.size(); ++i) {
    const Case& test_case = table.cases[i];
    if (test_case.reference_judging) continue;
    std::vector<LintFinding> findings = VerdictLinter(requirements, test_case, fmt::format("/cases/{}", i)).run();
    std::move(findings.begin(), findings.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace gauntlet
