#include "conformance/wire/deflate.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "conformance/wire/inflating.h"

namespace gauntlet::wire {

using inflating::Bits;
using inflating::Codes;
using inflating::kTail;

/// One buffer for the window and, right behind it, the message, so that a distance is an index.
struct Decompressor::Stream {
  enum class End { kFine, kBroken, kIncomplete, kTooMuch, kTooFar };

  std::size_t window = 0;
  bool no_context_takeover = false;
  Codes dynamic{};
  Bytes buffer{};
  std::size_t start = 0;  ///< where the message begins: octets of history
  std::size_t end = 0;
  std::uint64_t limit = 0;
  std::size_t too_far = 0;

  End inflate(Bits& bits);
  End block(Bits& bits, std::uint32_t type);
  End stored(Bits& bits);
  End coded(Bits& bits, const Codes& codes);
  End copy(std::size_t length, std::size_t distance);
  void keep_history();

  /// False if `more` octets would be above the limit. Otherwise there is room for them.
  bool room(std::size_t more) {
    if (more > limit - (end - start)) return false;
    if (buffer.size() - end < more) buffer.resize(std::max(2 * buffer.size(), end + more + 4096));
    return true;
  }
};

Decompressor::Decompressor(int window_bits, bool no_context_takeover) : stream_(std::make_unique<Stream>()) {
  if (window_bits < 8 || window_bits > 15) throw std::invalid_argument("window_bits");
  stream_->window = std::size_t{1} << window_bits;
  stream_->no_context_takeover = no_context_takeover;
}
Decompressor::~Decompressor() = default;
Decompressor::Decompressor(Decompressor&&) noexcept = default;
Decompressor& Decompressor::operator=(Decompressor&&) noexcept = default;

Decompressor::Result Decompressor::message(View compressed, std::uint64_t limit) {
  Stream& stream = *stream_;
  stream.limit = limit;
  Bits bits(compressed);
  const Stream::End end = stream.inflate(bits);
  Result result;
  const auto begin = stream.buffer.begin();
  result.octets.assign(begin + static_cast<std::ptrdiff_t>(stream.start),
                       begin + static_cast<std::ptrdiff_t>(stream.end));
  switch (end) {
    case Stream::End::kFine: break;
    case Stream::End::kBroken: result.error = "data does not inflate"; break;
    case Stream::End::kIncomplete: result.error = "incomplete"; break;
    case Stream::End::kTooMuch: result.error = "more than " + std::to_string(limit) + " octets"; break;
    case Stream::End::kTooFar:
      result.error = "data reaches back " + std::to_string(stream.too_far) + " octets, beyond the window of " +
                     std::to_string(stream.window);
      break;
  }
  stream.keep_history();
  return result;
}

/// The last octets of this message are the window of the next one, unless that starts empty.
void Decompressor::Stream::keep_history() {
  const std::size_t kept = no_context_takeover ? 0 : std::min(end, window);
  if (kept > 0) std::memmove(buffer.data(), buffer.data() + (end - kept), kept);
  start = end = kept;
}

/// Blocks until the message and its tail are used up. BFINAL does not end a message (section 7.2.1): what
/// follows goes on at the next octet, and may look back as before.
Decompressor::Stream::End Decompressor::Stream::inflate(Bits& bits) {
  bits.refill();
  while (!bits.at_end()) {
    const bool final = bits.take(1) != 0;
    const std::uint32_t type = bits.take(2);
    if (bits.overrun()) return End::kIncomplete;
    const End done = block(bits, type);
    if (bits.overrun()) return End::kIncomplete;
    if (done != End::kFine) return done;
    if (final) bits.align();
    bits.refill();
  }
  return End::kFine;
}

Decompressor::Stream::End Decompressor::Stream::block(Bits& bits, std::uint32_t type) {
  switch (type) {
    case 0: return stored(bits);
    case 1: return coded(bits, inflating::fixed_codes());
    case 2: return inflating::read_dynamic_codes(bits, dynamic) ? coded(bits, dynamic) : End::kBroken;
    default: return End::kBroken;
  }
}

/// RFC 1951 section 3.2.4.
Decompressor::Stream::End Decompressor::Stream::stored(Bits& bits) {
  bits.align();
  bits.refill();
  const std::uint32_t length = bits.take(16);
  if (bits.take(16) != (length ^ 0xFFFFU)) return End::kBroken;
  for (std::uint32_t i = 0; i < length; ++i) {
    bits.refill();
    if (!room(1)) return End::kTooMuch;
    const auto octet = static_cast<std::uint8_t>(bits.take(8));
    if (bits.overrun()) return End::kIncomplete;
    buffer[end++] = octet;
  }
  return End::kFine;
}

/// RFC 1951 section 3.2.3, up to the end of the block (symbol 256).
Decompressor::Stream::End Decompressor::Stream::coded(Bits& bits, const Codes& codes) {
  while (true) {
    bits.refill();
    const int symbol = codes.literals.symbol(bits);
    if (bits.overrun()) return End::kIncomplete;
    if (symbol == 256) return End::kFine;
    if (symbol < 0 || symbol > 285) return End::kBroken;
    if (symbol < 256) {
      if (!room(1)) return End::kTooMuch;
      buffer[end++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    const inflating::Range& lengths = inflating::kLengths[static_cast<std::size_t>(symbol - 257)];
    const std::size_t length = lengths.base + bits.take(lengths.extra);
    const int farther = codes.distances.symbol(bits);
    if (bits.overrun()) return End::kIncomplete;
    if (farther < 0 || farther > 29) return End::kBroken;
    const inflating::Range& distances = inflating::kDistances[static_cast<std::size_t>(farther)];
    const std::size_t distance = distances.base + bits.take(distances.extra);
    if (bits.overrun()) return End::kIncomplete;
    const End done = copy(length, distance);
    if (done != End::kFine) return done;
  }
}

/// A copy may overlap what it writes: then it repeats.
Decompressor::Stream::End Decompressor::Stream::copy(std::size_t length, std::size_t distance) {
  if (distance > window) {
    too_far = distance;
    return End::kTooFar;
  }
  if (distance > end) return End::kBroken;
  const auto left = limit - (end - start);
  const std::size_t now = length > left ? static_cast<std::size_t>(left) : length;
  room(now);
  std::uint8_t* const to = buffer.data() + end;
  if (distance >= now) {
    std::memcpy(to, to - distance, now);
  } else {
    for (std::size_t i = 0; i < now; ++i) to[i] = (to - distance)[i];
  }
  end += now;
  return now == length ? End::kFine : End::kTooMuch;
}

}  // namespace gauntlet::wire
