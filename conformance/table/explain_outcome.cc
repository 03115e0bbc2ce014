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
  } else if (!close.code_optional) {
    out += "; the subject's Close frame has a code, whichever it is";
  }
  if (close.clean) out += "; the closing handshake is completed";
  return out;
}

std::string refusal_words(const ExpectedOpening& opening, const Case& test_case) {
  if (!test_case.for_server) {
    return "The client does not take the answer: it ends the transport, and sends no message and no pong";
  }
  if (opening.dropped) return "The server drops the transport without an answer";
  std::string out = "The server refuses the opening handshake with ";
  out += opening.error            ? "an HTTP error, 4xx or 5xx"
         : opening.status.empty() ? "any status but 101"
                                  : fmt::format("status {}", fmt::join(opening.status, " or "));
  if (opening.drop_accepted) out += ", or drops the transport";
  return out;
}

std::string fields_words(const ExpectedOpening& opening, const Case& test_case) {
  const std::string_view head = test_case.for_server ? "The answer" : "The request";
  std::vector<std::string> words;
  for (const auto& [field, token] : opening.fields) {
    words.push_back(token.empty() ? fmt::format("{} is there", field) : fmt::format("{} has {}", field, token));
  }
  if (!opening.accept.empty()) words.push_back(fmt::format("Sec-WebSocket-Accept is {}", opening.accept));
  return words.empty() ? "" : fmt::format("{}: {}", head, fmt::join(words, "; "));
}

// The openings; empty where it has to succeed and nothing is said about it.
std::string opening_words(const Outcome& outcome, const Case& test_case) {
  const ExpectedOpening& opening = outcome.opening;
  if (opening.unanswered) return wrapped("The opening handshake is left without an answer.", 4);
  std::string out = opening.refused ? wrapped(sentence(refusal_words(opening, test_case)), 4) : "";
  const std::string fields = fields_words(opening, test_case);
  return fields.empty() ? out : out + wrapped(sentence(fields), 4);
}

}  // namespace

std::string sentence(std::string text) {
  if (!text.empty() && !text.ends_with('.') && !text.ends_with('?')) text += '.';
  return text;
}

std::string explain_outcome(const Outcome& outcome, const Case& test_case, const Requirements& requirements) {
  std::string out = fmt::format("  {}\n", name(outcome.verdict)) + opening_words(outcome, test_case);
  if (!outcome.opening.refused && !outcome.opening.unanswered) {
    const bool apart = test_case.reference_judging;
    out += wrapped("If " + events_words(outcome) + (apart ? "." : ";"), 4);
    out += wrapped((apart ? "Judged apart: " : "and ") + sentence(close_words(outcome.close)), 4);
  }
  if (!outcome.checks.empty()) out += wrapped(fmt::format("Checks: {}.", fmt::join(outcome.checks, ", ")), 4);
  if (!outcome.because.empty()) out += wrapped("Because: " + sentence(outcome.because), 4);
  if (!outcome.by.empty()) out += "    It rests on:\n" + explain_statements(outcome.by, requirements, 6);
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
