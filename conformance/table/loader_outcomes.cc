#include <fmt/format.h>

#include "conformance/table/loader_parts.h"

namespace gauntlet {
namespace {

constexpr std::string_view kDeflate = "permessage-deflate";
constexpr Range kWindowBits{8, 15};

// A field or an extension parameter: [name, value].
using Pair = std::pair<std::string, std::string>;

bool read_pair(const JsonValue& value, Findings& findings, Pair& out) {
  if (!read_array(value, findings)) return false;
  if (value.children.size() != 2) return findings.add(value, "must be two strings, a name and a value");
  const bool good = read(value.children[0], findings, out.first);
  return read(value.children[1], findings, out.second) && good;
}

bool read_pairs(const Fields& fields, std::string_view key, Findings& findings, std::vector<Pair>& out) {
  const JsonValue* pairs = fields.find(key);
  if (pairs == nullptr) return true;
  if (!read_array(*pairs, findings)) return false;
  bool good = true;
  for (const JsonValue& pair : pairs->children) good = read_pair(pair, findings, out.emplace_back()) && good;
  return good;
}

// One parameter of an offer: what its kind of value may be.
bool check_parameter(const JsonValue& parameter, Findings& findings) {
  const bool is_flag = parameter.kind == JsonValue::Kind::kBoolean;
  bool flag = false;
  std::uint64_t bits = 0;
  if (parameter.key.ends_with("_no_context_takeover")) return read(parameter, findings, flag);
  if (parameter.key == "client_max_window_bits" && is_flag) return true;
  return read(parameter, findings, bits, kWindowBits);
}

// The parameters stand in the order in which the table has them; false is the same as leaving it out.
bool read_offer(const JsonValue& value, Findings& findings, std::string& out) {
  if (value.kind == JsonValue::Kind::kString) return read(value, findings, out);
  static constexpr std::string_view kNames[] = {kDeflate};
  const Fields fields(value, findings,
                      {"name", "server_no_context_takeover", "client_no_context_takeover", "server_max_window_bits",
                       "client_max_window_bits"});
  bool good = fields.need("name", out, kNames);
  for (const JsonValue& parameter : value.children) {
    if (parameter.key == "name") continue;
    good = check_parameter(parameter, findings) && good;
    if (parameter.kind == JsonValue::Kind::kBoolean && !parameter.boolean) continue;
    out += "; " + parameter.key;
    if (parameter.kind == JsonValue::Kind::kInteger) out += fmt::format("={}", parameter.integer);
  }
  return good;
}

bool read_offers(const JsonValue& value, Findings& findings, std::vector<std::string>& out) {
  if (!read_array(value, findings)) return false;
  bool good = true;
  for (const JsonValue& offer : value.children) good = read_offer(offer, findings, out.emplace_back()) && good;
  return good;
}

bool read_answer_parameters(const JsonValue& value, Findings& findings, DeflateAnswer& out) {
  using Kind = JsonValue::Kind;
  if (value.kind != Kind::kObject) return findings.add(value, "must be an object of parameters");
  for (const JsonValue& parameter : value.children) {
    if (parameter.kind == Kind::kBoolean) {
      if (parameter.boolean) out.answer.emplace_back(parameter.key, std::nullopt);
    } else if (parameter.kind == Kind::kInteger) {
      out.answer.emplace_back(parameter.key, std::to_string(parameter.integer));
    } else if (parameter.kind == Kind::kNumber &&
               parameter.text.find_first_not_of("-0123456789") == std::string::npos) {
      out.answer.emplace_back(parameter.key, parameter.text);
    } else if (parameter.kind == Kind::kString) {
      out.answer.emplace_back(parameter.key, parameter.text);
    } else {
      findings.add(parameter, "must be true, an integer or a string");
    }
  }
  return true;
}

}  // namespace

bool read(const JsonValue& value, Findings& findings, DeflateAnswer& out) {
  const Fields fields(value, findings, {"needs", "answer"});
  const bool good = fields.need("needs", out.needs);
  const JsonValue* answer = fields.need("answer");
  return answer != nullptr && read_answer_parameters(*answer, findings, out) && good;
}

bool read(const JsonValue& value, Findings& findings, HandshakeSpec& out) {
  static constexpr std::string_view kRequired[] = {kDeflate};
  const Fields fields(
      value, findings,
      {"extensions", "require", "answers", "subprotocols", "headers", "raw", "raw_octets", "early", "chop"});
  if (fields.has("raw") && fields.has("raw_octets")) {
    findings.add(value, "has both raw and raw_octets, but can only have one");
  }
  std::vector<std::string> required;
  bool good = fields.may("require", required, kRequired);
  out.require_deflate = !required.empty();
  if (const JsonValue* extensions = fields.find("extensions"))
    good = read_offers(*extensions, findings, out.offers) && good;
  good = fields.may("answers", out.answers) && good;
  // Absent: any offer is taken as it is, in a case that is about the extension.
  const auto is_deflate = [](const std::string& offer) { return offer.starts_with(kDeflate); };
  if (!fields.has("answers") && std::any_of(out.offers.begin(), out.offers.end(), is_deflate)) {
    out.answers.emplace_back();
  }
  good = fields.may("subprotocols", out.subprotocols) && good;
  good = read_pairs(fields, "headers", findings, out.headers) && good;
  good = fields.may("raw", out.raw) && good;
  good = fields.may("raw_octets", out.raw_octets) && good;
  good = fields.may("early", out.early) && good;
  return fields.may("chop", out.chop) && good;
}

bool read(const JsonValue& value, Findings& findings, ExpectedEvent& out) {
  using Kind = ExpectedEvent::Kind;
  static constexpr std::string_view kKinds[] = {"echo", "message", "pong", "quiet"};
  static constexpr Companion kCompanions[] = {{"times", {kKinds, 1}}};
  const Fields fields(value, findings, {"echo", "times", "message", "pong", "quiet", "optional"});
  const JsonValue* kind = only_verb(fields, value, findings, kKinds);
  if (kind == nullptr) return false;
  check_companions(fields, findings, kind->key, kCompanions);
  if (const JsonValue* optional = fields.find("optional")) out.optional = read_true(*optional, findings);
  if (kind->key == "echo") {
    out.kind = Kind::kEcho;
    const bool good = read(*kind, findings, out.echo, Range{0, kRepetitions.high});
    return fields.may("times", out.times, kRepetitions) && good;
  }
  if (kind->key == "message") {
    out.kind = Kind::kMessage;
    const Fields message(*kind, findings, {"type", "payload"});
    const bool good = message.need("type", out.message, kMessageKinds);
    return message.need("payload", out.payload) && good;
  }
  if (kind->key == "pong") {
    out.kind = Kind::kPong;
    return read(*kind, findings, out.payload);
  }
  out.kind = Kind::kQuiet;
  std::string name;
  if (!read(*kind, findings, name, kQuietName)) return false;
  out.quiet = name.front();
  return true;
}

bool read(const JsonValue& value, Findings& findings, ExpectedClose& out) {
  using By = ExpectedClose::By;
  static constexpr Name<By> kEndpoints[] = {
      {"subject", By::kSubject}, {"harness", By::kHarness}, {"either", By::kEither}};
  const Fields fields(value, findings, {"by", "codes", "code_optional", "clean"});
  bool good = fields.need("by", out.by, kEndpoints);
  good = fields.may("codes", out.codes, kCloseCodes) && good;
  good = fields.may("code_optional", out.code_optional) && good;
  return fields.may("clean", out.clean) && good;
}

bool read(const JsonValue& value, Findings& findings, ExpectedOpening& out) {
  const Fields fields(value, findings,
                      {"refused", "unanswered", "dropped", "status", "error", "drop_accepted", "fields", "accept"});
  if (const JsonValue* refused = fields.find("refused")) out.refused = read_true(*refused, findings);
  if (const JsonValue* unanswered = fields.find("unanswered")) out.unanswered = read_true(*unanswered, findings);
  if (const JsonValue* dropped = fields.find("dropped")) out.dropped = read_true(*dropped, findings);
  bool good = fields.may("status", out.status, Range{100, 999});
  if (const JsonValue* error = fields.find("error")) out.error = read_true(*error, findings);
  good = fields.may("drop_accepted", out.drop_accepted) && good;
  good = fields.may("accept", out.accept) && good;
  return read_pairs(fields, "fields", findings, out.fields) && good;
}

bool read_statements(const Fields& fields, std::string_view key, Findings& findings, std::vector<std::string>& out) {
  const JsonValue* list = fields.find(key);
  if (list == nullptr) return true;
  const bool good = read(*list, findings, out, kRequirementId);
  check_unique(*list, findings);
  return read_array(*list, findings, 1) && good;
}

bool read(const JsonValue& value, Findings& findings, Outcome& out) {
  static constexpr Name<Behaviour> kVerdicts[] = {{"OK", Behaviour::kOk},
                                                  {"NON-STRICT", Behaviour::kNonStrict},
                                                  {"INFORMATIONAL", Behaviour::kInformational},
                                                  {"UNIMPLEMENTED", Behaviour::kUnimplemented},
                                                  {"FAILED", Behaviour::kFailed}};
  static constexpr std::string_view kChecks[] = {
      "request-valid",         "response-valid",        "masking-keys-vary",     "messages-compressed",
      "messages-uncompressed", "close-code-echoed",     "no-octets-after-close", "single-close",
      "no-extension-agreed",   "no-subprotocol-agreed", "our-window-restarts",   "client-max-window-bits-offered",
      "waits-for-tcp-close",   "transport-ended",       "no-close-frame",        "close-well-formed",
      "deflate-answer-fits"};
  const Fields fields(value, findings, {"verdict", "by", "events", "close", "because", "opening", "checks"});
  bool good = fields.need("verdict", out.verdict, kVerdicts);
  good = read_statements(fields, "by", findings, out.by) && good;
  good = fields.may("events", out.events) && good;
  good = fields.need("close", out.close) && good;
  good = fields.may("opening", out.opening) && good;
  good = fields.may("checks", out.checks, kChecks) && good;
  if (const JsonValue* checks = fields.find("checks")) check_unique(*checks, findings);
  return fields.may("because", out.because) && good;
}

}  // namespace gauntlet
