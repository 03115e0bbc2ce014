#include <algorithm>
#include <array>

#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

void mutate_octets(Bytes& octets, Choices& choices) {
  constexpr std::array<std::uint8_t, 12> kEdges{0x00, 0x01, 0x7D, 0x7E, 0x7F, 0x80, 0xBF, 0xC0, 0xED, 0xF4, 0xF5, 0xFF};
  constexpr std::size_t kFew = 8;
  const auto place = [&](std::size_t at) { return octets.begin() + static_cast<std::ptrdiff_t>(at); };
  if (octets.empty()) return octets.push_back(choices.octet());
  const std::size_t at = choices.below(octets.size());
  const std::size_t count = std::min(1 + choices.below(kFew), octets.size() - at);
  switch (choices.below(6)) {
    case 0: octets[at] = static_cast<std::uint8_t>(octets[at] ^ 1U << choices.below(8)); break;
    case 1: octets[at] = choices.of(kEdges); break;
    case 2: octets[at] = choices.octet(); break;
    case 3: octets.erase(place(at), place(at + count)); break;
    case 4: {
      const Bytes again(place(at), place(at + count));
      octets.insert(place(choices.below(octets.size() + 1)), again.begin(), again.end());
      break;
    }
    default: octets.insert(place(at), choices.one_in(2) ? choices.of(kEdges) : choices.octet());
  }
}

}  // namespace gauntlet::fuzz
