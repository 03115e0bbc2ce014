#include "conformance/wire/utf8.h"

#include <cstring>

namespace gauntlet::wire {

bool Utf8Reader::octet(std::uint8_t octet) {
  if (needed_ > 0) {
    if (octet < low_ || octet > high_) return fail();
    --needed_;
    low_ = 0x80;
    high_ = 0xBF;
    return true;
  }
  if (needed_ < 0) return false;
  if (octet <= 0x7F) return true;                         // UTF8-1
  if (octet < 0xC2) return fail();                        // a tail without a head, or an overlong head
  if (octet <= 0xDF) return expect(1, 0x80, 0xBF);        // UTF8-2
  if (octet == 0xE0) return expect(2, 0xA0, 0xBF);        // UTF8-3: below A0 overlong
  if (octet == 0xED) return expect(2, 0x80, 0x9F);        // UTF8-3: above 9F surrogates
  if (octet <= 0xEF) return expect(2, 0x80, 0xBF);        // UTF8-3
  if (octet == 0xF0) return expect(3, 0x90, 0xBF);        // UTF8-4: below 90 overlong
  if (octet <= 0xF3) return expect(3, 0x80, 0xBF);        // UTF8-4
  return octet == 0xF4 ? expect(3, 0x80, 0x8F) : fail();  // UTF8-4: above 8F beyond U+10FFFF
}

bool Utf8Reader::expect(int needed, std::uint8_t low, std::uint8_t high) {
  needed_ = needed;
  low_ = low;
  high_ = high;
  return true;
}

bool Utf8Reader::fail() {
  needed_ = kFailed;
  return false;
}

std::optional<std::size_t> first_utf8_error(View text) {
  Utf8Reader reader;
  std::size_t at = 0;
  while (at < text.size()) {
    // Between characters, eight octets of ASCII are eight steps that change nothing.
    std::uint64_t word = 0;
    if (reader.complete() && text.size() - at >= 8) {
      std::memcpy(&word, text.data() + at, 8);
      if ((word & 0x8080808080808080U) == 0) {
        at += 8;
        continue;
      }
    }
    if (!reader.octet(text[at])) return at;
    ++at;
  }
  if (!reader.complete()) return text.size();
  return std::nullopt;
}

bool valid_utf8(View text) { return !first_utf8_error(text).has_value(); }

}  // namespace gauntlet::wire
