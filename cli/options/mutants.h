#pragma once
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

}  // namespace gauntlet::cli
