#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace gauntlet {

/// A recipe for octets, as a case table writes it: literal text or hex, or a generator. Cheap to
/// copy; octets come into being only when a step needs them.
class Payload {
 public:
  struct Literal {
    std::vector<std::uint8_t> octets;
    bool text = false;  ///< was written as a JSON string
  };
  struct Tile {  ///< `pattern` again and again, cut at `size`
    std::vector<std::uint8_t> pattern;
    std::uint64_t size = 0;
  };
  struct Random {  ///< from a fixed generator: the same octets everywhere
    enum class Alphabet : std::uint8_t { kOctets, kAscii, kUtf8 };
    Alphabet alphabet = Alphabet::kOctets;
    std::uint64_t seed = 0;
    std::uint64_t size = 0;
  };
  struct Sample {  ///< a window on a deterministic text or file, see samples.h
    std::string name;
    std::uint64_t size = 0;
    bool slide = false;  ///< the window moves on with each repetition and wraps around
  };
  struct Concat {
    std::vector<Payload> parts;
  };
  using Recipe = std::variant<Literal, Tile, Random, Sample, Concat>;

  Payload() = default;
  explicit Payload(Recipe recipe) : recipe_(std::make_shared<const Recipe>(std::move(recipe))) {}
  static Payload text(std::string_view text);

  /// The octets; `repetition` counts from 0 within the innermost repeat and moves a sliding window.
  [[nodiscard]] std::vector<std::uint8_t> octets(std::uint64_t repetition = 0) const;
  /// How many octets that are, at most.
  [[nodiscard]] std::uint64_t size_limit() const;
  /// A short description for reports: `"Hello"`, `16 MiB of "BAsd7&jh23"`.
  [[nodiscard]] std::string describe() const;
  [[nodiscard]] const Recipe* recipe() const noexcept { return recipe_.get(); }

 private:
  std::shared_ptr<const Recipe> recipe_;  ///< null: empty
};

}  // namespace gauntlet
