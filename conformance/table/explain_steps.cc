#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "conformance/table/explain_parts.h"
#include "conformance/wire/frame.h"

namespace gauntlet {
namespace {

constexpr std::size_t kShownPayload = 16;

std::string opcode_words(std::uint8_t opcode) {
  switch (opcode) {
    case 0: return "continuation";
    case 1: return "text";
    case 2: return "binary";
    case 8: return "close";
    case 9: return "ping";
    case 10: return "pong";
    default: return fmt::format("reserved ({})", opcode);
  }
}

wire::LengthForm wire_form(FrameSpec::LengthForm form) {
  switch (form) {
    case FrameSpec::LengthForm::kMinimal: return wire::LengthForm::kMinimal;
    case FrameSpec::LengthForm::k7: return wire::LengthForm::k7;
    case FrameSpec::LengthForm::k16: return wire::LengthForm::k16;
    case FrameSpec::LengthForm::k64: return wire::LengthForm::k64;
  }
  return wire::LengthForm::kMinimal;
}

// What a server gets, for clients mask. Where the key is drawn from the seed it is shown as "kk", and
// the payload as it is before masking.
std::string frame_octets(const wire::Frame& frame, bool key_is_drawn) {
  const wire::Bytes octets = wire::encode(frame);
  const std::size_t header = octets.size() - frame.payload.size();
  const std::size_t key_at = header - (frame.masking_key ? 4 : 0);
  const std::span<const std::uint8_t> all(octets);
  std::string out = hex_row(all.first(key_at), key_at);
  if (frame.masking_key) out += key_is_drawn ? " kk kk kk kk" : " " + hex_row(all.subspan(key_at, 4), 4);
  if (!frame.payload.empty()) out += " | " + hex_row(all.subspan(header), kShownPayload);
  return out + "\n";
}

std::string chop_words(const Chop& chop) {
  if (chop.sizes.empty()) return "";
  if (chop.repeat) return fmt::format(", in writes of {}", chop.sizes.front());
  return fmt::format(", in writes of {} and the rest", fmt::join(chop.sizes, ", "));
}

class StepWords {
 public:
  StepWords(std::size_t number, std::size_t indent) : number_(fmt::format("{}. ", number)), indent_(indent) {}

  std::string operator()(const step::Frame& step) const {
    const FrameSpec& spec = step.frame;
    std::string words = fmt::format("{} frame, payload {}", opcode_words(spec.opcode), spec.payload.describe());
    if (!spec.fin) words += ", not final";
    if (spec.rsv != 0) words += fmt::format(", RSV bits {:03b}", spec.rsv);
    if (spec.declared_length) words += fmt::format(", declares {} octets", *spec.declared_length);
    if (spec.masking == FrameSpec::Masking::kNone) words += ", not masked";
    words += chop_words(step.chop);
    if (step.sync) words += ", in a write of its own";

    wire::Frame frame{
        spec.fin, spec.rsv, spec.opcode, 0, wire_form(spec.length_form), spec.declared_length, spec.payload.octets()};
    if (spec.masking == FrameSpec::Masking::kNone) frame.masking_key.reset();
    if (spec.masking == FrameSpec::Masking::kKey) frame.masking_key = spec.masking_key;
    return line(words) + octets(frame_octets(frame, spec.masking == FrameSpec::Masking::kAuto));
  }

  std::string operator()(const step::Message& step) const {
    const bool text = step.kind == MessageKind::kText;
    std::string words = fmt::format("{} message: {}", text ? "text" : "binary", step.payload.describe());
    if (step.compress) words += ", compressed";
    if (step.fragment != 0) words += fmt::format(", in fragments of {}", step.fragment);
    words += chop_words(step.chop);
    if (step.compress) return line(words) + octets("as many as the compressor makes of it\n");

    wire::Bytes payload = step.payload.octets();
    const bool whole = step.fragment == 0 || payload.size() <= step.fragment;
    const std::uint64_t more = whole ? 0 : payload.size() / step.fragment;
    if (!whole) payload.resize(step.fragment);
    const wire::Frame frame{
        whole, 0, static_cast<std::uint8_t>(text ? 1 : 2), 0, wire::LengthForm::kMinimal, {}, std::move(payload)};
    return line(words) + octets(frame_octets(frame, true)) +
           (whole ? "" : octets(fmt::format("and {} continuation frame{}\n", more, more == 1 ? "" : "s")));
  }

  std::string operator()(const step::PayloadPart& step) const {
    const auto part = step.payload.octets();
    return line("the payload of that frame goes on: " + step.payload.describe() + chop_words(step.chop)) +
           octets(hex_row(part, kShownPayload) + "\n");
  }

  std::string operator()(const step::Octets& step) const {
    const auto raw = step.octets.octets();
    return line("raw octets" + chop_words(step.chop)) + octets(hex_row(raw, 2 * kShownPayload) + "\n");
  }

  std::string operator()(const step::Close& step) const {
    std::string words = "start the closing handshake";
    wire::Frame frame{true, 0, 8, 0, wire::LengthForm::kMinimal, {}, {}};
    if (step.code) {
      words += fmt::format(" with code {}", *step.code);
      frame.payload = {static_cast<std::uint8_t>(*step.code >> 8), static_cast<std::uint8_t>(*step.code & 0xFF)};
    }
    if (const Payload* rest = step.body ? &*step.body : step.reason.recipe() ? &step.reason : nullptr) {
      words += fmt::format(", {} {}", step.body ? "body" : "reason", rest->describe());
      const auto more = rest->octets();
      frame.payload.insert(frame.payload.end(), more.begin(), more.end());
    }
    return line(words) + octets(frame_octets(frame, true));
  }

  std::string operator()(const step::Wait& step) const {
    return line(fmt::format("wait {} ms; still open after that: \"quiet {}\"", step.duration.count(), step.name));
  }

  std::string operator()(const step::Await& step) const {
    static constexpr std::string_view kWhat[] = {"a message", "a pong", "a Close frame", "the end of the transport"};
    std::string words = fmt::format("wait for {}", kWhat[static_cast<std::size_t>(step.what)]);
    if (step.limit) words += fmt::format(", at most {} ms", step.limit->count());
    return line(words);
  }

  std::string operator()(const step::HalfClose&) const { return line("end our side of the transport; still read"); }
  std::string operator()(const step::Reset&) const { return line("abort the transport"); }

  std::string operator()(const step::Repeat& step) const {
    std::string words = fmt::format("{} times", step.count);
    if (step.quick) words += fmt::format(" ({} under --quick)", *step.quick);
    return line(words + ":") + explain_steps(step.steps, indent_ + 4);
  }

 private:
  std::string line(const std::string& words) const { return wrapped(words, indent_ + number_.size(), number_); }
  std::string octets(const std::string& row) const { return std::string(indent_ + number_.size() + 2, ' ') + row; }

  std::string number_;
  std::size_t indent_;
};

}  // namespace

std::string frame_row(std::uint8_t opcode, bool fin, bool masked, std::span<const std::uint8_t> payload) {
  wire::Frame frame{fin, 0, opcode, std::nullopt, wire::LengthForm::kMinimal, {}, {payload.begin(), payload.end()}};
  if (masked) frame.masking_key = 0;
  return frame_octets(frame, masked);
}

std::string hex_row(std::span<const std::uint8_t> octets, std::size_t most) {
  std::string out = fmt::format("{:02x}", fmt::join(octets.first(std::min(most, octets.size())), " "));
  if (octets.size() > most) out += fmt::format(" ... ({} octets)", octets.size());
  return octets.empty() ? "nothing" : out;
}

std::string explain_steps(const std::vector<Step>& steps, std::size_t indent) {
  std::string out;
  for (std::size_t i = 0; i < steps.size(); ++i) out += std::visit(StepWords(i + 1, indent), steps[i].verb);
  return out;
}

}  // namespace gauntlet
