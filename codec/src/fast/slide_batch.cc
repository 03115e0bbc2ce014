#include "ws/slide_batch.h"

#include <array>
#include <string_view>

#include "fast/batch_parsing.h"
#include "fast/short_frames.h"
#include "ws/masking.h"

namespace ws {
namespace {

Batch stay(Job& job, std::span<FrameView> out) noexcept {
  return parse_batch(job.buffer, job.state, job.max_frame_size, out);
}

struct Slide {
  std::string_view kernel;
  SlideFunction* slide;
};

/// In the order of `mask_kernels`. Words bring nothing to whole vectors.
constexpr std::array kSlides {
  Slide{"scalar", &stay}, Slide{"word", &stay},
#if defined(__x86_64__)
      Slide{"ssse3", &N_SSSE3::slide}, Slide{"avx2", &N_AVX2::slide}, Slide{"avx512", &N_AVX3::slide},
#elif defined(__aarch64__)
      Slide{"neon", &N_NEON::slide},
#endif
};

}  // namespace

Batch slide_batch(MutableOctets buffer, ReceiverState& state, std::uint64_t max_frame_size,
                  std::span<FrameView> out) noexcept {
  Job job{buffer, state, max_frame_size, std::nullopt};
  if (state.role == Role::kClient) return stay(job, out);
  return kSlides[static_cast<std::size_t>(&active_mask_kernel() - mask_kernels().data())].slide(job, out);
}

}  // namespace ws
