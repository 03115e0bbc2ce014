#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace gauntlet::cli {

struct MutantOptions {
  std::string only = "*";  ///< glob over mutant ids
  std::string cases = "*";
  std::string exclude = "9,12,13";  ///< the bulk of the octets, and nothing that other cases do not show
  std::string tables;
  std::string out = "reports/latest";
  unsigned jobs = 0;
  bool json = false;
};

/// Runs the tables over the codec's mutants and writes mutants.json, which `document` keeps too.
/// Returns an exit code: 1 if a mutant survived without an excuse, or was not run.
[[nodiscard]] int run_mutant_command(const MutantOptions& options, nlohmann::json& document);

}  // namespace gauntlet::cli
