#include "conformance/table/outcome_cover.h"

#include <algorithm>

namespace gauntlet {
namespace {

template <class T>
bool is_part_of(const std::vector<T>& part, const std::vector<T>& whole) {
  return std::all_of(part.begin(), part.end(),
                     [&](const T& item) { return std::find(whole.begin(), whole.end(), item) != whole.end(); });
}

// A list that is empty accepts anything.
template <class T>
bool accepts_all_of(const std::vector<T>& wide, const std::vector<T>& narrow) {
  return wide.empty() || (!narrow.empty() && is_part_of(narrow, wide));
}

bool says_something(const ExpectedEvent& event) { return event.kind != ExpectedEvent::Kind::kQuiet; }

bool events_cover(const Outcome& wide, const Outcome& narrow) {
  if (!wide.events) return true;
  if (!narrow.events) return false;
  auto at = wide.events->begin();
  const auto end = wide.events->end();
  for (const ExpectedEvent& event : *narrow.events) {
    while (at != end && at->optional && !same_event(*at, event)) ++at;
    if (at == end || !same_event(*at, event) || (event.optional && !at->optional)) return false;
    ++at;
  }
  return std::all_of(at, end, [](const ExpectedEvent& event) { return event.optional; });
}

bool close_covers(const ExpectedClose& wide, const ExpectedClose& narrow) {
  const bool by = wide.by == ExpectedClose::By::kEither || wide.by == narrow.by;
  const bool no_code = wide.code_optional || !narrow.code_optional;
  return by && no_code && (narrow.clean || !wide.clean) && accepts_all_of(wide.codes, narrow.codes);
}

bool refusal_covers(const ExpectedOpening& wide, const ExpectedOpening& narrow) {
  if (wide.dropped || narrow.dropped) return narrow.dropped && (wide.dropped || wide.drop_accepted);
  const auto is_error = [](std::uint16_t status) { return status >= 400 && status <= 599; };
  const bool error = !wide.error || narrow.error ||
                     (!narrow.status.empty() && std::all_of(narrow.status.begin(), narrow.status.end(), is_error));
  return error && accepts_all_of(wide.status, narrow.status) && (wide.drop_accepted || !narrow.drop_accepted) &&
         is_part_of(wide.fields, narrow.fields);
}

}  // namespace

bool same_event(const ExpectedEvent& a, const ExpectedEvent& b) {
  using Kind = ExpectedEvent::Kind;
  if (a.kind != b.kind) return false;
  if (a.kind == Kind::kEcho) return a.echo == b.echo && a.times == b.times;
  if (a.kind == Kind::kQuiet) return a.quiet == b.quiet;
  return (a.kind == Kind::kPong || a.message == b.message) && a.payload.octets() == b.payload.octets();
}

bool takes_all_of(const Outcome& wide, const Outcome& narrow, const Case& test_case) {
  if (!is_part_of(wide.checks, narrow.checks) || !events_cover(wide, narrow)) return false;
  const ExpectedOpening& a = wide.opening;
  const ExpectedOpening& b = narrow.opening;
  if (a.unanswered || b.unanswered) return a.unanswered && b.unanswered;
  if (!test_case.for_server && a.refused) {
    // A client refuses by going away without a message or a pong.
    const bool silent = narrow.events && std::none_of(narrow.events->begin(), narrow.events->end(), says_something);
    return b.refused || (silent && narrow.close.by == ExpectedClose::By::kSubject);
  }
  if (a.refused != b.refused) return false;
  if (a.refused) return refusal_covers(a, b);
  return is_part_of(a.fields, b.fields) && (a.accept.empty() || a.accept == b.accept) &&
         close_covers(wide.close, narrow.close);
}

}  // namespace gauntlet
