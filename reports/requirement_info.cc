#include "reports/requirement_info.h"

namespace gauntlet::reports {

std::string rfc_of(const RequirementInfo& requirement) {
  const std::size_t hyphen = requirement.id.find('-');
  if (hyphen == std::string::npos || hyphen == 0) return {};
  const std::string rfc = requirement.id.substr(0, hyphen);
  return rfc.find_first_not_of("0123456789") == std::string::npos ? rfc : std::string();
}

std::string url_of(const RequirementInfo& requirement) {
  const std::string rfc = rfc_of(requirement);
  if (rfc.empty()) return {};
  std::string url = "https://www.rfc-editor.org/rfc/rfc" + rfc;
  if (!requirement.section.empty() && requirement.section.find_first_not_of("0123456789.") == std::string::npos) {
    url += "#section-" + requirement.section;
  }
  return url;
}

}  // namespace gauntlet::reports
