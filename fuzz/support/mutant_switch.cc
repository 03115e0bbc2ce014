#include "fuzz/support/mutant_switch.h"

#include <cstdio>
#include <cstdlib>

#include "ws/mutants.h"
#include "ws/rule.h"

namespace gauntlet::fuzz {

bool become_mutant(std::string_view name) {
  constexpr std::string_view kRule = "rule:", kFault = "fault:";
  ws::active_mutant = {};
  if (name.starts_with(kRule)) {
    for (const auto& rule : ws::kRules) {
      if (rule.id == name.substr(kRule.size())) ws::active_mutant.without = static_cast<int>(rule.rule);
    }
  } else if (name.starts_with(kFault)) {
    for (const auto& fault : ws::faults()) {
      if (fault.id == name.substr(kFault.size())) ws::active_mutant.fault = static_cast<int>(fault.fault);
    }
  }
  return ws::active_mutant.without >= 0 || ws::active_mutant.fault >= 0;
}

}  // namespace gauntlet::fuzz

/// What a fuzzing engine calls first.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* name = std::getenv("WSGAUNTLET_MUTANT");
  if (name == nullptr || gauntlet::fuzz::become_mutant(name)) return 0;
  std::fprintf(stderr, "no mutant is named %s\n", name);
  std::exit(2);
}
