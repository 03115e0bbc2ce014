#include "conformance/table/payload.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "conformance/table/finding.h"
#include "conformance/table/random_source.h"
#include "conformance/table/samples.h"

namespace gauntlet {
namespace {

using Octets = std::vector<std::uint8_t>;

Octets tiled(const Payload::Tile& tile) {
  Octets out;
  if (tile.pattern.empty()) return out;
  out.reserve(tile.size);
  while (out.size() < tile.size) {
    const std::size_t part = std::min<std::size_t>(tile.pattern.size(), tile.size - out.size());
    out.insert(out.end(), tile.pattern.begin(), tile.pattern.begin() + static_cast<std::ptrdiff_t>(part));
  }
  return out;
}

// A scalar value whose UTF-8 has `octets` octets.
std::uint32_t random_character(RandomSource& random, std::uint32_t octets) {
  if (octets == 1) return random.below(0x80);
  if (octets == 2) return 0x80 + random.below(0x800 - 0x80);
  if (octets == 4) return 0x10000 + random.below(0x110000 - 0x10000);
  constexpr std::uint32_t kSurrogates = 0x800;  // U+D800 to U+DFFF are no characters
  const std::uint32_t code_point = 0x800 + random.below(0x10000 - 0x800 - kSurrogates);
  return code_point < 0xD800 ? code_point : code_point + kSurrogates;
}

Octets random_octets(const Payload::Random& recipe) {
  using Alphabet = Payload::Random::Alphabet;
  RandomSource random(recipe.seed);
  Octets out;
  out.reserve(recipe.size);
  while (out.size() < recipe.size) {
    const auto left = static_cast<std::uint32_t>(std::min<std::uint64_t>(recipe.size - out.size(), 4));
    switch (recipe.alphabet) {
      case Alphabet::kOctets: out.push_back(static_cast<std::uint8_t>(random.below(256))); break;
      case Alphabet::kAscii: out.push_back(static_cast<std::uint8_t>(0x20 + random.below(95))); break;
      case Alphabet::kUtf8: append_utf8(out, random_character(random, 1 + random.below(left))); break;
    }
  }
  return out;
}

struct Maker {
  std::uint64_t repetition;

  Octets operator()(const Payload::Literal& literal) const { return literal.octets; }
  Octets operator()(const Payload::Tile& tile) const { return tiled(tile); }
  Octets operator()(const Payload::Random& random) const { return random_octets(random); }
  Octets operator()(const Payload::Sample& window) const {
    const Sample* sample = find_sample(window.name);
    if (sample == nullptr) return {};
    return sample_window(*sample, window.size, window.slide ? repetition : 0);
  }
  Octets operator()(const Payload::Concat& concat) const {
    Octets out;
    for (const Payload& part : concat.parts) {
      const Octets octets = part.octets(repetition);
      out.insert(out.end(), octets.begin(), octets.end());
    }
    return out;
  }
};

struct Measure {
  std::uint64_t operator()(const Payload::Literal& literal) const { return literal.octets.size(); }
  std::uint64_t operator()(const Payload::Tile& tile) const { return tile.size; }
  std::uint64_t operator()(const Payload::Random& random) const { return random.size; }
  std::uint64_t operator()(const Payload::Sample& window) const {
    constexpr std::uint64_t kLongestCharacter = 4;  // of UTF-8
    return sample_is_text(window.name) ? window.size * kLongestCharacter : window.size;
  }
  std::uint64_t operator()(const Payload::Concat& concat) const {
    std::uint64_t sum = 0;
    for (const Payload& part : concat.parts) sum += part.size_limit();
    return sum;
  }
};

std::string size_words(std::uint64_t size) {
  constexpr std::uint64_t kKibi = 1 << 10;
  constexpr std::uint64_t kMebi = 1 << 20;
  if (size >= kMebi && size % kMebi == 0) return fmt::format("{} MiB", size / kMebi);
  if (size >= kKibi && size % kKibi == 0) return fmt::format("{} KiB", size / kKibi);
  return fmt::format("{} octet{}", size, size == 1 ? "" : "s");
}

std::string hex_words(const Octets& octets) {
  constexpr std::size_t kShown = 16;
  std::string out = "hex";
  for (std::size_t i = 0; i < std::min(octets.size(), kShown); ++i) out += fmt::format(" {:02x}", octets[i]);
  if (octets.size() > kShown) out += fmt::format(" ... ({})", size_words(octets.size()));
  return out;
}

std::string text_words(const Octets& octets) {
  constexpr std::size_t kShown = 60;  // where in_quotes cuts
  std::string out = in_quotes({reinterpret_cast<const char*>(octets.data()), octets.size()});
  if (octets.size() > kShown) out += fmt::format(" ({})", size_words(octets.size()));
  return out;
}

bool printable(const Octets& octets) {
  return std::all_of(octets.begin(), octets.end(), [](std::uint8_t octet) { return octet >= 0x20 && octet < 0x7F; });
}

struct Describer {
  std::string operator()(const Payload::Literal& literal) const {
    if (literal.octets.empty()) return "nothing";
    return literal.text ? text_words(literal.octets) : hex_words(literal.octets);
  }
  std::string operator()(const Payload::Tile& tile) const {
    return fmt::format("{} of {}", size_words(tile.size),
                       printable(tile.pattern) ? text_words(tile.pattern) : hex_words(tile.pattern));
  }
  std::string operator()(const Payload::Random& random) const {
    static constexpr std::string_view kAlphabets[] = {"octets", "ASCII", "UTF-8"};
    return fmt::format("{} of random {} (seed {})", size_words(random.size),
                       kAlphabets[static_cast<std::size_t>(random.alphabet)], random.seed);
  }
  std::string operator()(const Payload::Sample& window) const {
    return fmt::format("{} {} of the {} corpus{}", window.size, sample_is_text(window.name) ? "characters" : "octets",
                       window.name, window.slide ? ", a sliding window" : "");
  }
  std::string operator()(const Payload::Concat& concat) const {
    constexpr std::size_t kShown = 4;
    std::string out;
    for (std::size_t i = 0; i < std::min(concat.parts.size(), kShown); ++i) {
      out += (i == 0 ? "" : " + ") + concat.parts[i].describe();
    }
    if (concat.parts.size() > kShown) out += fmt::format(" + ... ({} parts)", concat.parts.size());
    return out.empty() ? "nothing" : out;
  }
};

}  // namespace

Payload Payload::text(std::string_view text) {
  return Payload(Literal{std::vector<std::uint8_t>(text.begin(), text.end()), true});
}

std::vector<std::uint8_t> Payload::octets(std::uint64_t repetition) const {
  return recipe_ == nullptr ? Octets() : std::visit(Maker{repetition}, *recipe_);
}

std::uint64_t Payload::size_limit() const { return recipe_ == nullptr ? 0 : std::visit(Measure{}, *recipe_); }

std::string Payload::describe() const { return recipe_ == nullptr ? "nothing" : std::visit(Describer{}, *recipe_); }

}  // namespace gauntlet
