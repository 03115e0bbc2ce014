#pragma once
#include <span>

#include "fast/batch_parsing.h"
#include "fast/vector_kernels.h"

namespace ws {

/// A server's `slide_batch` in one instruction set. Octets of the job's buffer and `kSlideRoom` on either
/// side are there.
using SlideFunction = Batch(Job& job, std::span<FrameView> out) noexcept;

#define WS_DECLARE_SLIDE(target) \
  namespace target {             \
  SlideFunction slide;           \
  }
WS_VECTOR_TARGETS(WS_DECLARE_SLIDE)
#undef WS_DECLARE_SLIDE

}  // namespace ws
