#include "bench/texts.h"

namespace gauntlet::bench {

std::uint64_t Numbers::operator()() {
  std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
  mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
  mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
  return mixed ^ mixed >> 31;
}

std::string_view name(Alphabet alphabet) {
  switch (alphabet) {
    case Alphabet::kAscii: return "ascii";
    case Alphabet::kMixed: return "mixed";
    case Alphabet::kFour: return "four";
  }
  return "";
}

namespace {

void append_character(std::string& text, std::size_t octets, std::uint64_t chance) {
  const auto put = [&text](std::uint64_t octet) { text += static_cast<char>(static_cast<unsigned char>(octet)); };
  const std::uint64_t low = 0x80 | (chance & 0x3F);
  switch (octets) {
    case 1: put(chance % 8 == 0 ? ' ' : 'a' + chance % 26); break;
    case 2: put(0xC3 + chance % 16), put(low); break;
    case 3: put(0xE1 + chance % 8), put(0x80 | (chance >> 6 & 0x3F)), put(low); break;
    default: put(0xF0), put(0x9F), put(0x80 | (chance >> 6 & 0x3F)), put(low); break;
  }
}

}  // namespace

std::string text_of(Alphabet alphabet, std::size_t size, std::uint64_t seed) {
  Numbers numbers(seed);
  std::string text;
  text.reserve(size);
  while (text.size() < size) {
    const std::uint64_t chance = numbers();
    std::size_t octets = alphabet == Alphabet::kAscii ? 1 : alphabet == Alphabet::kFour ? 4 : 1 + (chance >> 32) % 3;
    if (octets > size - text.size()) octets = 1;
    append_character(text, octets, chance);
  }
  return text;
}

}  // namespace gauntlet::bench
