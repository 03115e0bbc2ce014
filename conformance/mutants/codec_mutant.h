#pragma once
#include <cstdint>
#include <type_traits>

namespace gauntlet {

// What the codec's mutable twin asks, where plant.py has planted an alternative.

/// "rule:ID" or "fault:ID" as a number that no other entry's place in the tables changes.
class MutantName {
 public:
  constexpr MutantName() noexcept = default;  ///< of none
  consteval MutantName(const char* name) : is_rule_(name[0] == 'r'), number_(2166136261U) {
    for (; *name != '\0'; ++name) number_ = (number_ ^ static_cast<unsigned char>(*name)) * 16777619U;  // FNV-1a
  }
  [[nodiscard]] constexpr bool is_rule() const noexcept { return is_rule_; }
  [[nodiscard]] constexpr std::uint32_t number() const noexcept { return number_; }

 private:
  bool is_rule_ = false;
  std::uint32_t number_ = 0;
};

/// Which mutant the twin is: with a rule off, with a fault, with both, or (0) with neither.
struct CodecMutant {
  std::uint32_t without = 0;  ///< a rule's number
  std::uint32_t fault = 0;    ///< a fault's number
  std::uint32_t also = 0;     ///< a bit for each shared edit that they need
};

/// What this thread's calls into the twin go to.
extern thread_local constinit CodecMutant active_mutant;

// Never in a constant expression: what the codec has computed when it was compiled is right.

[[nodiscard]] constexpr bool is_mutant(MutantName name) noexcept {
  if (std::is_constant_evaluated()) return false;
  return (name.is_rule() ? active_mutant.without : active_mutant.fault) == name.number();
}

[[nodiscard]] constexpr bool also(unsigned shared_edit) noexcept {
  return !std::is_constant_evaluated() && (active_mutant.also >> shared_edit & 1) != 0;
}

}  // namespace gauntlet
