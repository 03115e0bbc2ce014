#include "fuzz/live/memory_hunt.h"

#include <numeric>
#include <utility>

namespace gauntlet::fuzz {

std::optional<MemoryCulprit> find_memory_culprit(std::size_t count, std::uint64_t suspected, std::size_t plays,
                                                 const Grown& grown) {
  constexpr int kMeasurements = 3;
  const std::uint64_t least = suspected * plays / 2;
  std::vector<std::size_t> places(count);
  std::iota(places.begin(), places.end(), 0);
  if (places.empty()) return std::nullopt;
  const auto all = grown(places);
  if (!all || *all < least) return std::nullopt;
  while (places.size() > 1) {
    const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
    std::vector<std::size_t> left(places.begin(), middle), right(middle, places.end());
    const auto of_left = grown(left), of_right = grown(right);
    if (!of_left || !of_right) return std::nullopt;
    places = *of_left >= *of_right ? std::move(left) : std::move(right);
  }
  MemoryCulprit culprit{.place = places.front()};
  std::uint64_t sum = 0;
  for (int i = 0; i < kMeasurements; ++i) {
    const auto octets = grown(places);
    if (!octets) return std::nullopt;
    sum += *octets;
    culprit.reproduced += *octets >= least ? 1 : 0;
  }
  culprit.per_session = sum / (kMeasurements * plays);
  return culprit;
}

}  // namespace gauntlet::fuzz
