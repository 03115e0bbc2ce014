#include "conformance/table/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "conformance/table/explain_parts.h"

namespace gauntlet {
namespace {

constexpr std::size_t kWidth = 100;

std::string_view level_words(Level level) {
  if (level == Level::kGrammar) return "a rule of form";
  if (level == Level::kNone) return "said without a keyword";
  return name(level);
}

std::string head_of(const Case& test_case) {
  const std::string_view roles = !test_case.for_client   ? "a server"
                                 : !test_case.for_server ? "a client"
                                                         : "a server or a client";
  std::string out = wrapped(test_case.title, test_case.id.size() + 2, test_case.id + "  ");
  out += fmt::format("{}{}({}:{})\n", test_case.table_title, test_case.table_title.empty() ? "" : " ", test_case.file,
                     test_case.line);
  out += fmt::format("For {}. Severity {}. Time {} ms.", roles, name(test_case.severity), test_case.timeout.count());
  if (!test_case.needs.empty()) out += fmt::format(" Needs {}.", fmt::join(test_case.needs, ", "));
  if (test_case.informational) out += " For information only.";
  return out + "\n";
}

std::string note_words(const std::string& flag, const std::map<std::string, Note>& notes) {
  const auto found = notes.find(flag);
  if (found == notes.end()) return wrapped(flag, 2);
  const Note& note = found->second;
  std::string out = wrapped(fmt::format("{} ({}): {}", flag, note.bug_type, note.summary), 2);
  if (!note.effect.empty()) out += wrapped(note.effect, 4);
  for (const auto* list : {&note.cwe, &note.cves, &note.links}) {
    if (!list->empty()) out += wrapped(fmt::format("{}", fmt::join(*list, ", ")), 4);
  }
  return out;
}

std::string finish_words(const Finish& finish) {
  const bool kill = finish.action == Finish::Action::kKill;
  return wrapped(fmt::format("then, {} ms later at the latest, {}", finish.after.count(),
                             kill ? "fail the connection with 1001" : "start the closing handshake with an empty body"),
                 2);
}

std::string source_words(const Requirement& requirement) {
  std::string out = fmt::format("RFC {} section {}", requirement.rfc, requirement.section);
  if (requirement.line > 0) out += fmt::format(", line {}", requirement.line);
  out += fmt::format(": {}", level_words(requirement.level));
  if (requirement.word_line > 0) out += fmt::format(" (in line {})", requirement.word_line);
  return out + fmt::format(", binds {}", name(requirement.binds));
}

std::string erratum_words(const Requirement& requirement) {
  if (requirement.erratum == 0) return "";
  return fmt::format("By verified erratum {0}, https://www.rfc-editor.org/errata/eid{0}\n", requirement.erratum);
}

std::string requirement_words(const Requirement& requirement, std::size_t indent) {
  const std::string margin(indent + 2, ' ');
  std::string out = wrapped(fmt::format("{} ({})", requirement.id, source_words(requirement)), indent);
  out += wrapped(requirement.text, indent + 2) + margin + link(requirement) + "\n";
  const std::string erratum = erratum_words(requirement);
  return erratum.empty() ? out : out + margin + erratum;
}

// What is cited and bears none of the verdicts.
std::vector<std::string> other_requirements(const Case& test_case) {
  std::vector<std::string> shown = test_case.failed_by;
  for (const Outcome& outcome : test_case.outcomes) shown.insert(shown.end(), outcome.by.begin(), outcome.by.end());
  std::vector<std::string> out;
  std::copy_if(test_case.requirements.begin(), test_case.requirements.end(), std::back_inserter(out),
               [&shown](const std::string& id) { return std::find(shown.begin(), shown.end(), id) == shown.end(); });
  return out;
}

std::string outcomes_words(const Case& test_case, const Requirements& requirements) {
  std::string out = "\nOutcomes (the first that holds; none: FAILED)\n";
  for (const Outcome& outcome : test_case.outcomes) out += explain_outcome(outcome, test_case, requirements);
  if (!test_case.failed_by.empty()) {
    out += "  FAILED\n    Otherwise. It rests on:\n" + explain_statements(test_case.failed_by, requirements, 6);
  }
  if (test_case.wrong_endpoint_fatal) out += wrapped("FAILED too if the wrong side closes.", 2);
  if (test_case.wrong_code_fatal) out += wrapped("FAILED too if the close code is a wrong one.", 2);
  return out + explain_answer(test_case);
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::string_view first) {
  const std::string margin(indent, ' ');
  std::string line = first.empty() ? margin : std::string(indent - std::min(indent, first.size()), ' ').append(first);
  std::string out;
  bool line_is_empty = true;
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    if (!line_is_empty && line.size() + 1 + space > kWidth) {
      out += line + "\n";
      line = margin;
      line_is_empty = true;
    }
    if (!line_is_empty) line += ' ';
    line += text.substr(0, space);
    line_is_empty = false;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  return out + line + "\n";
}

std::string explain_case(const Case& test_case, const std::map<std::string, Note>& notes,
                         const Requirements& requirements) {
  std::string out = head_of(test_case);
  if (!test_case.why.empty()) out += "\nWhy\n" + wrapped(test_case.why, 2);
  if (!test_case.flags.empty()) out += "\nFlags\n";
  for (const std::string& flag : test_case.flags) out += note_words(flag, notes);
  const std::string handshake = explain_handshake(test_case.handshake);
  if (!handshake.empty()) out += "\nOpening handshake\n" + handshake;
  out += "\nSteps (octets as a server gets them; kk: a masking key drawn from the seed, not yet applied)\n";
  out += test_case.steps.empty() ? "  none\n" : explain_steps(test_case.steps, 2);
  if (test_case.finish) out += finish_words(*test_case.finish);
  out += outcomes_words(test_case, requirements);
  const std::vector<std::string> others = other_requirements(test_case);
  if (others.empty()) return out;
  out += test_case.failed_by.empty() ? "\nRequirements\n" : "\nRequirements beside these\n";
  return out + explain_statements(others, requirements, 2);
}

std::string explain_statements(const std::vector<std::string>& ids, const Requirements& requirements,
                               std::size_t indent) {
  std::string out;
  for (const std::string& id : ids) {
    const Requirement* requirement = requirements.find(id);
    out += requirement == nullptr ? wrapped(id + " (unknown)", indent) : requirement_words(*requirement, indent);
  }
  return out;
}

std::string explain_requirement(const Requirement& requirement, const std::vector<CaseTable>& tables) {
  std::string out = fmt::format("{}\n{}\n{}\n{}", requirement.id, source_words(requirement), link(requirement),
                                erratum_words(requirement));
  out += "\n" + wrapped(requirement.text, 2);
  if (!requirement.testable) out += "\nNot testable\n" + wrapped(requirement.reason, 2);
  std::string cases;
  for (const CaseTable& table : tables) {
    for (const Case& test_case : table.cases) {
      const auto& cited = test_case.requirements;
      if (std::find(cited.begin(), cited.end(), requirement.id) == cited.end()) continue;
      cases += wrapped(test_case.title, 2 + test_case.id.size() + 2, test_case.id + "  ");
    }
  }
  return out + "\nCases\n" + (cases.empty() ? "  none\n" : cases);
}

}  // namespace gauntlet
