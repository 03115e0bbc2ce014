#pragma once
#include <cstdint>

#include "conformance/wire/frame.h"

namespace gauntlet::model {

/// What compressed messages inflate to (RFC 7692 section 7.2.2), after any number of their octets: a reading of RFC
/// 1951 of its own, bit by bit. It begins each message anew whenever it is asked, so that nothing can be left over
/// from an earlier answer. The window is 32 KiB, whatever was agreed on: nobody has to refuse what reaches farther.
///
/// When data is broken is certain with the last bit of the element that it is broken by, and not before, though a part
/// of the element may show it already (RFC 1951 leaves that open, and zlib does so):
///   - the type of a block (3.2.3), its length with the complement (3.2.4);
///   - the three counts HLIT, HDIST and HCLEN, 14 bits together (3.2.7): not with HLIT's 5, if it is too big;
///   - all lengths of the code for lengths; a code of it; a repetition with its extra bits; all literal, length and
///     distance codes together, when the last of their lengths is there;
///   - a length symbol; a distance symbol; the distance with its extra bits.
class Inflation {
 public:
  explicit Inflation(bool no_context_takeover) : no_context_takeover_(no_context_takeover) {}

  struct Answer {
    enum class Kind : std::uint8_t { kFine, kBroken, kTooMuch };
    Kind kind = Kind::kFine;
    bool complete = false;      ///< the last bit ended a block
    std::size_t final_end = 0;  ///< octets of the message until its first block with BFINAL ends; 0: it has none
    wire::Bytes octets;         ///< inflated until then; at most the limit
  };

  /// More octets of the message.
  void add(wire::View octets) { message_.insert(message_.end(), octets.begin(), octets.end()); }
  /// What is certain of the message by now.
  [[nodiscard]] Answer so_far(std::uint64_t limit) const { return inflate(message_, limit); }
  /// The message is whole: with the tail 00 00 FF FF behind it. The next one begins.
  [[nodiscard]] Answer finish(std::uint64_t limit);

 private:
  [[nodiscard]] Answer inflate(wire::View octets, std::uint64_t limit) const;

  bool no_context_takeover_;
  wire::Bytes message_;
  wire::Bytes history_;  ///< the last 32 KiB of the messages before
};

}  // namespace gauntlet::model
