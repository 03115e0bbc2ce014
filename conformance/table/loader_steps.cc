#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <utility>

#include "conformance/table/loader_parts.h"

namespace gauntlet {
namespace {

bool read_opcode(const JsonValue& value, Findings& findings, std::uint8_t& out) {
  static constexpr Name<std::uint8_t> kOpcodes[] = {{"continuation", 0}, {"text", 1}, {"binary", 2},
                                                    {"close", 8},        {"ping", 9}, {"pong", 10}};
  if (value.kind == JsonValue::Kind::kString) return read(value, findings, out, kOpcodes);
  return read(value, findings, out, Range{0, 15});
}

bool read_masking_key(const JsonValue& value, Findings& findings, FrameSpec& out) {
  std::string text;
  if (!read(value, findings, text)) return false;
  if (text == "auto" || text == "none") {
    out.masking = text == "auto" ? FrameSpec::Masking::kAuto : FrameSpec::Masking::kNone;
    return true;
  }
  const bool digits = text.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (text.size() != 8 || !digits) {
    return findings.add(value,
                        fmt::format("must be auto, none or 8 hex digits in lower case, not {}", in_quotes(text)));
  }
  out.masking = FrameSpec::Masking::kKey;
  std::from_chars(text.data(), text.data() + text.size(), out.masking_key, 16);
  return true;
}

// A decimal string, because many JSON readers are not exact beyond 2^53.
bool read_declared_length(const JsonValue& value, Findings& findings, std::optional<std::uint64_t>& out) {
  std::string text;
  if (!read(value, findings, text)) return false;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, out.emplace(), 10);
  if (error == std::errc() && stopped == end) return true;
  return findings.add(value, fmt::format("must be a decimal string up to 2^64-1, not {}", in_quotes(text)));
}

bool read(const JsonValue& value, Findings& findings, FrameSpec& out) {
  using Form = FrameSpec::LengthForm;
  static constexpr Name<Form> kForms[] = {
      {"minimal", Form::kMinimal}, {"7", Form::k7}, {"16", Form::k16}, {"64", Form::k64}};
  const Fields fields(value, findings,
                      {"opcode", "fin", "rsv", "masking_key", "length_form", "declared_length", "payload"});
  const JsonValue* opcode = fields.need("opcode");
  bool good = opcode != nullptr && read_opcode(*opcode, findings, out.opcode);
  good = fields.may("fin", out.fin) && good;
  good = fields.may("rsv", out.rsv, Range{0, 7}) && good;
  good = fields.may("length_form", out.length_form, kForms) && good;
  good = fields.may("payload", out.payload) && good;
  if (const JsonValue* key = fields.find("masking_key")) good = read_masking_key(*key, findings, out) && good;
  if (const JsonValue* length = fields.find("declared_length")) {
    good = read_declared_length(*length, findings, out.declared_length) && good;
  }
  return good;
}

bool read(const JsonValue& value, Findings& findings, step::Message& out) {
  const Fields fields(value, findings, {"type", "payload", "fragment", "compress"});
  bool good = fields.need("type", out.kind, kMessageKinds);
  good = fields.need("payload", out.payload) && good;
  good = fields.may("compress", out.compress) && good;
  const JsonValue* fragment = fields.find("fragment");
  return (fragment == nullptr || read_size(*fragment, findings, out.fragment)) && good;
}

bool read(const JsonValue& value, Findings& findings, step::Close& out) {
  const Fields fields(value, findings, {"code", "reason", "body"});
  if (fields.has("body") && (fields.has("code") || fields.has("reason"))) {
    findings.add(value, "has a body, which stands instead of code and reason");
  }
  if (fields.has("reason") && !fields.has("code")) findings.add(value, "has a reason, but no code before it");
  bool good = fields.may("code", out.code, kCloseCodes);
  good = fields.may("reason", out.reason) && good;
  return fields.may("body", out.body) && good && fields.is_object();
}

// One row for each verb: `value` is that of the verb, `fields` are those of the whole step.
using Reader = bool (*)(const JsonValue& value, const Fields& fields, Findings& findings, Step& out);

bool frame_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& frame = out.verb.emplace<step::Frame>();
  bool good = fields.may("chop", frame.chop);
  good = fields.may("sync", frame.sync) && good;
  return read(value, findings, frame.frame) && good;
}

bool message_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& message = out.verb.emplace<step::Message>();
  const bool good = read(value, findings, message);
  return fields.may("chop", message.chop) && good;
}

bool payload_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& part = out.verb.emplace<step::PayloadPart>();
  const bool good = read(value, findings, part.payload);
  return fields.may("chop", part.chop) && good;
}

bool hex_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& octets = out.verb.emplace<step::Octets>();
  const bool good = read_hex(value, findings, octets.octets);
  return fields.may("chop", octets.chop) && good;
}

bool octets_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& octets = out.verb.emplace<step::Octets>();
  const bool good = read(value, findings, octets.octets);
  return fields.may("chop", octets.chop) && good;
}

bool close_step(const JsonValue& value, const Fields& /*fields*/, Findings& findings, Step& out) {
  return read(value, findings, out.verb.emplace<step::Close>());
}

bool wait_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& wait = out.verb.emplace<step::Wait>();
  std::string name;
  const bool good = read(value, findings, name, kQuietName);
  if (good) wait.name = name.front();
  return fields.need("ms", wait.duration, kPause) && good;
}

bool await_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  using What = step::Await::What;
  static constexpr Name<What> kWhat[] = {
      {"message", What::kMessage}, {"pong", What::kPong}, {"close", What::kClose}, {"eof", What::kEof}};
  auto& await = out.verb.emplace<step::Await>();
  const bool good = read(value, findings, await.what, kWhat);
  return fields.may("ms", await.limit, kPause) && good;
}

bool eof_step(const JsonValue& value, const Fields& /*fields*/, Findings& findings, Step& out) {
  out.verb.emplace<step::HalfClose>();
  return read_true(value, findings);
}

bool reset_step(const JsonValue& value, const Fields& /*fields*/, Findings& findings, Step& out) {
  out.verb.emplace<step::Reset>();
  return read_true(value, findings);
}

bool repeat_step(const JsonValue& value, const Fields& fields, Findings& findings, Step& out) {
  auto& repeat = out.verb.emplace<step::Repeat>();
  bool good = read(value, findings, repeat.count, kRepetitions);
  good = fields.need("steps", repeat.steps) && good;
  return fields.may("quick", repeat.quick, kRepetitions) && good;
}

constexpr std::string_view kVerbs[] = {"frame", "message", "payload", "hex",   "octets", "close",
                                       "wait",  "await",   "eof",     "reset", "repeat"};
constexpr Reader kReaders[] = {frame_step, message_step, payload_step, hex_step,   octets_step, close_step,
                               wait_step,  await_step,   eof_step,     reset_step, repeat_step};
static_assert(std::size(kVerbs) == std::size(kReaders));

constexpr std::span<const std::string_view> kAllVerbs = kVerbs;
constexpr Companion kCompanions[] = {{"chop", kAllVerbs.subspan(0, 5)},
                                     {"sync", kAllVerbs.subspan(0, 1)},
                                     {"ms", kAllVerbs.subspan(6, 2)},
                                     {"steps", kAllVerbs.subspan(10, 1)},
                                     {"quick", kAllVerbs.subspan(10, 1)}};

}  // namespace

const JsonValue* only_verb(const Fields& fields, const JsonValue& value, Findings& findings,
                           std::span<const std::string_view> verbs) {
  if (!fields.is_object()) return nullptr;
  const JsonValue* only = nullptr;
  for (const std::string_view verb : verbs) {
    const JsonValue* member = fields.find(verb);
    if (member == nullptr) continue;
    if (only != nullptr) {
      findings.add(value, fmt::format("has both {} and {}, but can only have one", only->key, verb));
      return nullptr;
    }
    only = member;
  }
  if (only == nullptr) findings.add(value, fmt::format("must have one of {}", fmt::join(verbs, ", ")));
  return only;
}

void check_companions(const Fields& fields, Findings& findings, std::string_view verb,
                      std::span<const Companion> companions) {
  for (const Companion& companion : companions) {
    const JsonValue* member = fields.find(companion.key);
    const auto& verbs = companion.verbs;
    if (member == nullptr || std::find(verbs.begin(), verbs.end(), verb) != verbs.end()) continue;
    findings.add(*member, fmt::format("{} means nothing beside {}", companion.key, verb));
  }
}

bool read(const JsonValue& value, Findings& findings, Step& out) {
  const Fields fields(value, findings,
                      {"frame", "message", "payload", "hex", "octets", "close", "wait", "await", "eof", "reset",
                       "repeat", "chop", "sync", "ms", "steps", "quick"});
  const JsonValue* verb = only_verb(fields, value, findings, kVerbs);
  if (verb == nullptr) return false;
  check_companions(fields, findings, verb->key, kCompanions);
  const auto row = std::find(std::begin(kVerbs), std::end(kVerbs), verb->key) - std::begin(kVerbs);
  return kReaders[row](*verb, fields, findings, out);
}

}  // namespace gauntlet
