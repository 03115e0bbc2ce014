#include "conformance/play/judge.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cctype>

#include "conformance/play/expectation.h"

namespace gauntlet {

namespace {

// Whether the agreement lets us begin each message with an empty window.
bool our_window_restarts(const Record& r) {
  if (!r.deflate) return false;
  return r.facts.role == SubjectRole::kServer ? r.deflate->client_no_context_takeover
                                              : r.deflate->server_no_context_takeover;
}

bool offers_client_window(const Record& r) {
  return r.head && r.head->joined("Sec-WebSocket-Extensions").find("client_max_window_bits") != std::string::npos;
}

// What the harness's endpoint says about the Close frames that it reads.
bool close_is_well_formed(const std::vector<std::string>& violations) {
  return std::none_of(violations.begin(), violations.end(),
                      [](const std::string& rule) { return rule.starts_with("close-"); });
}

constexpr std::array<Check, 17> kChecks{{
    {"request-valid", "the client's opening request obeys section 4.1",
     [](const Record& r) { return r.head && r.head_complaints.empty(); }},
    {"response-valid", "the server's answer obeys section 4.2.2",
     [](const Record& r) { return r.head && r.head_complaints.empty(); }},
    {"masking-keys-vary", "every frame is masked with a key of its own (section 5.3)",
     [](const Record& r) {
       return r.masked_frames > 1 && r.masking_keys.size() + 1 >= std::min<std::uint64_t>(r.masked_frames, 4096);
     }},
    {"messages-compressed", "every message came compressed",
     [](const Record& r) { return r.messages > 0 && r.compressed_messages == r.messages; }},
    {"messages-uncompressed", "no message came compressed", [](const Record& r) { return r.compressed_messages == 0; }},
    {"close-code-echoed", "the answer to Close carries the same code (section 5.5.1)",
     [](const Record& r) { return r.facts.remote_close_code == r.first_close_code_sent; }},
    {"no-octets-after-close", "no frame comes after the subject's Close (section 5.5.1)",
     [](const Record& r) { return r.frames_after_close == 0; }},
    {"single-close", "one Close frame at most", [](const Record& r) { return r.closes <= 1; }},
    {"no-extension-agreed", "the answer names no extension",
     [](const Record& r) { return r.head && r.head->joined("Sec-WebSocket-Extensions").empty(); }},
    {"no-subprotocol-agreed", "the answer names no subprotocol", [](const Record& r) { return !r.subprotocol_agreed; }},
    {"deflate-answer-fits", "the answer to permessage-deflate gives what an offer asks for",
     [](const Record& r) { return r.deflate_answer_fits; }},
    {"our-window-restarts", "the harness agreed to begin each message with an empty window", our_window_restarts},
    {"client-max-window-bits-offered", "the client offered client_max_window_bits", offers_client_window},
    {"waits-for-tcp-close", "the client leaves it to the server to end the transport (section 7.1.1)",
     [](const Record& r) { return r.closes > 0 && !r.subject_ended; }},
    {"transport-ended", "the subject ended the transport", [](const Record& r) { return r.subject_ended; }},
    {"no-close-frame", "the subject sends no Close frame", [](const Record& r) { return r.closes == 0; }},
    {"close-well-formed", "the subject's Close frame is one that may be sent (sections 5.5.1 and 7.4)",
     [](const Record& r) { return close_is_well_formed(r.facts.subject_violations); }},
}};

constexpr std::string_view kEventsMatch = "Actual events match at least one expected.";
constexpr std::string_view kEventsDiffer = "Actual events differ from any expected.";

struct CloseVerdict {
  CloseBehaviour behaviour;
  std::string text;
};

std::string codes_text(const std::vector<std::uint16_t>& codes) {
  return fmt::format("The close code should have been {} or empty", fmt::join(codes, ","));
}

// The reference's order: wrong endpoint, unclean, wrong code, not dropped by the server.
CloseVerdict judge_close(const ExpectedClose& expected, const Record& record, bool opened) {
  const auto& facts = record.facts;
  if (!opened) return {CloseBehaviour::kFailed, "The WebSocket opening handshake was never completed!"};
  const bool by_me = expected.by == ExpectedClose::By::kHarness;
  if (expected.by != ExpectedClose::By::kEither && by_me != facts.closed_by_me) {
    return {CloseBehaviour::kFailed, "The connection was failed by the wrong endpoint"};
  }
  if (expected.clean && !facts.was_clean) {
    return {CloseBehaviour::kUnclean, "The spec requires the connection to be failed cleanly here"};
  }
  const auto& codes = expected.codes;
  if (facts.remote_close_code && !codes.empty() &&
      std::find(codes.begin(), codes.end(), *facts.remote_close_code) == codes.end()) {
    return {CloseBehaviour::kWrongCode, codes_text(codes)};
  }
  if (!facts.remote_close_code && !expected.code_optional) return {CloseBehaviour::kWrongCode, codes_text(codes)};
  if (facts.role == SubjectRole::kServer && facts.dropped_by_me) {
    return {CloseBehaviour::kFailedByClient, "It is preferred that the server close the TCP connection"};
  }
  return {CloseBehaviour::kOk, "Connection was properly closed"};
}

bool field_has(const wire::HttpHead& head, const std::pair<std::string, std::string>& wanted) {
  return wanted.second.empty() ? head.count(wanted.first) > 0 : head.has_token(wanted.first, wanted.second);
}

// Whether the opening handshake went as the outcome wants it.
bool opening_matches(const ExpectedOpening& expected, const Record& record) {
  const auto& facts = record.facts;
  const bool fields = std::all_of(expected.fields.begin(), expected.fields.end(),
                                  [&](const auto& field) { return record.head && field_has(*record.head, field); });
  const bool accept =
      expected.accept.empty() || (record.head && record.head->joined("Sec-WebSocket-Accept") == expected.accept);
  if (expected.unanswered) return record.status == 0 && !record.subject_ended && !facts.opened;
  if (!expected.refused) return facts.opened && fields && accept;
  if (facts.role == SubjectRole::kClient) {
    // A client refuses by going away: nothing but a Close frame may come from it.
    return (record.subject_ended || record.closes > 0) && record.messages == 0 && record.pongs == 0;
  }
  if (record.status == 0) return expected.drop_accepted && record.subject_ended && !facts.opened;
  if (expected.dropped || record.status == 101) return false;
  if (expected.error && (record.status < 400 || record.status > 599)) return false;
  const bool status = expected.status.empty() ||
                      std::find(expected.status.begin(), expected.status.end(), record.status) != expected.status.end();
  return status && fields;
}

bool events_match(const Outcome& outcome, const Record& record) {
  return !outcome.events ||
         (match_events(record.facts.received, *outcome.events) == Match::kFull && record.facts.received_dropped == 0);
}

// One word for each part of an outcome that does not hold, to say what went wrong.
std::string difference(const Outcome& outcome, const Record& record) {
  std::vector<std::string> parts;
  if (!opening_matches(outcome.opening, record)) {
    parts.push_back(outcome.opening.refused
                        ? (record.status != 0 ? fmt::format("the opening handshake ended in status {}", record.status)
                                              : std::string("the opening handshake was not refused"))
                        : std::string("the opening handshake failed"));
  }
  if (!events_match(outcome, record)) parts.emplace_back("other events came");
  const bool opened = record.facts.opened;
  if (!outcome.opening.refused && !outcome.opening.unanswered) {
    const auto close = judge_close(outcome.close, record, opened);
    if (close.behaviour != CloseBehaviour::kOk && close.behaviour != CloseBehaviour::kFailedByClient)
      parts.push_back(close.text);
  }
  for (const auto& check : kChecks) {
    const bool wanted = std::find(outcome.checks.begin(), outcome.checks.end(), check.name) != outcome.checks.end();
    if (wanted && !check.holds(record)) parts.push_back(fmt::format("it does not hold that {}", check.meaning));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

void judge_as_reference(const Case& test, const Record& record, RunResult& result) {
  result.behaviour = Behaviour::kFailed;
  if (result.result.empty()) result.result = kEventsDiffer;
  const ExpectedClose* close = test.outcomes.empty() ? nullptr : &test.outcomes.front().close;
  if (record.facts.opened) {
    for (const auto& outcome : test.outcomes) {
      if (!events_match(outcome, record)) continue;
      result.behaviour = outcome.verdict;
      result.result = kEventsMatch;
      result.because = outcome.because;
      break;
    }
  }
  if (record.unimplemented) {
    result.behaviour = Behaviour::kUnimplemented;
    result.result = "The subject lacks a capability that the case needs.";
  }
  if (close == nullptr) return;
  auto verdict = judge_close(*close, record, record.facts.opened);
  result.close_behaviour = verdict.behaviour;
  result.result_close = std::move(verdict.text);
  if (test.wrong_endpoint_fatal && result.close_behaviour == CloseBehaviour::kFailed)
    result.behaviour = Behaviour::kFailed;
  if (test.wrong_code_fatal && result.close_behaviour == CloseBehaviour::kWrongCode) {
    result.behaviour = Behaviour::kFailed;
    result.result = result.result_close;
  }
}

void judge_by_outcomes(const Case& test, const Record& record, RunResult& result) {
  for (const auto& outcome : test.outcomes) {
    if (!difference(outcome, record).empty()) continue;
    result.behaviour = outcome.verdict;
    result.close_behaviour = CloseBehaviour::kOk;
    result.result = kEventsMatch;
    result.result_close =
        outcome.opening.refused ? "The opening handshake was refused" : "Connection was properly closed";
    result.because = outcome.because;
    return;
  }
  result.behaviour = Behaviour::kFailed;
  const auto& wanted = test.outcomes.front();
  auto verdict = judge_close(wanted.close, record, record.facts.opened);
  result.close_behaviour = wanted.opening.refused ? CloseBehaviour::kFailed : verdict.behaviour;
  result.result_close = std::move(verdict.text);
  auto text = difference(wanted, record);
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  result.result = result.result.empty() ? text + "." : fmt::format("{} ({})", text, result.result);
  if (record.unimplemented) {
    result.behaviour = Behaviour::kUnimplemented;
    result.close_behaviour = CloseBehaviour::kOk;
    result.result = "The subject lacks a capability that the case needs.";
  }
}

}  // namespace

std::span<const Check> checks() { return kChecks; }

RunResult judge(const Case& test, Record record) {
  RunResult result = record.facts;
  result.case_id = test.id;
  result.title = test.title;
  result.why = test.why;
  result.file = test.file;
  result.line = test.line;
  result.severity = test.severity;
  result.requirements = test.requirements;
  result.flags = test.flags;
  for (const auto& outcome : test.outcomes) {
    result.outcomes.push_back({outcome.verdict, outcome.opening.refused, outcome.events, {}});
  }
  if (!test.outcomes.empty()) {
    const auto& close = test.outcomes.front().close;
    result.expected_codes = close.codes;
    result.expected_close_by = close.by;
    result.expected_clean = close.clean;
    if (test.reference_judging) {
      judge_as_reference(test, record, result);
    } else {
      judge_by_outcomes(test, record, result);
    }
  }
  if (test.informational) {
    result.behaviour = Behaviour::kInformational;
    result.close_behaviour = CloseBehaviour::kInformational;
    if (result.opened) result.result = "Actual events are undefined by the spec.";
  }
  return result;
}

}  // namespace gauntlet
