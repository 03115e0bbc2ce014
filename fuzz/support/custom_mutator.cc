// The structural mutator as libFuzzer, and engines that know its interface, call it. Half of the changes are the
// engine's own: with its dictionary and its knowledge of comparisons it reaches what no table of ours names.

#include <algorithm>
#include <cstring>

#include "fuzz/support/structure.h"

extern "C" __attribute__((weak)) std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

namespace gauntlet::fuzz {
namespace {

std::size_t put(const Bytes& octets, std::uint8_t* data, std::size_t most) {
  const std::size_t size = std::min(octets.size(), most);
  std::copy_n(octets.begin(), size, data);
  return size;
}

std::size_t by_octets(std::uint8_t* data, std::size_t size, std::size_t most, Choices& choices) {
  if (LLVMFuzzerMutate != nullptr) return LLVMFuzzerMutate(data, size, most);
  Bytes octets(data, data + size);
  mutate_octets(octets, choices);
  return put(octets, data, most);
}

}  // namespace
}  // namespace gauntlet::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                               unsigned int seed) {
  using namespace gauntlet::fuzz;
  Choices choices(seed);
  const Structure* parts = structure();
  if (parts == nullptr || choices.one_in(2)) return by_octets(data, size, most, choices);
  Bytes octets(data, data + size);
  do {
    octets = parts->mutated(octets, choices);
  } while (choices.one_in(3));
  return put(octets, data, most);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size, std::uint8_t* out,
                                                 std::size_t most, unsigned int seed) {
  using namespace gauntlet::fuzz;
  Choices choices(seed);
  const Structure* parts = structure();
  if (parts != nullptr) return put(parts->crossed({one, one_size}, {other, other_size}, choices), out, most);
  Bytes octets(one, one + choices.below(one_size + 1));
  const std::size_t from = choices.below(other_size + 1);
  octets.insert(octets.end(), other + from, other + other_size);
  return put(octets, out, most);
}
