#include "ws/mutants.h"

namespace ws {

thread_local constinit Mutant active_mutant{};

namespace {

constexpr std::array<FaultInfo, static_cast<std::size_t>(Fault::kCount)> kFaults{{
    {Fault::kPongDropped, "pong-dropped", "pongs", "A ping gets no pong.", ""},
}};

}  // namespace

std::span<const FaultInfo> faults() noexcept { return kFaults; }

}  // namespace ws
