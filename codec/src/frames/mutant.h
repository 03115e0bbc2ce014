#pragma once
#include "ws/rule.h"
#if WS_MUTANTS
#include "ws/mutants.h"
#endif

namespace ws {

// Where the codec asks whether a check is switched off or a behavioural fault planted. In the codec
// that users link both are constants and leave no trace in the code; the mutable twin (the target
// ws_codec_mutants, namespace ws_mutants) looks the answer up in `active_mutant`.
#if WS_MUTANTS
[[nodiscard]] inline bool enforced(Rule rule) noexcept { return active_mutant.without != static_cast<int>(rule); }
[[nodiscard]] inline bool fault_among(Fault first, Fault last) noexcept {
  return active_mutant.fault >= static_cast<int>(first) && active_mutant.fault <= static_cast<int>(last);
}
#define WS_FAULT(name) (::ws::active_mutant.fault == static_cast<int>(::ws::Fault::name))
#define WS_FAULT_AMONG(first, last) (::ws::fault_among(::ws::Fault::first, ::ws::Fault::last))
#else
[[nodiscard]] constexpr bool enforced(Rule /*rule*/) noexcept { return true; }
#define WS_FAULT(name) false
#define WS_FAULT_AMONG(first, last) false
#endif

}  // namespace ws
