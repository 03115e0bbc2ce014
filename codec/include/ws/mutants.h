#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

/// Only in the codec's mutable twin (target ws_codec_mutants): switches for mutation testing. The codec
/// that users link has none of this.
namespace ws {

/// The mutant that this thread's calls into the twin are: one rule off, or one fault, or neither.
struct Mutant {
  int without = -1;  ///< a Rule
  int fault = -1;    ///< a Fault
};
extern thread_local constinit Mutant active_mutant;

/// Planted behavioural faults: one WS_FAULT(kName) in the sources, one row in mutants.cc.
enum class Fault : std::uint8_t {
  kPongDropped,
  kCount,
};

struct FaultInfo {
  Fault fault;
  std::string_view id;        ///< as `codec:?fault=ID` takes it
  std::string_view part;      ///< "frame header", "masking", ...
  std::string_view sentence;  ///< what the mutant does wrong
  std::string_view excuse;    ///< why no case can kill it; empty: one must
};
[[nodiscard]] std::span<const FaultInfo> faults() noexcept;

}  // namespace ws
