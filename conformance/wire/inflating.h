#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>

#include "conformance/wire/frame.h"

/// How deflate writes bits and symbols (RFC 1951 section 3.2), for the Decompressor alone.
namespace gauntlet::wire::inflating {

/// What a sync flush ends with, and what section 7.2.1 takes away.
inline constexpr std::array<std::uint8_t, 4> kTail{0x00, 0x00, 0xFF, 0xFF};

/// The bits of a message and the tail behind it, the least significant of an octet first (RFC 1951
/// section 3.1.1). Behind the tail stand zeros, so that a reader may look ahead; using one is an overrun.
class Bits {
 public:
  explicit Bits(View message) : message_(message) {}

  /// At least 56 bits to look at: enough for the longest literal, length and distance with their extra
  /// bits (15 + 5 + 15 + 13).
  void refill() {
    while (count_ <= 56) {
      held_ |= static_cast<std::uint64_t>(next_octet()) << count_;
      count_ += 8;
    }
  }
  [[nodiscard]] std::uint32_t peek(int n) const { return static_cast<std::uint32_t>(held_ & ((1ULL << n) - 1)); }
  void drop(int n) {
    held_ >>= n;
    count_ -= n;
  }
  std::uint32_t take(int n) {
    const std::uint32_t value = peek(n);
    drop(n);
    return value;
  }
  void align() { drop(count_ % 8); }

  [[nodiscard]] bool overrun() const { return count_ < zeros_; }
  /// All is used up, to the last bit.
  [[nodiscard]] bool at_end() const { return position_ == message_.size() + kTail.size() && count_ == zeros_; }

 private:
  std::uint8_t next_octet() {
    const std::size_t at = position_;
    if (at < message_.size()) [[likely]]
      return ++position_, message_[at];
    if (at < message_.size() + kTail.size()) return ++position_, kTail[at - message_.size()];
    zeros_ += 8;
    return 0;
  }

  View message_;
  std::size_t position_ = 0;
  std::uint64_t held_ = 0;
  int count_ = 0;  ///< bits in held_
  int zeros_ = 0;  ///< how many bits behind the tail were ever made up; they stand last in held_
};

/// A Huffman code (RFC 1951 section 3.2.2).
class Code {
 public:
  /// From the length of each symbol's code, 0 if it is not used. False if more codes are asked for than
  /// there are, or fewer; of the latter section 3.2.7 allows one: a single code, of one bit, or none.
  [[nodiscard]] bool build(std::span<const std::uint8_t> lengths);

  /// The next symbol, or -1 if no code begins like this.
  [[nodiscard]] int symbol(Bits& bits) const {
    const std::uint16_t entry = short_[bits.peek(kShort)];
    if (entry == 0) return long_symbol(bits);
    bits.drop(entry & 0x0F);
    return entry >> 4;
  }

 private:
  static constexpr int kLongest = 15;
  static constexpr int kShort = 10;  ///< codes up to this length are looked up
  [[nodiscard]] int long_symbol(Bits& bits) const;

  std::array<std::uint16_t, kLongest + 1> count_{};    ///< codes of each length
  std::array<std::uint16_t, 288> symbols_{};           ///< in the order of their codes
  std::array<std::uint16_t, (1U << kShort)> short_{};  ///< symbol << 4 | length, 0 if the code is longer
};

inline bool Code::build(std::span<const std::uint8_t> lengths) {
  count_.fill(0);
  short_.fill(0);
  for (const std::uint8_t length : lengths) ++count_[length];
  count_[0] = 0;

  int left = 1;
  std::array<std::uint32_t, kLongest + 1> next_code{};
  std::array<std::uint16_t, kLongest + 1> next_place{};
  for (std::size_t length = 1; length <= kLongest; ++length) {
    left = 2 * left - count_[length];
    if (left < 0) return false;
    next_code[length] = (next_code[length - 1] + count_[length - 1]) << 1;
    next_place[length] = static_cast<std::uint16_t>(next_place[length - 1] + count_[length - 1]);
  }
  const auto unused = static_cast<std::size_t>(std::count(lengths.begin(), lengths.end(), 0));
  if (left > 0 && lengths.size() - unused != count_[1]) return false;

  for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
    const std::size_t length = lengths[symbol];
    if (length == 0) continue;
    symbols_[next_place[length]++] = static_cast<std::uint16_t>(symbol);
    const std::uint32_t code = next_code[length]++;
    if (length > kShort) continue;
    std::uint32_t mirrored = 0;  // codes are packed with their most significant bit first
    for (std::size_t bit = 0; bit < length; ++bit) mirrored |= (code >> bit & 1U) << (length - 1 - bit);
    for (; mirrored < short_.size(); mirrored += 1U << length)
      short_[mirrored] = static_cast<std::uint16_t>(symbol << 4 | length);
  }
  return true;
}

/// Bit by bit: the codes of one length are consecutive numbers, and `first` is the smallest of them.
inline int Code::long_symbol(Bits& bits) const {
  const std::uint32_t ahead = bits.peek(kLongest);
  std::uint32_t code = 0, first = 0, place = 0;
  for (int length = 1; length <= kLongest; ++length) {
    code = code << 1 | (ahead >> (length - 1) & 1U);
    first <<= 1;
    const std::uint32_t count = count_[static_cast<std::size_t>(length)];
    if (code - first < count) {
      bits.drop(length);
      return symbols_[place + (code - first)];
    }
    first += count;
    place += count;
  }
  bits.drop(1);  // the codes that build() lets be incomplete miss one of one bit
  return -1;
}

/// The tables of RFC 1951 section 3.2.5: what lengths and distances start at, and their extra bits.
struct Range {
  std::uint16_t base;
  std::uint8_t extra;
};
inline constexpr std::array<Range, 29> kLengths{
    {{3, 0},  {4, 0},  {5, 0},  {6, 0},   {7, 0},   {8, 0},   {9, 0},   {10, 0},  {11, 1}, {13, 1},
     {15, 1}, {17, 1}, {19, 2}, {23, 2},  {27, 2},  {31, 2},  {35, 3},  {43, 3},  {51, 3}, {59, 3},
     {67, 4}, {83, 4}, {99, 4}, {115, 4}, {131, 5}, {163, 5}, {195, 5}, {227, 5}, {258, 0}}};
inline constexpr std::array<Range, 30> kDistances{
    {{1, 0},     {2, 0},     {3, 0},     {4, 0},      {5, 1},      {7, 1},     {9, 2},     {13, 2},
     {17, 3},    {25, 3},    {33, 4},    {49, 4},     {65, 5},     {97, 5},    {129, 6},   {193, 6},
     {257, 7},   {385, 7},   {513, 8},   {769, 8},    {1025, 9},   {1537, 9},  {2049, 10}, {3073, 10},
     {4097, 11}, {6145, 11}, {8193, 12}, {12289, 12}, {16385, 13}, {24577, 13}}};

struct Codes {
  Code literals, distances;
};

/// Section 3.2.6.
inline const Codes& fixed_codes() {
  static const Codes codes = [] {
    std::array<std::uint8_t, 288> lengths{};
    for (std::size_t i = 0; i < lengths.size(); ++i)
      lengths[i] = i < 144 ? std::uint8_t{8} : i < 256 ? std::uint8_t{9} : i < 280 ? std::uint8_t{7} : std::uint8_t{8};
    std::array<std::uint8_t, 32> distances{};
    distances.fill(5);
    Codes fixed;
    const bool complete = fixed.literals.build(lengths) && fixed.distances.build(distances);
    if (!complete) throw std::logic_error("fixed codes");
    return fixed;
  }();
  return codes;
}

/// Section 3.2.7: the code lengths, themselves coded, with 16, 17 and 18 for runs. False if broken.
inline bool read_lengths(Bits& bits, const Code& code, std::span<std::uint8_t> lengths) {
  std::size_t at = 0;
  while (at < lengths.size()) {
    bits.refill();
    const int symbol = code.symbol(bits);
    if (symbol < 0 || bits.overrun()) return false;
    if (symbol < 16) {
      lengths[at++] = static_cast<std::uint8_t>(symbol);
      continue;
    }
    if (symbol == 16 && at == 0) return false;
    const std::uint8_t repeated = symbol == 16 ? lengths[at - 1] : std::uint8_t{0};
    const std::size_t run = symbol == 16 ? 3 + bits.take(2) : symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if (run > lengths.size() - at) return false;
    std::fill_n(lengths.begin() + static_cast<std::ptrdiff_t>(at), run, repeated);
    at += run;
  }
  return true;
}

inline bool read_dynamic_codes(Bits& bits, Codes& codes) {
  constexpr std::array<std::uint8_t, 19> kOrder{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  bits.refill();
  const std::size_t literals = 257 + bits.take(5);
  const std::size_t distances = 1 + bits.take(5);
  const std::size_t given = 4 + bits.take(4);
  if (literals > 286 || distances > 30) return false;

  std::array<std::uint8_t, 19> of_lengths{};
  for (std::size_t i = 0; i < given; ++i) {
    bits.refill();
    of_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  }
  Code code;
  std::array<std::uint8_t, 286 + 30> lengths{};
  const auto both = std::span(lengths).first(literals + distances);
  if (!code.build(of_lengths) || !read_lengths(bits, code, both)) return false;
  const bool has_end = both[256] != 0;
  return has_end && codes.literals.build(both.first(literals)) && codes.distances.build(both.subspan(literals));
}

}  // namespace gauntlet::wire::inflating
