#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "conformance/mutants/codec_mutant.h"

namespace gauntlet {

/// One entry of the tables in this folder: a rule that can be switched off, or a planted fault.
struct Mutant {
  MutantName name;
  std::uint32_t also = 0;
  std::string_view id;
  std::string_view part;      ///< "masking", "closing", ...
  std::string_view sentence;  ///< a rule's own, or what the fault does wrong
  std::string_view excuse;    ///< why no case can kill it; empty: one must

  [[nodiscard]] bool is_rule() const noexcept { return name.is_rule(); }
  [[nodiscard]] std::string_view kind() const noexcept { return is_rule() ? "rule" : "fault"; }
};

/// All of them: rules as the codec orders them, then faults by part and id.
[[nodiscard]] std::vector<Mutant> mutants();

/// A rule's (`is_rule`) or a fault's id. Nothing if there is none of that name.
[[nodiscard]] std::optional<Mutant> find_mutant(bool is_rule, std::string_view id);

/// `codec` that is this mutant, too.
[[nodiscard]] CodecMutant with(const Mutant& mutant, CodecMutant codec = {});

/// As plant.py has written them.
[[nodiscard]] const std::vector<Mutant>& mutants_of_tables();

}  // namespace gauntlet
