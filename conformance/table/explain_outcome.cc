#include <fmt/format.h>
#include <fmt/ranges.h>

#include "conformance/table/explain_parts.h"

namespace gauntlet {
namespace {

std::string event_words(const ExpectedEvent& event) {
  const std::string optional = event.optional ? "perhaps " : "";
  switch (event.kind) {
    case ExpectedEvent::Kind::kEcho:
      if (event.times > 1) {
        return fmt::format("{}echoes of {} messages from message {} on", optional, event.times, event.echo);
      }
      return fmt::format("{}an echo of message {}", optional, event.echo);
    case ExpectedEvent::Kind::kMessage:
      return fmt::format("{}a {} message: {}", optional, event.message == MessageKind::kText ? "text" : "binary",
                         event.payload.describe());
    case ExpectedEvent::Kind::kPong: return fmt::format("{}a pong: {}", optional, event.payload.describe());
    case ExpectedEvent::Kind::kQuiet: return fmt::format("{}still open after wait {}", optional, event.quiet);
  }
  return "";
}

std::string events_words(const Outcome& outcome) {
  if (!outcome.events) return "it may answer anything";
  if (outcome.events->empty()) return "it sends no message and no pong";
  std::vector<std::string> words;
  for (const ExpectedEvent& event : *outcome.events) words.push_back(event_words(event));
  return fmt::format("the harness gets, in this order: {}", fmt::join(words, "; "));
}

std::string close_words(const ExpectedClose& close) {
  static constexpr std::string_view kBy[] = {"the subject closes first, by a Close frame or by dropping the transport",
                                             "the harness closes first", "either side closes"};
  std::string out(kBy[static_cast<std::size_t>(close.by)]);
  if (!close.codes.empty()) {
    out += fmt::format("; the subject's Close frame has code {}", fmt::join(close.codes, " or "));
    if (close.code_optional) out += ", or there is none";
  }
  if (close.clean) out += "; the closing handshake is completed";
  return out;
}

std::string opening_words(const ExpectedOpening& opening) {
  std::string out;
  if (opening.unanswered) return "The opening handshake is left without an answer";
  if (opening.refused) {
    out += "The opening handshake is refused with ";
    out += opening.status.empty() ? "any status but 101" : fmt::format("status {}", fmt::join(opening.status, " or "));
    if (opening.drop_accepted) out += ", or the transport is dropped";
  }
  for (const auto& [field, token] : opening.fields) {
    out += fmt::format("{} answer has {} with {}", out.empty() ? "The" : "; the", field, token);
  }
  return out;
}

}  // namespace

std::string explain_outcome(const Outcome& outcome, bool reference_judging) {
  std::string out = fmt::format("  {}\n", name(outcome.verdict));
  const std::string opening = opening_words(outcome.opening);
  if (!opening.empty()) out += wrapped(opening + ".", 4);
  if (!outcome.opening.refused && !outcome.opening.unanswered) {
    out += wrapped("If " + events_words(outcome) + (reference_judging ? "." : ";"), 4);
    out += wrapped((reference_judging ? "Judged apart: " : "and ") + close_words(outcome.close) + ".", 4);
  }
  if (!outcome.checks.empty()) out += wrapped(fmt::format("Checks: {}.", fmt::join(outcome.checks, ", ")), 4);
  if (!outcome.because.empty()) out += wrapped(fmt::format("Because: {}.", outcome.because), 4);
  return out;
}

std::string explain_handshake(const HandshakeSpec& handshake) {
  std::string out;
  for (const std::string& offer : handshake.offers) out += wrapped("Offers " + offer, 2);
  for (const DeflateAnswer& answer : handshake.answers) {
    std::string words = "As a server, answers an offer";
    if (!answer.needs.empty()) words += fmt::format(" that has {}", fmt::join(answer.needs, " and "));
    words += " with permessage-deflate";
    for (const auto& [parameter, value] : answer.answer) words += "; " + parameter + (value ? "=" + *value : "");
    out += wrapped(words, 2);
  }
  if (handshake.require_deflate) out += wrapped("Without permessage-deflate the case is UNIMPLEMENTED.", 2);
  if (!handshake.subprotocols.empty()) {
    out += wrapped(fmt::format("Subprotocols: {}", fmt::join(handshake.subprotocols, ", ")), 2);
  }
  for (const auto& [field, value] : handshake.headers) out += wrapped(fmt::format("{}: {}", field, value), 2);
  if (!handshake.raw.empty()) out += wrapped("The whole head is:", 2);
  for (const std::string& head_line : handshake.raw) out += wrapped(head_line.empty() ? "(empty line)" : head_line, 4);
  if (handshake.raw_octets) out += wrapped("The whole head is " + handshake.raw_octets->describe(), 2);
  if (handshake.early) out += wrapped("The steps begin in the same write as the head.", 2);
  return out;
}

}  // namespace gauntlet
