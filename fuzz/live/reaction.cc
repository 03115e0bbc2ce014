#include "fuzz/live/reaction.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

#include "conformance/play/expectation.h"

namespace gauntlet::fuzz {
namespace {

std::string codes(const std::vector<std::uint16_t>& expected) {
  return expected.empty() ? "any" : fmt::format("{}", fmt::join(expected, " or "));
}
std::string code(const std::optional<std::uint16_t>& seen) { return seen ? std::to_string(*seen) : "none"; }

/// How many events the prediction lists. Where it leaves a choice, all of its outcomes are counted together: what comes
/// then is named by how it ends.
std::size_t expected_events(const RunResult& seen) {
  std::size_t listed = 0;
  for (const ExpectedOutcome& outcome : seen.outcomes) {
    listed += (outcome.events ? outcome.events->size() : 1) + (outcome.refused ? 1 : 0);
  }
  return listed + (seen.outcomes.empty() ? 0 : seen.outcomes.size() - 1);
}

bool is_message(const ReceivedEvent& event) { return event.kind == ReceivedEvent::Kind::kMessage; }
bool is_message(const ExpectedEvent& event) {
  return event.kind == ExpectedEvent::Kind::kMessage || event.kind == ExpectedEvent::Kind::kEcho;
}

template <class Event>
std::vector<Event> messages_of(const std::vector<Event>& events) {
  std::vector<Event> messages;
  std::ranges::copy_if(events, std::back_inserter(messages), [](const Event& event) { return is_message(event); });
  return messages;
}

bool differs_where_it_may(const Case& test, const RunResult& seen) {
  const bool close_is_right =
      seen.close_behaviour == CloseBehaviour::kOk || seen.close_behaviour == CloseBehaviour::kFailedByClient;
  const bool late = seen.opening_timeout || seen.closing_timeout || seen.drop_timeout;
  const bool comparable = !test.outcomes.empty() && test.outcomes.front().events && seen.received_dropped == 0;
  if (!comparable || !seen.opened || !close_is_right || late || !seen.subject_violations.empty()) return false;
  const auto expected = messages_of(*test.outcomes.front().events);
  const auto received = messages_of(seen.received);
  const bool ends = test.outcomes.front().close.by != ExpectedClose::By::kHarness;
  if (ends && received.size() < expected.size()) {
    const std::vector<ExpectedEvent> first(expected.begin(),
                                           expected.begin() + static_cast<std::ptrdiff_t>(received.size()));
    return match_events(received, first) == Match::kFull;
  }
  const bool last_pong = std::ranges::any_of(
      seen.received, [](const ReceivedEvent& event) { return !is_message(event) && event.head == "end"; });
  return (ends || last_pong) && match_events(received, expected) == Match::kFull;
}

/// The first line of a server's answer; of a client nothing.
std::string answer_of(const RunResult& seen) {
  if (seen.role == SubjectRole::kClient || seen.http_response.empty()) return {};
  return "; answer: " + seen.http_response.substr(0, seen.http_response.find('\r'));
}

std::optional<Reaction> reaction_to_head(const OpeningPrediction& predicted, const RunResult& seen) {
  using Predicted = OpeningPrediction::What;
  const bool server = seen.role == SubjectRole::kServer;
  const std::string_view head = server ? "a request" : "a response";
  const std::string story = seen.result + answer_of(seen);
  const bool switched = server ? seen.opened || seen.http_response.starts_with("HTTP/1.1 101")
                               : !seen.received.empty() || seen.received_dropped > 0;
  if (predicted.what == Predicted::kRefused) {
    if (switched) return Reaction{fmt::format("live accepted {}: {}", head, predicted.rule), predicted.severity, story};
    return Reaction{fmt::format("live did not refuse {}: {}", head, predicted.rule), Severity::kMedium, story};
  }
  if (predicted.what != Predicted::kAccepted || (server && seen.opened)) return std::nullopt;
  if (switched && server) return Reaction{"live opened with a wrong answer", Severity::kMedium, story};
  if (!switched) return Reaction{fmt::format("live refused {} that is in order", head), Severity::kMedium, story};
  return std::nullopt;
}

std::optional<Reaction> difference(const LiveCase& session, const RunResult& seen) {
  if (seen.behaviour == Behaviour::kOk || seen.behaviour == Behaviour::kUnimplemented) return std::nullopt;
  const std::string story = seen.result + " " + seen.result_close;
  if (seen.death) return Reaction{"live crash " + seen.death->what, Severity::kCritical, seen.death->output};
  // Of a head that it was never sent a client knows nothing.
  if (seen.role == SubjectRole::kClient && seen.http_response.empty())
    return Reaction{"live asked for no WebSocket", Severity::kMedium, story};
  if (auto reaction = reaction_to_head(session.opening, seen)) return reaction;
  if (!seen.opened) return Reaction{"live did not open what has no fault", Severity::kMedium, story};
  if (differs_where_it_may(session.test, seen)) return std::nullopt;
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

}  // namespace

std::optional<Reaction> reaction_of(const LiveCase& session, const RunResult& seen) {
  auto reaction = difference(session, seen);
  if (reaction && session.final_block && !seen.death) {
    reaction->signature = "live final block in a compressed message";
    reaction->severity = Severity::kLow;
  }
  return reaction;
}

}  // namespace gauntlet::fuzz
