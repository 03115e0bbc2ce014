#pragma once
#include <cstdint>
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

using wire::Bytes;
using wire::View;

/// A stream of choices that its seed decides, the same on every machine.
class Choices {
 public:
  explicit Choices(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {  // SplitMix64
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9U;
    z = (z ^ z >> 27) * 0x94D049BB133111EBU;
    return z ^ z >> 31;
  }
  /// 0 .. `count` - 1; 0 if there are none.
  std::size_t below(std::size_t count) { return count == 0 ? 0 : static_cast<std::size_t>(next() % count); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  std::uint8_t octet() { return static_cast<std::uint8_t>(next()); }
  template <class List>
  const auto& of(const List& list) {
    return list[below(std::size(list))];
  }

 private:
  std::uint64_t state_;
};

/// What a target's inputs are made of, for those who change them: the mutator and the minimiser. None of the members
/// fails, whatever the input is; what they return need not be canonical.
class Structure {
 public:
  virtual ~Structure() = default;
  /// Inputs that mean less, or something simpler, than `input`: the boldest first.
  [[nodiscard]] virtual std::vector<Bytes> smaller(View input) const = 0;
  /// One change to a part.
  [[nodiscard]] virtual Bytes mutated(View input, Choices& choices) const = 0;
  /// Parts of the one, then parts of the other.
  [[nodiscard]] virtual Bytes crossed(View one, View other, Choices& choices) const = 0;
};

/// Of the target that is linked into this program; null if its inputs are plain octets. Each target defines it.
[[nodiscard]] const Structure* structure();

/// A script of frames, on the wire not more than kMostWire octets; one of any size; and one behind an octet of the
/// target's own, with frames that are worth compressing.
[[nodiscard]] const Structure& script_structure();
[[nodiscard]] const Structure& large_script_structure();
[[nodiscard]] const Structure& deflate_script_structure();
/// The steps of a session.
[[nodiscard]] const Structure& session_structure();
/// A head, line by line, behind two octets of the target's own; frames may follow it.
[[nodiscard]] const Structure& head_structure();

/// One of the changes that fit any octets: a bit, an octet, a few of them taken out, twice there, or made up.
void mutate_octets(Bytes& octets, Choices& choices);

}  // namespace gauntlet::fuzz
