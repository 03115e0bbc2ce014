#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gauntlet {

/// One row of the mutants there are: a rule that can be switched off, or a planted fault.
struct MutantName {
  std::string id;
  bool is_rule = false;
  int index = 0;  ///< of ws::Rule or ws::Fault
  std::string part;
  std::string sentence;
  std::string excuse;  ///< why no case can kill it; empty: one must
};
[[nodiscard]] std::vector<MutantName> mutant_names();
[[nodiscard]] int rule_index(std::string_view id);   ///< -1: none of that name
[[nodiscard]] int fault_index(std::string_view id);  ///< -1: none of that name

}  // namespace gauntlet
