#include "conformance/subjects/mutant_names.h"

#include "ws/mutants.h"
#include "ws/rule.h"

namespace gauntlet {

std::vector<MutantName> mutant_names() {
  std::vector<MutantName> names;
  for (const auto& rule : ws::kRules) {
    names.push_back({std::string(rule.id), true, static_cast<int>(rule.rule), "rule", std::string(rule.sentence), ""});
  }
  for (const auto& fault : ws::faults()) {
    names.push_back({std::string(fault.id), false, static_cast<int>(fault.fault), std::string(fault.part),
                     std::string(fault.sentence), std::string(fault.excuse)});
  }
  return names;
}

namespace {

int index_of(std::string_view id, bool rule) {
  for (const auto& name : mutant_names()) {
    if (name.is_rule == rule && name.id == id) return name.index;
  }
  return -1;
}

}  // namespace

int rule_index(std::string_view id) { return index_of(id, true); }
int fault_index(std::string_view id) { return index_of(id, false); }

}  // namespace gauntlet
