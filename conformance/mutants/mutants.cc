#include "conformance/mutants/mutants.h"

#include <algorithm>
#include <iterator>

#include "ws/rule.h"

namespace gauntlet {

thread_local constinit CodecMutant active_mutant{};

std::vector<Mutant> mutants() {
  std::vector<Mutant> found;
  for (const auto& rule : ws::kRules) {
    for (Mutant mutant : mutants_of_tables()) {
      if (!mutant.is_rule() || mutant.id != rule.id) continue;
      mutant.sentence = rule.sentence;
      found.push_back(mutant);
    }
  }
  std::ranges::copy_if(mutants_of_tables(), std::back_inserter(found), [](const auto& one) { return !one.is_rule(); });
  return found;
}

std::optional<Mutant> find_mutant(bool is_rule, std::string_view id) {
  for (const Mutant& mutant : mutants_of_tables()) {
    if (mutant.is_rule() == is_rule && mutant.id == id) return mutant;
  }
  return std::nullopt;
}

CodecMutant with(const Mutant& mutant, CodecMutant codec) {
  (mutant.is_rule() ? codec.without : codec.fault) = mutant.name.number();
  codec.also |= mutant.also;
  return codec;
}

}  // namespace gauntlet
