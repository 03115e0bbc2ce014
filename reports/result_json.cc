#include "reports/result_json.h"

#include <algorithm>
#include <string_view>

#include "reports/escape.h"
#include "reports/json_words.h"
#include "reports/outcome_json.h"

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
  visit("timer", entry.timer);
  visit("after_us", entry.after);
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
requires std::same_as<std::remove_const_t<T>, Shard>
void fields(V& visit, T& part) {
  visit("index", part.index);
  visit("count", part.count);
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

template <>
struct Codec<ExpectedOutcome> {
  static json write(const ExpectedOutcome& outcome) { return outcome_to_json(outcome); }
  static bool read(const json& from, ExpectedOutcome& outcome) { return outcome_from_json(from, outcome); }
};

}  // namespace json_fields

namespace {

using nlohmann::json;

// --- Results ------------------------------------------------------------------------------------

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

// --- Outcomes: as data, and in words for who reads the file itself ----------------------------------

using WordsOfVerdicts = std::map<std::string, std::vector<std::string>>;
constexpr const char* kOr = "or";  // stands between the outcomes of one verdict

WordsOfVerdicts in_words(const std::vector<ExpectedOutcome>& outcomes) {
  WordsOfVerdicts all;
  for (const ExpectedOutcome& outcome : outcomes) {
    auto& words = all[std::string(name(outcome.verdict))];
    if (!words.empty()) words.emplace_back(kOr);
    for (std::string& word : expected_words(outcome)) words.push_back(std::move(word));
  }
  return all;
}

// Of a log from before there was the data: outcomes that have words and nothing else.
bool from_words(const WordsOfVerdicts& all, std::vector<ExpectedOutcome>& outcomes) {
  for (const auto& [verdict, words] : all) {
    ExpectedOutcome outcome;
    if (!json_fields::read(json(verdict), outcome.verdict)) return false;
    for (const std::string& word : words) {
      if (word != kOr) {
        outcome.words.push_back(word);
        continue;
      }
      outcomes.push_back(outcome);
      outcome.words.clear();
    }
    outcomes.push_back(std::move(outcome));
  }
  return true;
}

void outcome_fields(json_fields::Writer& write, const RunResult& r) {
  const bool only_words =
      std::ranges::any_of(r.outcomes, [](const ExpectedOutcome& outcome) { return !outcome.words.empty(); });
  write("expected", in_words(r.outcomes));
  if (!only_words) write("outcomes", r.outcomes);
}

void outcome_fields(json_fields::Reader& read, RunResult& r) {
  WordsOfVerdicts words;
  read("expected", words);
  read("outcomes", r.outcomes);
  if (r.outcomes.empty() && !from_words(words, r.outcomes)) read.wrong = "expected";
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
  outcome_fields(visit, r);
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
  visit("ended_by_timer", r.ended_by_timer);
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
    visit("shards", r.shards);
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
