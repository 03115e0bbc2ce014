#include "ws/steps.h"

#include "frames/step_count.h"

namespace ws {

std::uint64_t steps() noexcept { return steps_so_far; }

}  // namespace ws
