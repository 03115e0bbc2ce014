#include <algorithm>
#include <cstring>

#include "fast/short_frames.h"
#include "fast/vector_targets.h"
#include "ws/slide_batch.h"

// Compiles this file once for each instruction set, each time in a namespace of its own.
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "fast/slide_kernels.cc"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ws::HWY_NAMESPACE {

#if HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128

namespace hn = hwy::HWY_NAMESPACE;

/// kSlideRoom octets from `in` to `out`, which ends at or before `in`. The key is four octets in their order.
HWY_INLINE void slide_payload(const std::uint8_t* in, std::uint8_t* out, const std::uint8_t* key_octets) {
  const hn::CappedTag<std::uint8_t, 64> d;
  const hn::Repartition<std::uint32_t, decltype(d)> d32;
  std::uint32_t word = 0;
  std::memcpy(&word, key_octets, sizeof word);
  const auto key = hn::BitCast(d, hn::Set(d32, word));
  for (std::size_t i = 0; i < kSlideRoom; i += hn::Lanes(d)) {
    hn::StoreU(hn::Xor(hn::LoadU(d, in + i), key), d, out + i);
  }
}

// The loop of parse_batch.cc, with the payload's way in place of its three.
Batch slide(Job& job, std::span<FrameView> out) noexcept {
  constexpr std::size_t kHeaderSize = 6;
  constexpr unsigned kMaskBit = 0x80;
  const auto short_limit = static_cast<unsigned>(std::min<std::uint64_t>(job.max_frame_size, kMaxControlPayload));
  const FirstOctet* const first_octets = kFirstOctets[job.state.rsv1_negotiated].data();

  std::uint8_t* at = job.buffer.data();
  std::uint8_t* const end = at + job.buffer.size();
  std::uint8_t* to = at - kSlideRoom;  // never nearer to `at`: each frame moves it on by less
  FrameView* view = out.data();
  FrameView* const views_end = view + out.size();
  unsigned inside = job.state.inside_message ? 1 : 0;
  while (view != views_end) {
    const std::ptrdiff_t left = end - at - static_cast<std::ptrdiff_t>(kHeaderSize);
    Position next{at, inside};
    if (left >= 0) [[likely]] {
      const FirstOctet first = first_octets[at[0]];
      const unsigned size = at[1] ^ kMaskBit;  // without the mask bit, above all limits
      if (in_order(first, inside)) [[likely]] {
        if (size <= short_limit) [[likely]] {
          if (static_cast<std::ptrdiff_t>(size) > left) break;
          std::uint8_t* const payload = at + kHeaderSize;
          slide_payload(payload, to, at + 2);
          static_cast<FirstOctetFields&>(*view) = first.fields;
          view->payload = {to, size};
          ++view;
          to += size;
          at = payload + size;
          inside = inside_after(first, inside);
          continue;
        }
        next = take_long_frame<true>(job, next, first, to, *view);
      } else {
        next = take_any_frame(job, next, *view);
      }
    } else {
      if (at == end) break;
      next = take_any_frame(job, next, *view);
    }
    if (next.at == nullptr) break;
    if (view->payload.data() != to) std::memmove(to, view->payload.data(), view->payload.size());
    view->payload = {to, view->payload.size()};
    to += view->payload.size();
    at = next.at;
    inside = next.inside;
    ++view;
  }
  job.state.inside_message = inside != 0;
  return {static_cast<std::size_t>(view - out.data()), static_cast<std::size_t>(at - job.buffer.data()), job.violation};
}

#endif  // a vector unit

}  // namespace ws::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
