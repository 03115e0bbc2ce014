#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gauntlet::bench {

/// Numbers that look random and are the same in every run (splitmix64).
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t operator()();
  /// 0 to `limit` - 1.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>((*this)() % limit); }

 private:
  std::uint64_t state_;
};

/// What the characters of a text are.
enum class Alphabet {
  kAscii,  ///< letters and spaces
  kMixed,  ///< characters of one, two and three octets in turn by chance
  kFour,   ///< characters of four octets
};
[[nodiscard]] std::string_view name(Alphabet alphabet);

/// Exactly `size` octets of valid UTF-8: the last characters are ASCII where nothing longer fits.
[[nodiscard]] std::string text_of(Alphabet alphabet, std::size_t size, std::uint64_t seed = 1);

}  // namespace gauntlet::bench
