#include <nlohmann/json.hpp>

#include "fuzz/campaign/campaign.h"

namespace gauntlet::fuzz {

std::string fuzz_json(const std::vector<TargetResult>& results, std::uint64_t seed) {
  using Json = nlohmann::ordered_json;
  Json targets = Json::array();
  for (const TargetResult& result : results) {
    Json findings = Json::array();
    for (const FoundInput& found : result.findings) {
      findings.push_back({{"signature", found.signature},
                          {"kind", found.kind},
                          {"file", found.file},
                          {"reproduced", found.reproduced},
                          {"smallest", found.smallest},
                          {"case_table", found.case_table},
                          {"accepted", found.acceptance == Acceptance::kAccepted},
                          {"story", found.story}});
    }
    targets.push_back({{"target", result.target},
                       {"runs", result.runs},
                       {"seconds", result.seconds},
                       {"exec_per_s", static_cast<double>(result.runs) / std::max(result.seconds, 1e-3)},
                       {"edges", result.edges},
                       {"features", result.features},
                       {"corpus", result.corpus},
                       {"findings", std::move(findings)}});
  }
  const Json all{{"schema_version", 1}, {"seed", seed}, {"targets", std::move(targets)}};
  // Stories can hold octets of any kind.
  return all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace gauntlet::fuzz
