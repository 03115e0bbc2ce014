#include <cstring>

#include "ws/text_batch.h"
#include "ws/utf8.h"

namespace ws {
namespace {

constexpr std::uint8_t kBlank = ' ';
constexpr std::size_t kShortHeader = 6;  // masked, length in seven bits: almost all headers

inline void blank(std::uint8_t* octets, std::size_t size) noexcept {
  if (size == kShortHeader) [[likely]] {
    constexpr std::uint32_t kBlanks = 0x01010101U * kBlank;
    std::memcpy(octets, &kBlanks, sizeof kBlanks);
    std::memcpy(octets + kShortHeader - sizeof kBlanks, &kBlanks, sizeof kBlanks);
  } else {
    std::memset(octets, kBlank, size);
  }
}

constexpr bool continues(std::uint8_t octet) noexcept { return (octet & 0xC0) == 0x80; }

}  // namespace

// A stretch of texts, with blanks between them or nothing, is valid if and only if each of them is, and, where
// there is nothing, none begins with an octet that would complete the one before.
bool are_valid_utf8(std::span<const FrameView> views) noexcept {
  if (views.empty()) return true;
  const std::uint8_t* begin = views.front().payload.data();  // of the stretch
  std::uint8_t* end = views.front().payload.data();
  unsigned completes = 0;
  for (const FrameView& view : views) {
    std::uint8_t* const payload = view.payload.data();
    const auto gap = static_cast<std::size_t>(payload - end);  // far apart, too, are those that go back
    if (gap == 0) {
      if (!view.payload.empty() && continues(*payload)) completes = 1;
    } else if (gap <= kMaxFrameHeaderSize) {
      blank(end, gap);
    } else {
      if (!is_valid_utf8({begin, end})) return false;
      begin = payload;
    }
    end = payload + view.payload.size();
  }
  return completes == 0 && is_valid_utf8({begin, end});
}

}  // namespace ws
