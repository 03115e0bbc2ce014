// The octets of one frame's header, as they arrive one by one. Oracles: the verdict never changes as more
// arrive, and comes with the very octet that it names; it is the one of the harness's own reader; what is
// decoded encodes to the same octets; nothing is allocated; what people read of it says what it is.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "conformance/wire/frame_reader.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/octet_source.h"
#include "fuzz/support/structure.h"
#include "ws/frame_parser.h"

namespace gauntlet::fuzz {
namespace {

using Status = ws::HeaderDecode::Status;

[[noreturn]] void broken(std::string_view what, std::string_view detail) {
  report_finding("frame-header", what, fmt::format("frame header: {}: {}", what, detail));
}

// octet 0: the receiver's state; then the octets.
struct Input {
  ws::ReceiverState state;
  std::uint64_t max_frame_size = 0;
  View octets;
};

Input read(View octets) {
  constexpr std::array<std::uint64_t, 4> kLimits{ws::kMaxPayloadLength, 64U << 20, 65536, 125};
  OctetSource source(octets);
  const std::uint8_t head = source.octet();
  Input input;
  input.state.role = (head & 1) != 0 ? ws::Role::kClient : ws::Role::kServer;
  input.state.rsv1_negotiated = (head & 2) != 0;
  input.state.inside_message = (head & 4) != 0;
  input.max_frame_size = kLimits[head >> 3 & 3];
  input.octets = source.upto(ws::kMaxFrameHeaderSize + 2);
  return input;
}

/// Of a violation nothing but the violation counts, of an incomplete header nothing at all.
bool same_verdict(const ws::HeaderDecode& left, const ws::HeaderDecode& right) {
  if (left.status != right.status) return false;
  if (left.status == Status::kViolation) return left.violation == right.violation;
  return left.status == Status::kIncomplete || (left.header == right.header && left.size == right.size);
}

/// What the whole input comes to, having held every prefix of it against the one before.
ws::HeaderDecode grow(const Input& input) {
  ws::HeaderDecode last;
  for (std::size_t size = 0; size <= input.octets.size(); ++size) {
    const HeapMeter meter;
    const auto now = ws::receive_frame_header(input.octets.first(size), input.state, input.max_frame_size);
    if (meter.allocations() != 0) broken("allocates", fmt::format("at {} octets", size));
    if (last.status == Status::kIncomplete) {
      if (now.status == Status::kViolation && now.violation.offset + 1 != size) {
        broken("late", fmt::format("{} shows with {} octets", ws::describe(now.violation), size));
      }
      if (now.status == Status::kComplete && now.size != size) broken("size", fmt::format("{} of {}", now.size, size));
    } else if (!same_verdict(now, last)) {
      broken("changes", fmt::format("the verdict at {} octets is another", size));
    }
    last = now;
  }
  return last;
}

void check_encoding(const Input& input, const ws::HeaderDecode& decoded) {
  std::array<std::uint8_t, ws::kMaxFrameHeaderSize> again{};
  const std::size_t size = ws::encode(decoded.header, again);
  if (size != decoded.size || size != ws::encoded_size(decoded.header)) broken("encoded-size", fmt::format("{}", size));
  if (!std::ranges::equal(View(again).first(size), input.octets.first(size)))
    broken("encoding", "decodes and encodes to another");
}

/// The same by the harness's own reader, which knows no limits: those come last.
void check_against_reader(const Input& input, const ws::HeaderDecode& decoded) {
  wire::FrameReader reader(
      {.expect_masked = input.state.role == ws::Role::kServer, .rsv1_negotiated = input.state.rsv1_negotiated});
  std::uint64_t before = 0;
  if (input.state.inside_message) {  // an empty first fragment brings it there
    constexpr std::array<std::uint8_t, 6> kMasked{0x02, 0x80, 0, 0, 0, 0};
    const View fragment = input.state.role == ws::Role::kServer ? View(kMasked) : View(kMasked).first(1);
    reader.feed(fragment);
    if (input.state.role == ws::Role::kClient) reader.feed(std::array<std::uint8_t, 1>{0});
    before = reader.offset();
  }
  std::optional<wire::WireViolation> violation;
  std::optional<wire::FrameStart> start;
  reader.feed(input.octets);
  while (const auto item = reader.next()) {
    if (const auto* early = std::get_if<wire::EarlyViolation>(&*item); early != nullptr && !violation)
      violation = early->violation;
    if (const auto* frame = std::get_if<wire::FrameStart>(&*item); frame != nullptr && frame->offset == before) {
      start = *frame;
      break;
    }
  }
  if (violation) {
    const bool agreed = decoded.status == Status::kViolation &&
                        ws::info(decoded.violation.rule).id == violation->rule &&
                        decoded.violation.offset + before == violation->offset;
    if (!agreed)
      broken(fmt::format("not-refused:{}", violation->rule), fmt::format("at octet {}", violation->offset - before));
    return;
  }
  if (decoded.status == Status::kViolation) {
    if (decoded.violation.rule != ws::Rule::kFrameTooBig) broken("refused", ws::describe(decoded.violation));
    if (start && start->length <= input.max_frame_size) broken("refused", "the frame is within the limit");
    return;
  }
  if ((decoded.status == Status::kComplete) != start.has_value()) broken("completeness", "the reader knows better");
  if (start && (start->length != decoded.header.payload_length || start->length > input.max_frame_size)) {
    broken("length", fmt::format("{} instead of {}", decoded.header.payload_length, start->length));
  }
}

/// What a header says without its receiver: the same, and nothing against it that the receiver does not say, too.
void check_decoding(const Input& input, const ws::HeaderDecode& received) {
  const auto decoded = ws::decode_frame_header(input.octets);
  if (received.status == Status::kComplete && !same_verdict(decoded, received)) broken("decoding", "another header");
  if (decoded.status != Status::kViolation) return;
  if (received.status != Status::kViolation || received.violation.offset > decoded.violation.offset)
    broken("decoding", ws::describe(decoded.violation));
}

/// The same octets by the parser of pieces, which stays with its verdict.
void check_parser(const Input& input, const ws::HeaderDecode& decoded) {
  using Kind = ws::FrameParser::Part::Kind;
  ws::FrameParser parser(input.state, input.max_frame_size);
  Bytes octets(input.octets.begin(), input.octets.end());
  parser.feed(octets);
  const auto first = parser.next();
  const Kind wanted = decoded.status == Status::kViolation    ? Kind::kViolation
                      : decoded.status == Status::kIncomplete ? Kind::kNeedMore
                                                              : Kind::kHeader;
  if (first.kind != wanted) broken("parser", "another verdict");
  if (wanted != Kind::kViolation) return;
  const auto again = parser.next();
  if (again.kind != Kind::kViolation || again.violation != first.violation || first.violation != decoded.violation)
    broken("parser", "another violation");
}

/// RFC 6455 section 5.2, and what a report says of a violation.
void check_words(const ws::HeaderDecode& decoded) {
  constexpr std::array<std::string_view, 16> kNames{
      "continuation", "text", "binary", "reserved", "reserved", "reserved", "reserved", "reserved",
      "close",        "ping", "pong",   "reserved", "reserved", "reserved", "reserved", "reserved"};
  for (std::size_t opcode = 0; opcode < kNames.size(); ++opcode) {
    const auto name = ws::name(static_cast<ws::Opcode>(opcode));
    if (name != kNames[opcode]) broken("name of an opcode", name);
  }
  if (decoded.status != Status::kViolation) return;
  const std::string text = ws::describe(decoded.violation);
  const auto& rule = ws::info(decoded.violation.rule);
  const bool says_all = text.starts_with(fmt::format("{} at octet {}: ", rule.id, decoded.violation.offset)) &&
                        text.find(rule.sentence) != std::string::npos &&
                        text.ends_with(fmt::format("({})", rule.section));
  if (!says_all) broken("description", text);
}

void check(View octets) {
  const Input input = read(octets);
  const ws::HeaderDecode decoded = grow(input);
  if (decoded.status == Status::kComplete) check_encoding(input, decoded);
  check_against_reader(input, decoded);
  check_decoding(input, decoded);
  check_parser(input, decoded);
  if (octets.size() % 4 == 0) check_words(decoded);
}

}  // namespace

const Structure* structure() { return nullptr; }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gauntlet::fuzz::check({data, size});
  return 0;
}
