#include "handshake/handshake_parts.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>
#include <variant>

namespace ws {

// Long lists are sorted, so that none costs the square of its length.
std::size_t first_repeated(const std::vector<std::string>& elements) {
  constexpr std::size_t kShort = 16;
  if (elements.size() <= kShort) {
    for (auto it = elements.begin(); it != elements.end(); ++it) {
      if (std::find(elements.begin(), it, *it) != it) return static_cast<std::size_t>(it - elements.begin());
    }
    return elements.size();
  }
  std::vector<std::size_t> order(elements.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const int relation = elements[a].compare(elements[b]);
    return relation < 0 || (relation == 0 && a < b);
  });
  std::size_t first = elements.size();
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (elements[order[i]] == elements[order[i - 1]]) first = std::min(first, order[i]);
  }
  return first;
}

// One list cut over several fields is as good as in one (section 9.1).
std::optional<Violation> read_extensions(const KnownFields& fields, std::vector<Extension>& extensions) {
  std::optional<Violation> violation;
  fields.for_each(Known::kExtensions, [&](std::string_view value) {
    if (violation) return;
    auto parsed = parse_extensions(value);
    if (const auto* broken = std::get_if<Violation>(&parsed)) {
      violation = Violation{broken->rule, fields.offset(value) + broken->offset};
      return;
    }
    auto& more = std::get<std::vector<Extension>>(parsed);
    if (extensions.empty()) {
      extensions = std::move(more);
    } else {
      extensions.insert(extensions.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
    }
  });
  return violation;
}

}  // namespace ws
