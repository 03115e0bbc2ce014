#pragma once
#include "frames/mutant.h"
#include "frames/utf8_automaton.h"
#include "ws/octets.h"

// The planted faults of UTF-8 validation: the automaton with one of its edges wrong. Without mutants
// nothing calls it.

namespace ws::utf8 {

enum : State { kAfterEf = 64, kAfterEfBf = 65, kAfterF48f = 66, kAfterF48fBf = 67 };

[[nodiscard]] inline State step_wrongly(State state, std::uint8_t octet) noexcept {
  const bool continues = (octet & 0xC0) == 0x80;
  if (state == kAfterEf) return octet == 0xBF ? State{kAfterEfBf} : step(kTwoMore, octet) & 63;
  if (state == kAfterEfBf) return octet >= 0xBE ? State{kError} : step(kOneMore, octet) & 63;
  if (state == kAfterF48f) return octet == 0xBF ? State{kAfterF48fBf} : step(kTwoMore, octet) & 63;
  if (state == kAfterF48fBf) return octet == 0xBF ? State{kError} : step(kOneMore, octet) & 63;
  if (WS_FAULT(kUtf8OverlongTwoTaken) && state == kStart && (octet & 0xFE) == 0xC0) return kOneMore;
  if (WS_FAULT(kUtf8OverlongThreeTaken) && state == kAfterE0 && continues) return kOneMore;
  if (WS_FAULT(kUtf8OverlongFourTaken) && state == kAfterF0 && continues) return kTwoMore;
  if (WS_FAULT(kUtf8SurrogatesTaken) && state == kAfterEd && continues) return kOneMore;
  if (WS_FAULT(kUtf8BeyondMaxTaken) && state == kAfterF4 && continues) return kTwoMore;
  if (WS_FAULT(kUtf8LeadF5Taken) && state == kStart && octet >= 0xF5 && octet <= 0xF7) return kThreeMore;
  if (WS_FAULT(kUtf8LoneContinuationTaken) && state == kStart && continues) return kStart;
  if (WS_FAULT(kUtf8CutCharacterTaken) && octet < 0x80) return kStart;
  if (WS_FAULT(kUtf8NoncharactersRefused) && state == kStart && octet == 0xEF) return kAfterEf;
  if (WS_FAULT(kUtf8MaxRefused) && state == kAfterF4 && octet == 0x8F) return kAfterF48f;
  if (WS_FAULT(kUtf8NulRefused) && octet == 0) return kError;
  return step(state, octet) & 63;
}

/// As `walk`, with the planted fault.
[[nodiscard]] inline std::size_t walk_wrongly(Octets text, std::uint32_t& state) noexcept {
  State walked = WS_FAULT(kUtf8StateLost) ? State{kStart} : state;
  const std::size_t end = WS_FAULT(kUtf8TailUnchecked) ? text.size() - text.size() % 16 : text.size();
  for (std::size_t i = 0; i < end; ++i) {
    walked = step_wrongly(walked, text[i]);
    if (walked == kError) return i;
  }
  state = static_cast<std::uint32_t>(WS_FAULT(kUtf8TailUnchecked) ? State{kStart} : walked);
  return text.size();
}

}  // namespace ws::utf8
