#include "fuzz/support/minimize.h"

#include <algorithm>
#include <array>

namespace gauntlet::fuzz {
namespace {

/// Shorter, or of the same size with smaller octets: so that nothing goes round in circles.
bool is_simpler(View left, View right) {
  if (left.size() != right.size()) return left.size() < right.size();
  return std::ranges::lexicographical_compare(left, right);
}

class Search {
 public:
  Search(View input, const Structure* structure, const std::function<bool(View)>& fails, unsigned most_tries)
      : best_(input.begin(), input.end()), structure_(structure), fails_(fails), tries_left_(most_tries) {}

  Bytes run() {
    bool better = true;
    while (better && tries_left_ > 0) {
      better = take_parts_out();
      better |= take_octets_out();
      better |= make_octets_plain();
    }
    return best_;
  }

 private:
  bool accept(Bytes candidate) {
    if (tries_left_ == 0 || !is_simpler(candidate, best_)) return false;
    --tries_left_;
    if (!fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  bool take_parts_out() {
    if (structure_ == nullptr) return false;
    bool better = false;
    for (bool again = true; again;) {
      auto candidates = structure_->smaller(best_);
      again = std::ranges::any_of(candidates, [this](Bytes& candidate) { return accept(std::move(candidate)); });
      better |= again;
    }
    return better;
  }

  bool take_octets_out() {
    bool better = false;
    for (std::size_t size = std::max<std::size_t>(best_.size() / 2, 1); size > 0; size /= 2) {
      for (std::size_t at = 0; at + size <= best_.size();) {
        Bytes candidate = best_;
        const auto begin = candidate.begin() + static_cast<std::ptrdiff_t>(at);
        candidate.erase(begin, begin + static_cast<std::ptrdiff_t>(size));
        if (accept(std::move(candidate))) {
          better = true;
        } else {
          at += size;
        }
      }
    }
    return better;
  }

  bool make_octets_plain() {
    bool better = false;
    for (std::size_t i = 0; i < best_.size(); ++i) {
      for (const std::uint8_t plain : std::array<std::uint8_t, 3>{0, '0', 'a'}) {
        Bytes candidate = best_;
        candidate[i] = plain;
        if (!accept(std::move(candidate))) continue;
        better = true;
        break;
      }
    }
    return better;
  }

  Bytes best_;
  const Structure* structure_;
  const std::function<bool(View)>& fails_;
  unsigned tries_left_;
};

}  // namespace

Bytes minimize(View input, const Structure* structure, const std::function<bool(View)>& fails, unsigned most_tries) {
  return Search(input, structure, fails, most_tries).run();
}

}  // namespace gauntlet::fuzz
