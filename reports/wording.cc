#include "reports/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "reports/escape.h"

namespace gauntlet::reports {
namespace {

std::string quoted(std::string_view head, std::uint64_t size) {
  const std::string_view whole = whole_code_points(head, size);
  const std::string_view more = size > head.size() ? " ..." : "";
  if (!is_utf8(whole)) return fmt::format("0x{}{}", hex(head), more);
  return fmt::format("\"{}\"{}", whole, more);
}

std::string octets(std::uint64_t count) { return fmt::format("{} octet{}", count, count == 1 ? "" : "s"); }

std::string codes(const std::vector<std::uint16_t>& accepted) {
  return accepted.empty() ? "any or none" : fmt::format("{} or none", fmt::join(accepted, ", "));
}

std::string code(const std::optional<std::uint16_t>& sent) { return sent ? std::to_string(*sent) : "none"; }

}  // namespace

std::string_view opcode_name(std::uint8_t opcode) {
  static constexpr std::array<std::string_view, 16> kNames = {
      "continuation", "text", "binary", "reserved 3",  "reserved 4",  "reserved 5",  "reserved 6",  "reserved 7",
      "close",        "ping", "pong",   "reserved 11", "reserved 12", "reserved 13", "reserved 14", "reserved 15"};
  return opcode < kNames.size() ? kNames[opcode] : "no opcode";
}

std::string describe(const ReceivedEvent& event) {
  if (event.kind == ReceivedEvent::Kind::kQuiet) return fmt::format("still open after wait {}", event.quiet);
  const std::string_view what = event.kind == ReceivedEvent::Kind::kPong ? "pong"
                                : event.message == MessageKind::kText    ? "text"
                                                                         : "binary";
  std::string words = fmt::format("{} {} ({})", what, quoted(event.head, event.size), octets(event.size));
  if (event.echo) words += fmt::format(", echo of message {}", *event.echo);
  return words;
}

std::string frame_content(const WireEntry& entry) {
  constexpr std::uint8_t kClose = 8;
  if (entry.opcode != kClose || entry.head.size() < 2) return log_text(entry.head, entry.size);
  const unsigned first = static_cast<std::uint8_t>(entry.head[0]), second = static_cast<std::uint8_t>(entry.head[1]);
  const std::string code = std::to_string(first * 256 + second);
  return entry.size == 2 ? code : code + " " + quoted(std::string_view(entry.head).substr(2), entry.size - 2);
}

std::string case_file(const RunResult& result) {
  const std::size_t at = result.file.rfind("/conformance/cases/");
  return at == std::string::npos ? result.file : result.file.substr(at + 1);
}

std::string case_place(const RunResult& result) {
  return result.file.empty() ? std::string() : fmt::format("{}:{}", case_file(result), result.line);
}

std::string_view kind_name(WireEntry::Kind kind) {
  switch (kind) {
    case WireEntry::Kind::kSentOctets: return "sent octets";
    case WireEntry::Kind::kReceivedOctets: return "received octets";
    case WireEntry::Kind::kSentFrame: return "sent frame";
    case WireEntry::Kind::kReceivedFrame: return "received frame";
    case WireEntry::Kind::kTimer: return "timer";
    case WireEntry::Kind::kNote: return "note";
  }
  return "note";
}

std::string describe(const WireEntry& entry) {
  std::string words;
  switch (entry.kind) {
    case WireEntry::Kind::kSentOctets:
    case WireEntry::Kind::kReceivedOctets:
      words = fmt::format("{}: {}", octets(entry.size), log_hex(entry.head, entry.size));
      break;
    case WireEntry::Kind::kSentFrame:
    case WireEntry::Kind::kReceivedFrame:
      words = fmt::format("{}, fin {}, rsv {}, {}", opcode_name(entry.opcode), entry.fin ? 1 : 0, entry.rsv,
                          entry.masking_key ? fmt::format("masked with {:08x}", *entry.masking_key) : "not masked");
      words += fmt::format(", {}", octets(entry.size));
      if (entry.size > 0) words += ": " + frame_content(entry);
      break;
    case WireEntry::Kind::kTimer:
    case WireEntry::Kind::kNote: return entry.note;
  }
  return entry.note.empty() ? words : words + " (" + entry.note + ")";
}

std::string describe(const ExpectedEvent& event) {
  const std::string_view suffix = event.optional ? " (optional)" : "";
  switch (event.kind) {
    case ExpectedEvent::Kind::kEcho:
      if (event.times == 1) return fmt::format("echo of message {}{}", event.echo, suffix);
      return fmt::format("echoes of messages {} to {}{}", event.echo, event.echo + event.times - 1, suffix);
    case ExpectedEvent::Kind::kMessage:
      return fmt::format("{} message {}{}", event.message == MessageKind::kText ? "text" : "binary",
                         event.payload.describe(), suffix);
    case ExpectedEvent::Kind::kPong: return fmt::format("pong {}{}", event.payload.describe(), suffix);
    case ExpectedEvent::Kind::kQuiet: return fmt::format("still open after wait {}{}", event.quiet, suffix);
  }
  return {};
}

std::vector<std::string> expected_words(const ExpectedOutcome& outcome) {
  if (!outcome.words.empty()) return outcome.words;
  std::vector<std::string> words;
  if (outcome.refused) words.emplace_back(kOpeningIsRefused);
  if (!outcome.events) words.emplace_back(kAnyEvents);
  if (outcome.events) {
    for (const ExpectedEvent& event : *outcome.events) words.push_back(describe(event));
  }
  if (words.empty()) words.emplace_back("nothing");
  return words;
}

std::vector<const ExpectedOutcome*> outcomes_in_order(const RunResult& result) {
  std::vector<const ExpectedOutcome*> outcomes;
  for (const ExpectedOutcome& outcome : result.outcomes) outcomes.push_back(&outcome);
  const auto place = [](const ExpectedOutcome* outcome) {
    return std::pair(outcome->verdict != Behaviour::kOk, name(outcome->verdict));
  };
  std::ranges::stable_sort(outcomes, {}, place);
  return outcomes;
}

std::string expected_events(const RunResult& result) {
  std::string words;
  std::optional<Behaviour> verdict;
  for (const ExpectedOutcome* outcome : outcomes_in_order(result)) {
    if (!words.empty()) words += "; or ";
    if (verdict != outcome->verdict) words += fmt::format("{}: ", name(outcome->verdict));
    verdict = outcome->verdict;
    words += fmt::format("{}", fmt::join(expected_words(*outcome), ", then "));
  }
  return words.empty() ? "judged by a rule of its own" : words;
}

std::string received_events(const RunResult& result, std::size_t at_most) {
  std::vector<std::string> events;
  for (const ReceivedEvent& event : result.received) {
    if (events.size() == at_most) break;
    events.push_back(describe(event));
  }
  const std::uint64_t more = result.received.size() - events.size() + result.received_dropped;
  if (more > 0) events.push_back(fmt::format("{} more", more));
  return events.empty() ? "nothing" : fmt::format("{}", fmt::join(events, ", then "));
}

std::string expected_close(const RunResult& result) {
  std::string words;
  switch (result.expected_close_by) {
    case ExpectedClose::By::kSubject: words = "the subject closes first"; break;
    case ExpectedClose::By::kHarness: words = "the harness closes first"; break;
    case ExpectedClose::By::kEither: words = "either side closes"; break;
  }
  words += "; the subject's code: " + codes(result.expected_codes);
  if (result.expected_clean) words += "; the closing handshake is completed";
  return words;
}

std::string observed_close(const RunResult& result) {
  if (!result.opened) return "the opening handshake was not completed";
  std::string words = result.closed_by_me ? "the harness closed first" : "the subject closed or dropped first";
  words += fmt::format("; the subject's code: {}", code(result.remote_close_code));
  const std::string reason = result.remote_close_reason.value_or("");
  if (!reason.empty()) words += ", reason " + quoted(reason, reason.size());
  words += fmt::format("; the harness's: {}", code(result.local_close_code));
  words += result.was_clean ? "; clean" : "; not clean";
  if (!result.was_clean && !result.was_not_clean_reason.empty()) words += ": " + result.was_not_clean_reason;
  if (result.dropped_by_me) words += "; the harness dropped the transport";
  return words;
}

std::string verdicts(const RunResult& result) {
  return fmt::format("{}/{}", name(result.behaviour), name(result.close_behaviour));
}

std::int64_t whole_milliseconds(std::chrono::microseconds duration) {
  return std::chrono::round<std::chrono::milliseconds>(duration).count();
}

std::string duration_words(std::chrono::microseconds duration) {
  const std::int64_t ms = whole_milliseconds(duration);
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{:.1f} s", static_cast<double>(ms) / 1000);
  return fmt::format("{} min {} s", ms / 60'000, ms % 60'000 / 1000);
}

}  // namespace gauntlet::reports
