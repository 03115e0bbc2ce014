#include <algorithm>
#include <bit>
#include <optional>

#include "fast/first_octet.h"
#include "fast/mask_word.h"
#include "ws/frame_parser.h"
#include "ws/masking.h"

namespace ws {
namespace {

using Lanes = std::uint64_t __attribute__((vector_size(16)));

inline Lanes lanes_of(std::uint32_t key) noexcept {
  const std::uint64_t word = doubled(in_memory_order(key));
  return Lanes{word, word};
}

/// 32 to 127 octets: two halves that overlap, each of 64 or of 32 octets.
inline void mask_from_32(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  const std::size_t half = (size & 64) >> 1;
  const Lanes front = lanes_of(key);
  const Lanes back = lanes_of(turned(key, size));
  std::uint8_t* const b = payload + half;
  std::uint8_t* const d = payload + size - 32;
  std::uint8_t* const c = d - half;
  const Lanes a0 = load<Lanes>(payload) ^ front, a1 = load<Lanes>(payload + 16) ^ front;
  const Lanes b0 = load<Lanes>(b) ^ front, b1 = load<Lanes>(b + 16) ^ front;
  const Lanes c0 = load<Lanes>(c) ^ back, c1 = load<Lanes>(c + 16) ^ back;
  const Lanes d0 = load<Lanes>(d) ^ back, d1 = load<Lanes>(d + 16) ^ back;
  store(payload, a0), store(payload + 16, a1);
  store(b, b0), store(b + 16, b1);
  store(c, c0), store(c + 16, c1);
  store(d, d0), store(d + 16, d1);
}

/// 8 to 31 octets, likewise.
inline void mask_from_8(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  const std::size_t half = (size & 16) >> 1;
  const std::uint64_t front = doubled(in_memory_order(key));
  const std::uint64_t back = doubled(in_memory_order(turned(key, size)));
  std::uint8_t* const b = payload + half;
  std::uint8_t* const d = payload + size - 8;
  std::uint8_t* const c = d - half;
  const std::uint64_t a0 = load<std::uint64_t>(payload) ^ front;
  const std::uint64_t b0 = load<std::uint64_t>(b) ^ front;
  const std::uint64_t c0 = load<std::uint64_t>(c) ^ back;
  const std::uint64_t d0 = load<std::uint64_t>(d) ^ back;
  store(payload, a0), store(b, b0), store(c, c0), store(d, d0);
}

/// 0 to 125 octets in place, in one of three ways that have no branch inside, since sizes on the wire are
/// seldom predictable. Nothing beyond the payload is written: a masked or whole-vector store over the next
/// header costs more than the branches, as reading that header has to wait for it (measured: 6 ns against
/// 2.5 at small sizes). For the same reason wider vectors bring nothing here.
inline void mask_short(std::uint8_t* payload, std::size_t size, std::uint32_t key) noexcept {
  if (size >= 32) {
    mask_from_32(payload, size, key);
  } else if (size >= 8) {
    mask_from_8(payload, size, key);
  } else {
    mask_below_16(payload, payload, size, key);
  }
}

/// How far a batch has come: the next frame's first octet, and 1 inside a fragmented message. What the
/// ways off the hot path return, so that both stay in registers on it.
struct Position {
  std::uint8_t* at;  ///< null: parsing stops
  unsigned inside;
};

struct Job {
  MutableOctets buffer;
  ReceiverState& state;
  std::uint64_t max_frame_size;
  std::optional<Violation> violation;
};

/// A frame of any kind, unmasked in place, or the reason why there is none.
[[gnu::noinline]] Position take_any_frame(Job& job, Position position, FrameView& view) noexcept {
  const auto consumed = static_cast<std::size_t>(position.at - job.buffer.data());
  const MutableOctets rest = job.buffer.subspan(consumed);
  job.state.inside_message = position.inside != 0;
  const HeaderDecode decoded = receive_frame_header(rest, job.state, job.max_frame_size);
  if (decoded.status == HeaderDecode::Status::kViolation) {
    job.violation = {decoded.violation.rule, consumed + decoded.violation.offset};
    return {nullptr, position.inside};
  }
  const FrameHeader& header = decoded.header;
  if (decoded.status == HeaderDecode::Status::kIncomplete || header.payload_length > rest.size() - decoded.size) {
    return {nullptr, position.inside};
  }
  const MutableOctets payload = rest.subspan(decoded.size, static_cast<std::size_t>(header.payload_length));
  if (header.masked) mask(payload, header.masking_key);
  view = {{header.opcode, header.fin, header.rsv, rest.front()}, payload};
  if (!is_control(header.opcode)) position.inside = header.fin ? 0 : 1;
  return {payload.data() + payload.size(), position.inside};
}

/// A data frame with an extended length, at least 6 octets of it (2 if not masked), unmasked in place. Leaves
/// all that is not in order to `take_any_frame`.
template <bool masked>
[[gnu::noinline]] Position take_long_frame(Job& job, Position position, FirstOctet first, FrameView& view) noexcept {
  constexpr std::size_t kKeySize = masked ? 4 : 0;
  constexpr std::uint8_t kMaskBit = masked ? 0x80 : 0;
  std::uint8_t* const at = position.at;
  const auto left = static_cast<std::size_t>(job.buffer.data() + job.buffer.size() - at);
  std::uint64_t size = 0;
  std::size_t header_size = kKeySize;
  bool minimal = false;
  if (at[1] == (kMaskBit | 126) && left >= 4 + kKeySize) {
    size = std::uint64_t{at[2]} << 8 | at[3];
    header_size += 4;
    minimal = size > 125;
  } else if (at[1] == (kMaskBit | 127) && left >= 10 + kKeySize) {
    for (std::size_t i = 2; i < 10; ++i) size = size << 8 | at[i];
    header_size += 10;
    minimal = size > 65535 && size <= kMaxPayloadLength;
  }
  if (!minimal || is_control(first.fields.opcode) || size > job.max_frame_size || size > left - header_size) {
    return take_any_frame(job, position, view);
  }
  const MutableOctets payload{at + header_size, static_cast<std::size_t>(size)};
  if constexpr (masked) mask(payload, load<MaskingKey>(payload.data() - kKeySize));
  // Member by member: g++ 12 would build the view on the stack first, and wait for it.
  static_cast<FirstOctetFields&>(view) = first.fields;
  view.payload = payload;
  return {payload.data() + payload.size(), inside_after(first, position.inside)};
}

template <bool masked>
[[gnu::noinline]] Batch parse(Job& job, std::span<FrameView> out) noexcept {
  constexpr std::size_t kHeaderSize = masked ? 6 : 2;
  constexpr std::uint8_t kMaskBit = masked ? 0x80 : 0;
  const auto short_limit = static_cast<unsigned>(std::min<std::uint64_t>(job.max_frame_size, 125));
  const FirstOctet* const first_octets = kFirstOctets[job.state.rsv1_negotiated].data();

  std::uint8_t* at = job.buffer.data();
  std::uint8_t* const end = at + job.buffer.size();
  FrameView* view = out.data();
  FrameView* const views_end = view + out.size();
  unsigned inside = job.state.inside_message ? 1 : 0;
  while (view != views_end) {
    const std::ptrdiff_t left = end - at - static_cast<std::ptrdiff_t>(kHeaderSize);
    Position next{at, inside};
    if (left >= 0) [[likely]] {
      const FirstOctet first = first_octets[at[0]];
      const unsigned size = at[1] ^ kMaskBit;  // with the wrong mask bit, above all limits
      if (in_order(first, inside)) [[likely]] {
        if (size <= short_limit) [[likely]] {
          if (static_cast<std::ptrdiff_t>(size) > left) break;
          std::uint8_t* const payload = at + kHeaderSize;
          if constexpr (masked) mask_short(payload, size, in_memory_order(load<std::uint32_t>(at + 2)));
          *view++ = {first.fields, {payload, size}};
          at = payload + size;
          inside = inside_after(first, inside);
          continue;
        }
        next = take_long_frame<masked>(job, next, first, *view);
      } else {
        next = take_any_frame(job, next, *view);
      }
    } else {
      if (at == end) break;
      next = take_any_frame(job, next, *view);
    }
    if (next.at == nullptr) break;
    at = next.at;
    inside = next.inside;
    ++view;
  }
  job.state.inside_message = inside != 0;
  return {static_cast<std::size_t>(view - out.data()), static_cast<std::size_t>(at - job.buffer.data()), job.violation};
}

}  // namespace

Batch parse_batch(MutableOctets buffer, ReceiverState& state, std::uint64_t max_frame_size,
                  std::span<FrameView> out) noexcept {
  Job job{buffer, state, max_frame_size, std::nullopt};
  return state.role == Role::kServer ? parse<true>(job, out) : parse<false>(job, out);
}

}  // namespace ws
