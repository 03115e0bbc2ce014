// What a subject would have to send to be OK.
#include <fmt/format.h>

#include <algorithm>

#include "conformance/table/explain_parts.h"
#include "conformance/wire/frame.h"

namespace gauntlet {
namespace {

constexpr std::size_t kShownEvents = 8;

struct Message {
  MessageKind kind = MessageKind::kText;
  wire::Bytes payload;
};

// The messages that the steps make, so that their echoes can be written down; those of a repetition once each time.
class Sent {
 public:
  explicit Sent(const std::vector<Step>& steps) { gather(steps, 0); }
  [[nodiscard]] const Message* at(std::uint64_t index) const { return index < all_.size() ? &all_[index] : nullptr; }

 private:
  void gather(const std::vector<Step>& steps, std::uint64_t repetition) {
    for (const Step& step : steps) {
      if (all_.size() > kShownEvents) return;
      if (const auto* frame = std::get_if<step::Frame>(&step.verb)) take(frame->frame);
      if (const auto* part = std::get_if<step::PayloadPart>(&step.verb)) append(part->payload.octets(repetition));
      if (const auto* message = std::get_if<step::Message>(&step.verb)) {
        all_.push_back({message->kind, message->payload.octets(repetition)});
      }
      const auto* repeat = std::get_if<step::Repeat>(&step.verb);
      for (std::uint64_t i = 0; repeat != nullptr && i < std::min<std::uint64_t>(repeat->count, kShownEvents + 1);
           ++i) {
        gather(repeat->steps, i);
      }
    }
  }

  void take(const FrameSpec& frame) {
    if (frame.opcode > 2) return;
    if (frame.opcode != 0) open_ = {frame.opcode == 1 ? MessageKind::kText : MessageKind::kBinary, {}};
    append(frame.payload.octets());
    if (frame.fin) all_.push_back(open_);
  }

  void append(const wire::Bytes& octets) { open_.payload.insert(open_.payload.end(), octets.begin(), octets.end()); }

  std::vector<Message> all_;
  Message open_;
};

std::uint8_t opcode_of(MessageKind kind) { return kind == MessageKind::kText ? 1 : 2; }

std::string message_row(const Message* message, bool masked) {
  if (message == nullptr) return "the message that came, octet for octet\n";
  return frame_row(opcode_of(message->kind), true, masked, message->payload);
}

std::string event_rows(const ExpectedEvent& event, const Sent& sent, bool masked) {
  using Kind = ExpectedEvent::Kind;
  std::string out;
  for (std::uint64_t i = 0; event.kind == Kind::kEcho && i < std::min<std::uint64_t>(event.times, kShownEvents); ++i) {
    out += "    " + message_row(sent.at(event.echo + i), masked);
  }
  if (event.kind == Kind::kEcho && event.times > kShownEvents) out += fmt::format("    ... {} in all\n", event.times);
  if (event.kind == Kind::kMessage) {
    out += "    " + frame_row(opcode_of(event.message), true, masked, event.payload.octets());
  }
  if (event.kind == Kind::kPong) out += "    " + frame_row(10, true, masked, event.payload.octets());
  if (event.kind == Kind::kQuiet) out += "    nothing that closes, until the wait is over\n";
  return out;
}

std::string close_row(const ExpectedClose& close, bool masked) {
  wire::Bytes body;
  if (close.by == ExpectedClose::By::kSubject || close.clean) {
    const std::uint16_t code = close.codes.empty() ? 1000 : close.codes.front();
    body = {static_cast<std::uint8_t>(code >> 8U), static_cast<std::uint8_t>(code & 0xFFU)};
  } else if (close.codes.empty()) {
    return "";
  } else {
    body = {static_cast<std::uint8_t>(close.codes.front() >> 8U),
            static_cast<std::uint8_t>(close.codes.front() & 0xFFU)};
  }
  return "    " + frame_row(8, true, masked, body);
}

std::string opening_row(const ExpectedOpening& opening, bool is_server) {
  if (opening.refused && !is_server) return "    nothing; it ends the transport\n";
  if (opening.refused) {
    const int status = opening.error || opening.status.empty() ? 400 : opening.status.front();
    return fmt::format("    HTTP/1.1 {} and a reason, with the fields that are named above\n", status);
  }
  return opening.accept.empty() ? "" : fmt::format("    HTTP/1.1 101, with Sec-WebSocket-Accept: {}\n", opening.accept);
}

}  // namespace

std::string explain_answer(const Case& test_case) {
  const auto ok = std::find_if(test_case.outcomes.begin(), test_case.outcomes.end(),
                               [](const Outcome& outcome) { return outcome.verdict == Behaviour::kOk; });
  if (ok == test_case.outcomes.end() || test_case.reference_judging) return "";
  const bool masked = !test_case.for_server;
  std::string out = opening_row(ok->opening, test_case.for_server);
  if (!ok->opening.refused && !ok->opening.unanswered) {
    const Sent sent(test_case.steps);
    std::size_t shown = 0;
    for (const ExpectedEvent& event : ok->events.value_or(std::vector<ExpectedEvent>{})) {
      if (++shown <= kShownEvents && !event.optional) out += event_rows(event, sent, masked);
    }
    if (shown > kShownEvents) out += fmt::format("    ... {} in all\n", shown);
    out += close_row(ok->close, masked);
  }
  if (out.empty()) return "";
  const std::string_view whose = masked ? "" : test_case.for_client ? ", as a server writes them" : "";
  return fmt::format("\nWhat it would have to send to be OK, for example (octets{})\n{}", whose, out);
}

}  // namespace gauntlet
