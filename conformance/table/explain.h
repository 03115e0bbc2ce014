#pragma once
#include <map>
#include <string>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/requirements.h"

/// Cases and requirements as text for people, lines of at most about 100 characters.
namespace gauntlet {

/// What the case sends, as a server subject would get it, what it expects, and why. `notes` are those
/// of the case's table.
[[nodiscard]] std::string explain_case(const Case& test_case, const std::map<std::string, Note>& notes,
                                       const Requirements& requirements);

/// What an RFC says, where, whom it binds, and which cases hold a subject to it.
[[nodiscard]] std::string explain_requirement(const Requirement& requirement, const std::vector<CaseTable>& tables);

}  // namespace gauntlet
