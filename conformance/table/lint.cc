#include "conformance/table/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "conformance/table/json_tree.h"

namespace gauntlet {
namespace {

// What is checked about the cases of all tables together, and what they leave out.
class Linter {
 public:
  explicit Linter(const Requirements& requirements) : requirements_(requirements) {}

  std::vector<LintFinding> run(const std::vector<CaseTable>& tables) {
    for (const CaseTable& table : tables) {
      check_table(table);
      std::vector<LintFinding> verdicts = lint_verdicts(table, requirements_);
      std::move(verdicts.begin(), verdicts.end(), std::back_inserter(findings_));
    }
    check_coverage();
    return std::move(findings_);
  }

 private:
  void add(const std::string& file, int line, std::string pointer, std::string message) {
    findings_.push_back({file, line, std::move(pointer), std::move(message)});
  }

  void check_table(const CaseTable& table) {
    const auto [first, is_new] = tables_.emplace(table.table, &table);
    if (!is_new)
      add(table.file, 1, "/table", fmt::format("{} is the table of {} too", table.table, first->second->file));
    std::set<std::string_view> flags;
    std::map<std::string_view, std::string_view> titles;
    const Case* before = nullptr;
    for (std::size_t i = 0; i < table.cases.size(); ++i) {
      const Case& test_case = table.cases[i];
      const std::string pointer = fmt::format("/cases/{}", i);
      check_id(table, test_case, before, pointer);
      check_title(test_case, pointer, titles);
      check_flags(table, test_case, pointer);
      check_requirements(test_case, pointer);
      cited_.insert(test_case.failed_by.begin(), test_case.failed_by.end());
      for (const Outcome& outcome : test_case.outcomes) cited_.insert(outcome.by.begin(), outcome.by.end());
      flags.insert(test_case.flags.begin(), test_case.flags.end());
      before = &test_case;
    }
    for (const auto& [key, note] : table.notes) {
      if (!flags.contains(key)) add(table.file, 1, "/notes" + pointer_part(key), "is not the flag of any case");
    }
  }

  void check_id(const CaseTable& table, const Case& test_case, const Case* before, const std::string& pointer) {
    const auto [first, is_new] = cases_.emplace(test_case.id, &test_case);
    const auto complain = [&](std::string message) {
      add(test_case.file, test_case.line, pointer + "/id", std::move(message));
    };
    if (!test_case.id.starts_with(table.table + ".")) {
      complain(fmt::format("{} does not begin with the table's {}", test_case.id, table.table));
    }
    if (!is_new) {
      complain(fmt::format("{} is taken, {}:{}", test_case.id, first->second->file, first->second->line));
    } else if (before != nullptr && !id_less(before->id, test_case.id)) {
      complain(fmt::format("{} must stand before {}", test_case.id, before->id));
    }
  }

  void check_title(const Case& test_case, const std::string& pointer,
                   std::map<std::string_view, std::string_view>& titles) {
    const auto complain = [&](std::string message) {
      add(test_case.file, test_case.line, pointer + "/title", std::move(message));
    };
    if (test_case.title.empty()) complain("must not be empty");
    if (test_case.title.ends_with('.')) complain("must not end with a period");
    const auto [first, is_new] = titles.emplace(test_case.title, test_case.id);
    if (!is_new) complain(fmt::format("is the title of {} too", first->second));
  }

  void check_flags(const CaseTable& table, const Case& test_case, const std::string& pointer) {
    for (std::size_t i = 0; i < test_case.flags.size(); ++i) {
      if (table.notes.contains(test_case.flags[i])) continue;
      add(test_case.file, test_case.line, fmt::format("{}/flags/{}", pointer, i),
          fmt::format("{} is not explained in the notes", in_quotes(test_case.flags[i])));
    }
  }

  void check_requirements(const Case& test_case, const std::string& pointer) {
    for (std::size_t i = 0; i < test_case.requirements.size(); ++i) {
      const std::string& id = test_case.requirements[i];
      const auto complain = [&](std::string message) {
        add(test_case.file, test_case.line, fmt::format("{}/requirements/{}", pointer, i), std::move(message));
      };
      cited_.insert(id);
      const Requirement* requirement = requirements_.find(id);
      if (requirement == nullptr) {
        complain(fmt::format("there is no requirement {}", id));
        continue;
      }
      const bool fits = (test_case.for_server && binds_role(requirement->binds, SubjectRole::kServer)) ||
                        (test_case.for_client && binds_role(requirement->binds, SubjectRole::kClient));
      if (!fits) complain(fmt::format("{} binds the {}, which is no subject here", id, name(requirement->binds)));
    }
  }

  void check_coverage() {
    std::map<std::string_view, std::size_t> positions;  // within each file
    for (const Requirement& requirement : requirements_.all) {
      const std::size_t position = positions[requirement.file]++;
      if (!requirement.testable || !obliges(requirement.level) || cited_.contains(requirement.id)) continue;
      add(requirement.file, requirement.file_line, fmt::format("/requirements/{}", position),
          fmt::format("no case cites {} ({}, binds {})", requirement.id, name(requirement.level),
                      name(requirement.binds)));
    }
  }

  const Requirements& requirements_;
  std::vector<LintFinding> findings_;
  std::map<std::string_view, const CaseTable*> tables_;
  std::map<std::string_view, const Case*> cases_;
  std::set<std::string_view> cited_;
};

}  // namespace

std::vector<LintFinding> lint(const std::vector<CaseTable>& tables, const Requirements& requirements) {
  return Linter(requirements).run(tables);
}

}  // namespace gauntlet
