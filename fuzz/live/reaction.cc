#include "fuzz/live/reaction.h"

#include <fmt/format.h>

#include <algorithm>

namespace gauntlet::fuzz {
namespace {

std::string codes(const std::vector<std::uint16_t>& expected) {
  return expected.empty() ? "any" : fmt::format("{}", fmt::join(expected, " or "));
}
std::string code(const std::optional<std::uint16_t>& seen) { return seen ? std::to_string(*seen) : "none"; }

std::size_t expected_events(const RunResult& seen) {
  std::size_t most = 0;
  for (const auto& [name, events] : seen.expected) {
    if (events != std::vector<std::string>{"nothing"}) most = std::max(most, events.size());
  }
  return most;
}

}  // namespace

std::optional<Reaction> reaction_of(const RunResult& seen) {
  if (seen.behaviour == Behaviour::kOk || seen.behaviour == Behaviour::kUnimplemented) return std::nullopt;
  const std::string story = seen.result + " " + seen.result_close;
  if (seen.death) return Reaction{"live crash " + seen.death->what, Severity::kCritical, seen.death->output};
  const bool must_refuse = seen.expected_close_by == ExpectedClose::By::kSubject;
  const std::size_t expected = expected_events(seen), received = seen.received.size() + seen.received_dropped;
  if (received > expected) {
    return Reaction{must_refuse ? "live delivered what had to be refused" : "live more than was sent", Severity::kHigh,
                    story};
  }
  const bool late = seen.opening_timeout || seen.closing_timeout || seen.drop_timeout;
  if (late || (must_refuse && seen.closed_by_me))
    return Reaction{fmt::format("live no reaction, close {} expected", codes(seen.expected_codes)), Severity::kMedium,
                    story};
  if (!seen.subject_violations.empty())
    return Reaction{"live breaks " + seen.subject_violations.front(), Severity::kMedium, story};
  if (!must_refuse && received < expected)
    return Reaction{fmt::format("live refused what is in order, close {}", code(seen.remote_close_code)),
                    Severity::kMedium, story};
  const bool right_code = seen.expected_codes.empty() || !seen.remote_close_code ||
                          std::ranges::find(seen.expected_codes, *seen.remote_close_code) != seen.expected_codes.end();
  if (!right_code && seen.expected_close_by == ExpectedClose::By::kEither)
    return Reaction{"live answers Close with another code", Severity::kLow, story};
  if (!right_code) {
    return Reaction{
        fmt::format("live close code {} instead of {}", code(seen.remote_close_code), codes(seen.expected_codes)),
        Severity::kLow, story};
  }
  return Reaction{"live another reaction", Severity::kMedium, story};
}

}  // namespace gauntlet::fuzz
