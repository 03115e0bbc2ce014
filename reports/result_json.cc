#include "reports/result_json.h"

#include <array>
#include <string_view>

#include "reports/escape.h"
#include "reports/json_fields.h"

namespace gauntlet {

// Found by the templates of json_fields.h through their arguments' namespace.

template <class V, class T>
requires std::same_as<std::remove_const_t<T>, ReceivedEvent>
void fields(V& visit, T& event) {
  visit("kind", event.kind);
  visit("message", event.message);
  visit("size", event.size);
  visit("head", event.head);
  visit("fingerprint", event.fingerprint);
  visit("echo", event.echo);
  visit("quiet", event.quiet);
}

template <class V, class T>
requires std::same_as<std::remove_const_t<T>, WireEntry>
void fields(V& visit, T& entry) {
  visit("kind", entry.kind);
  visit("at_us", entry.at);
  visit("size", entry.size);
  visit("head", entry.head);
  visit("opcode", entry.opcode);
  visit("fin", entry.fin);
  visit("rsv", entry.rsv);
  visit("masking_key", entry.masking_key);
  visit("note", entry.note);
}

template <class V, class T>
requires std::same_as<std::remove_const_t<T>, TrafficCount>
void fields(V& visit, T& count) {
  visit("messages", count.messages);
  visit("frames", count.frames);
  visit("app_octets", count.app_octets);
  visit("payload_octets", count.payload_octets);
  visit("wire_octets", count.wire_octets);
}

template <class V, class T>
requires std::same_as<std::remove_const_t<T>, SubjectDeath>
void fields(V& visit, T& death) {
  visit("what", death.what);
  visit("output", death.output);
}

}  // namespace gauntlet

namespace gauntlet::reports {
namespace json_fields {

template <class E>
requires requires(E value) { gauntlet::name(value); }
struct NamedByTable {
  static std::string_view name(E value) { return gauntlet::name(value); }
};
template <>
struct Words<Behaviour> : NamedByTable<Behaviour> {
  static constexpr std::array kAll = {Behaviour::kOk, Behaviour::kNonStrict, Behaviour::kInformational,
                                      Behaviour::kUnimplemented, Behaviour::kFailed};
};
template <>
struct Words<CloseBehaviour> : NamedByTable<CloseBehaviour> {
  static constexpr std::array kAll = {CloseBehaviour::kOk,        CloseBehaviour::kInformational,
                                      CloseBehaviour::kFailed,    CloseBehaviour::kUnclean,
                                      CloseBehaviour::kWrongCode, CloseBehaviour::kFailedByClient};
};
template <>
struct Words<Severity> : NamedByTable<Severity> {
  static constexpr std::array kAll = {Severity::kInfo, Severity::kLow, Severity::kMedium, Severity::kHigh,
                                      Severity::kCritical};
};
template <>
struct Words<SubjectRole> : NamedByTable<SubjectRole> {
  static constexpr std::array kAll = {SubjectRole::kServer, SubjectRole::kClient};
};
template <>
struct Words<MessageKind> {
  static constexpr std::array kAll = {MessageKind::kText, MessageKind::kBinary};
  static std::string_view name(MessageKind kind) { return kind == MessageKind::kText ? "text" : "binary"; }
};
template <>
struct Words<ReceivedEvent::Kind> {
  using Kind = ReceivedEvent::Kind;
  static constexpr std::array kAll = {Kind::kMessage, Kind::kPong, Kind::kQuiet};
  static std::string_view name(Kind kind) {
    return kind == Kind::kMessage ? "message" : kind == Kind::kPong ? "pong" : "quiet";
  }
};
template <>
struct Words<WireEntry::Kind> {
  using Kind = WireEntry::Kind;
  static constexpr std::array kAll = {Kind::kSentOctets,    Kind::kReceivedOctets, Kind::kSentFrame,
                                      Kind::kReceivedFrame, Kind::kTimer,          Kind::kNote};
  static std::string_view name(Kind kind) { return kind_name(kind); }
};
template <>
struct Words<ExpectedClose::By> {
  using By = ExpectedClose::By;
  static constexpr std::array kAll = {By::kSubject, By::kHarness, By::kEither};
  static std::string_view name(By by) {
    return by == By::kSubject ? "subject" : by == By::kHarness ? "harness" : "either";
  }
};

}  // namespace json_fields

namespace {

using nlohmann::json;

template <class V, class T>
void case_fields(V& visit, T& r) {
  visit("agent", r.agent);
  visit("role", r.role);
  visit("case", r.case_id);
  visit("case_number", r.case_number);
  visit("title", r.title);
  visit("why", r.why);
  visit("file", r.file);
  visit("line", r.line);
  visit("severity", r.severity);
  visit("requirements", r.requirements);
  visit("flags", r.flags);
}

template <class V, class T>
void verdict_fields(V& visit, T& r) {
  visit("behaviour", r.behaviour);
  visit("close_behaviour", r.close_behaviour);
  visit("result", r.result);
  visit("result_close", r.result_close);
  visit("because", r.because);
  visit("expected_verdict", r.expected_verdict);
  visit("unexpected", r.unexpected);
  visit("expected", r.expected);
  visit("received", r.received);
  visit("received_dropped", r.received_dropped);
  visit("expected_codes", r.expected_codes);
  visit("expected_close_by", r.expected_close_by);
  visit("expected_clean", r.expected_clean);
}

template <class V, class T>
void close_fields(V& visit, T& r) {
  visit("opened", r.opened);
  visit("closed_by_me", r.closed_by_me);
  visit("failed_by_me", r.failed_by_me);
  visit("dropped_by_me", r.dropped_by_me);
  visit("was_clean", r.was_clean);
  visit("was_not_clean_reason", r.was_not_clean_reason);
  visit("local_close_code", r.local_close_code);
  visit("remote_close_code", r.remote_close_code);
  visit("local_close_reason", r.local_close_reason);
  visit("remote_close_reason", r.remote_close_reason);
  visit("opening_timeout", r.opening_timeout);
  visit("closing_timeout", r.closing_timeout);
  visit("drop_timeout", r.drop_timeout);
  visit("subject_violations", r.subject_violations);
}

template <class V, class T>
void measure_fields(V& visit, T& r) {
  visit("started", r.started);
  visit("duration_us", r.duration);
  visit("http_request", r.http_request);
  visit("http_response", r.http_response);
  visit("sent_frames", r.sent_frames);
  visit("received_frames", r.received_frames);
  visit("sent_octets", r.sent_octets);
  visit("received_octets", r.received_octets);
  visit("sent_traffic", r.sent);
  visit("received_traffic", r.received_traffic);
  visit("compressed", r.compressed);
  visit("wire_log", r.wire_log);
  visit("wire_log_dropped", r.wire_log_dropped);
  visit("death", r.death);
}

template <class V, class T>
void all_fields(V& visit, T& r) {
  if constexpr (std::same_as<std::remove_const_t<T>, RunResult>) {
    case_fields(visit, r);
    verdict_fields(visit, r);
    close_fields(visit, r);
    measure_fields(visit, r);
  } else {
    visit("version", r.version);
    visit("command", r.command);
    visit("started", r.started);
    visit("ended", r.ended);
    visit("seed", r.seed);
    visit("quick", r.quick);
    visit("selected", r.selected);
    visit("subjects", r.subjects);
    visit("not_run", r.not_run);
    visit("notes", r.notes);
  }
}

template <class T>
json written(const T& value) {
  json_fields::Writer writer(false);
  writer("schema_version", kResultSchemaVersion);
  all_fields(writer, value);
  return std::move(writer.object);
}

template <class T>
std::optional<T> from(const json& object, std::string& error) {
  if (!object.is_object()) {
    error = "not a JSON object";
    return std::nullopt;
  }
  json_fields::Reader reader(object);
  int version = 0;
  reader("schema_version", version);
  if (reader.wrong.empty() && version != kResultSchemaVersion) {
    error = "schema_version is not " + std::to_string(kResultSchemaVersion);
    return std::nullopt;
  }
  std::optional<T> value(std::in_place);
  all_fields(reader, *value);
  if (reader.wrong.empty()) return value;
  error = "\"" + reader.wrong + "\" has a value of another kind";
  return std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

json octets_to_json(std::string_view octets) {
  if (is_utf8(octets)) return std::string(octets);
  return json{{"hex", hex(octets)}};
}

std::optional<std::string> octets_from_json(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || !value.contains("hex") || !value["hex"].is_string()) return std::nullopt;
  const auto& digits = value["hex"].get_ref<const std::string&>();
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = hex_digit(digits[i]), low = hex_digit(digits[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets.push_back(static_cast<char>(static_cast<std::uint8_t>(high * 16 + low)));
  }
  return octets;
}

json to_json(const RunResult& result) { return written(result); }
json to_json(const RunInfo& info) { return written(info); }
std::optional<RunResult> result_from_json(const json& value, std::string& error) {
  return from<RunResult>(value, error);
}
std::optional<RunInfo> info_from_json(const json& value, std::string& error) { return from<RunInfo>(value, error); }

}  // namespace gauntlet::reports
