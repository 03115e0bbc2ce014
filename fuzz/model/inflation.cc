#include "fuzz/model/inflation.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace gauntlet::model {
namespace {

constexpr std::size_t kWindow = 32768;

/// How reading ends, other than by going on.
enum class Stop : std::uint8_t { kNoMoreOctets, kBroken, kTooMuch };

/// RFC 1951 section 3.1.1: the least significant bit of an octet comes first.
class Bits {
 public:
  explicit Bits(wire::View octets) : octets_(octets) {}

  unsigned take(unsigned count) {
    if (octets_.size() * 8 - at_ < count) throw Stop::kNoMoreOctets;
    unsigned value = 0;
    for (unsigned i = 0; i < count; ++i, ++at_) value |= (octets_[at_ / 8] >> (at_ % 8) & 1U) << i;
    return value;
  }
  void to_octet() { at_ = (at_ + 7) / 8 * 8; }
  [[nodiscard]] std::size_t octets() const { return (at_ + 7) / 8; }
  [[nodiscard]] bool at_end() const { return at_ == octets_.size() * 8; }

 private:
  wire::View octets_;
  std::size_t at_ = 0;  ///< in bits
};

/// A Huffman code, section 3.2.2.
class Code {
 public:
  /// `may_lack`: of its two codes of one bit, one may be unused (section 3.2.7), or both.
  Code(std::span<const std::uint8_t> lengths, bool may_lack) {
    for (const std::uint8_t length : lengths) ++count_[length];
    count_[0] = 0;
    int left = 1;
    for (std::size_t length = 1; length < count_.size(); ++length) {
      left = 2 * left - static_cast<int>(count_[length]);
      if (left < 0) throw Stop::kBroken;
    }
    for (std::size_t length = 1; length < count_.size(); ++length) {
      for (std::size_t symbol = 0; symbol < lengths.size(); ++symbol) {
        if (lengths[symbol] == length) symbols_.push_back(static_cast<unsigned>(symbol));
      }
    }
    const bool at_most_one_bit = symbols_.size() == count_[1];
    if (left > 0 && !symbols_.empty() && !(may_lack && at_most_one_bit)) throw Stop::kBroken;
  }

  [[nodiscard]] unsigned symbol(Bits& bits) const {
    unsigned code = 0, first = 0, place = 0;
    for (std::size_t length = 1; length < count_.size(); ++length) {
      code = code << 1 | bits.take(1);
      const unsigned count = count_[length];
      if (code - first < count) return symbols_[place + (code - first)];
      if (place + count == symbols_.size()) break;  // no longer codes
      place += count;
      first = (first + count) << 1;
    }
    throw Stop::kBroken;
  }
  [[nodiscard]] bool empty() const { return symbols_.empty(); }

 private:
  std::array<unsigned, 16> count_{};
  std::vector<unsigned> symbols_;  ///< in the order of their codes
};

struct Codes {
  Code literals, distances;
};

Codes make_fixed_codes() {  // section 3.2.6
  std::array<std::uint8_t, 288> literals{};
  for (std::size_t i = 0; i < literals.size(); ++i)
    literals[i] = i < 144 ? std::uint8_t{8} : i < 256 ? std::uint8_t{9} : i < 280 ? std::uint8_t{7} : std::uint8_t{8};
  std::array<std::uint8_t, 32> distances{};
  distances.fill(5);
  return {Code(literals, false), Code(distances, false)};
}

const Codes& fixed_codes() {
  static const Codes codes = make_fixed_codes();
  return codes;
}

std::uint8_t read_length(Bits& bits, const Code& code) {
  if (!code.empty()) return static_cast<std::uint8_t>(code.symbol(bits));
  // No code of lengths at all: every length reads as unused, and what is missing shows at the end.
  (void)bits.take(1);
  return 0;
}

/// Section 3.2.7. What is wrong shows when all lengths are there.
Codes read_codes(Bits& bits) {
  constexpr std::array<std::uint8_t, 19> kOrder{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
  const unsigned head = bits.take(14);
  const std::size_t literals = 257 + (head & 31), distances = 1 + (head >> 5 & 31), given = 4 + (head >> 10);
  if (literals > 286 || distances > 30) throw Stop::kBroken;
  std::array<std::uint8_t, 19> of_lengths{};
  for (std::size_t i = 0; i < given; ++i) of_lengths[kOrder[i]] = static_cast<std::uint8_t>(bits.take(3));
  const Code code(of_lengths, false);
  std::vector<std::uint8_t> lengths;
  while (lengths.size() < literals + distances) {
    const std::uint8_t symbol = read_length(bits, code);
    if (symbol < 16) {
      lengths.push_back(symbol);
      continue;
    }
    const std::size_t run = symbol == 16 ? 3 + bits.take(2) : symbol == 17 ? 3 + bits.take(3) : 11 + bits.take(7);
    if ((symbol == 16 && lengths.empty()) || lengths.size() + run > literals + distances) throw Stop::kBroken;
    lengths.insert(lengths.end(), run, symbol == 16 ? lengths.back() : std::uint8_t{0});
  }
  if (lengths[256] == 0) throw Stop::kBroken;  // no end of the block
  const auto all = std::span(lengths);
  return {Code(all.first(literals), true), Code(all.subspan(literals), true)};
}

/// What is written: the history, and the message behind it.
class Output {
 public:
  Output(wire::View history, std::uint64_t limit)
      : octets_(history.begin(), history.end()), begin_(history.size()), limit_(limit) {}

  void put(std::uint8_t octet) {
    if (octets_.size() - begin_ >= limit_) throw Stop::kTooMuch;
    octets_.push_back(octet);
  }
  void copy(std::size_t length, std::size_t distance) {
    if (distance > octets_.size()) throw Stop::kBroken;
    for (std::size_t i = 0; i < length; ++i) put(octets_[octets_.size() - distance]);
  }
  [[nodiscard]] wire::Bytes message() const {
    return {octets_.begin() + static_cast<std::ptrdiff_t>(begin_), octets_.end()};
  }

 private:
  wire::Bytes octets_;
  std::size_t begin_;
  std::uint64_t limit_;
};

void stored_block(Bits& bits, Output& output) {  // section 3.2.4
  bits.to_octet();
  const unsigned length = bits.take(16);
  if (bits.take(16) != (length ^ 0xFFFFU)) throw Stop::kBroken;
  for (unsigned i = 0; i < length; ++i) output.put(static_cast<std::uint8_t>(bits.take(8)));
}

void coded_block(Bits& bits, const Codes& codes, Output& output) {  // sections 3.2.3, 3.2.5
  constexpr unsigned kEnd = 256;
  while (true) {
    const unsigned symbol = codes.literals.symbol(bits);
    if (symbol == kEnd) return;
    if (symbol < kEnd) {
      output.put(static_cast<std::uint8_t>(symbol));
      continue;
    }
    if (symbol > 285) throw Stop::kBroken;
    const unsigned step = symbol - 257;  // 4 lengths for each number of extra bits, from 8 on; 285 stands alone
    const unsigned extra = step < 8 ? 0 : step / 4 - 1;
    const std::size_t length = symbol == 285 ? 258
                               : step < 8    ? 3 + step
                                             : 3 + ((4 + step % 4) << extra) + bits.take(extra);
    const unsigned far = codes.distances.symbol(bits);
    if (far > 29) throw Stop::kBroken;
    const unsigned more = far < 4 ? 0 : far / 2 - 1;
    output.copy(length, far < 4 ? 1 + far : 1 + ((2 + far % 2) << more) + bits.take(more));
  }
}

/// Blocks one after another; returns only when all bits are used up. `final_end` is where the first final one ended.
void blocks(Bits& bits, Output& output, std::size_t& final_end) {
  while (!bits.at_end()) {
    const bool last = bits.take(1) != 0;
    switch (bits.take(2)) {
      case 0: stored_block(bits, output); break;
      case 1: coded_block(bits, fixed_codes(), output); break;
      case 2: coded_block(bits, read_codes(bits), output); break;
      default: throw Stop::kBroken;
    }
    if (!last) continue;
    bits.to_octet();  // section 7.2.3.4 of RFC 7692: it does not end the message
    if (final_end == 0) final_end = bits.octets();
  }
}

}  // namespace

Inflation::Answer Inflation::inflate(wire::View octets, std::uint64_t limit) const {
  Output output(history_, limit);
  Bits bits(octets);
  Answer answer;
  try {
    blocks(bits, output, answer.final_end);
    answer.complete = true;
  } catch (const Stop& stop) {
    if (stop == Stop::kBroken) answer.kind = Answer::Kind::kBroken;
    if (stop == Stop::kTooMuch) answer.kind = Answer::Kind::kTooMuch;
  }
  answer.octets = output.message();
  return answer;
}

Inflation::Answer Inflation::finish(std::uint64_t limit) {
  add(std::array<std::uint8_t, 4>{0x00, 0x00, 0xFF, 0xFF});
  Answer answer = inflate(message_, limit);
  message_.clear();
  history_.insert(history_.end(), answer.octets.begin(), answer.octets.end());
  if (history_.size() > kWindow) history_.erase(history_.begin(), history_.end() - kWindow);
  if (no_context_takeover_) history_.clear();
  return answer;
}

}  // namespace gauntlet::model
