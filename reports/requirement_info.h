#pragma once
#include <string>
#include <vector>

namespace gauntlet::reports {

/// A normative statement of an RFC and the cases that exercise it, as the coverage report shows it.
struct RequirementInfo {
  std::string id;       ///< "6455-5.2-rsv"
  std::string section;  ///< "5.2"
  std::string level;    ///< "MUST", "SHOULD NOT", ...
  std::string text;
  bool testable = true;
  std::string reason;  ///< why it is not testable
  std::vector<std::string> cases;
};

/// "6455" of "6455-5.2-rsv"; empty if the id does not begin with digits and a hyphen.
[[nodiscard]] std::string rfc_of(const RequirementInfo& requirement);
/// Where the section stands, at the RFC editor's; empty if the RFC is not known.
[[nodiscard]] std::string url_of(const RequirementInfo& requirement);

}  // namespace gauntlet::reports
