#include "fuzz/support/mutant_switch.h"

#include <cstdio>
#include <cstdlib>

#include "conformance/mutants/mutants.h"

namespace gauntlet::fuzz {

bool become_mutant(std::string_view name) {
  constexpr std::string_view kRule = "rule:", kFault = "fault:";
  std::optional<Mutant> mutant;
  if (name.starts_with(kRule)) mutant = find_mutant(true, name.substr(kRule.size()));
  if (name.starts_with(kFault)) mutant = find_mutant(false, name.substr(kFault.size()));
  active_mutant = mutant ? with(*mutant) : CodecMutant{};
  return mutant.has_value();
}

}  // namespace gauntlet::fuzz

/// What a fuzzing engine calls first.
extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  const char* name = std::getenv("WSGAUNTLET_MUTANT");
  if (name == nullptr || gauntlet::fuzz::become_mutant(name)) return 0;
  std::fprintf(stderr, "no mutant is named %s\n", name);
  std::exit(2);
}
