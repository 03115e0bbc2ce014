#pragma once
#include <cstdint>
#include <optional>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// UTF-8 (RFC 3629) one octet at a time, by the ranges of its section 4: the plain reading against
/// which the codec's kernels are held.
class Utf8Reader {
 public:
  /// False on the first octet after which no continuation could make the text valid, and on all that
  /// follow it until reset().
  [[nodiscard]] bool octet(std::uint8_t octet);
  /// The text so far is valid and ends with a whole character.
  [[nodiscard]] bool complete() const { return needed_ == 0; }
  void reset() { needed_ = 0; }

 private:
  static constexpr int kFailed = -1;
  bool expect(int needed, std::uint8_t low, std::uint8_t high);
  bool fail();

  int needed_ = 0;           ///< continuation octets still to come, or kFailed
  std::uint8_t low_ = 0x80;  ///< the range of the next one
  std::uint8_t high_ = 0xBF;
};

[[nodiscard]] bool valid_utf8(View text);
/// Index of the earliest offending octet; the size if the text ends inside a character; nothing if valid.
[[nodiscard]] std::optional<std::size_t> first_utf8_error(View text);

}  // namespace gauntlet::wire
