#include "conformance/table/loader.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "conformance/table/loader_parts.h"

namespace gauntlet {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Groups of digits with dots between them.
bool is_number_path(std::string_view text, std::size_t least_groups) {
  std::size_t groups = 0;
  bool digit_before = false;
  for (const char c : text) {
    if (is_digit(c)) {
      groups += digit_before ? 0 : 1;
      digit_before = true;
    } else if (c == '.' && digit_before) {
      digit_before = false;
    } else {
      return false;
    }
  }
  return digit_before && groups >= least_groups;
}

bool only_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

bool is_cve(std::string_view text) {
  if (!text.starts_with("CVE-") || text.size() < 9 || text[8] != '-') return false;
  return only_digits(text.substr(4, 4)) && text.size() >= 13 && only_digits(text.substr(9));
}

bool is_cwe(std::string_view text) { return text.starts_with("CWE-") && only_digits(text.substr(4)); }

template <std::size_t kLeast, std::size_t kMost>
bool has_length(std::string_view text) {
  const auto begins_character = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  const auto characters = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
  return characters >= kLeast && characters <= kMost;
}

constexpr Pattern kTableId{[](std::string_view text) { return is_number_path(text, 1); },
                           "numbers with dots between them, such as 7.1"};
constexpr Pattern kCaseId{[](std::string_view text) { return is_number_path(text, 2); },
                          "two or more numbers with dots between them, such as 7.1.3"};
constexpr Pattern kTableTitle{has_length<1, 80>, "1 to 80 characters long"};
constexpr Pattern kCaseTitle{has_length<0, 100>, "at most 100 characters long"};
constexpr Pattern kCwe{is_cwe, "such as CWE-20"};
constexpr Pattern kCve{is_cve, "such as CVE-2020-27813"};

constexpr Name<Severity> kSeverities[] = {{"info", Severity::kInfo},
                                          {"low", Severity::kLow},
                                          {"medium", Severity::kMedium},
                                          {"high", Severity::kHigh},
                                          {"critical", Severity::kCritical}};

bool read_role(const JsonValue& value, Findings& findings, Case& out) {
  static constexpr std::string_view kRoles[] = {"server", "client", "both"};
  std::string role;
  if (!read(value, findings, role, kRoles)) return false;
  out.for_server = role != "client";
  out.for_client = role != "server";
  return true;
}

bool read_finish(const JsonValue& value, Findings& findings, Finish& out) {
  static constexpr std::string_view kActions[] = {"kill_ms", "close_ms"};
  const Fields fields(value, findings, {"kill_ms", "close_ms"});
  const JsonValue* action = only_verb(fields, value, findings, kActions);
  if (action == nullptr) return false;
  out.action = action->key == "kill_ms" ? Finish::Action::kKill : Finish::Action::kClose;
  return read(*action, findings, out.after, kTimeout);
}

// A list whose strings differ from each other.
template <class... Rule>
void read_set(const Fields& fields, std::string_view key, Findings& findings, std::vector<std::string>& out,
              const Rule&... rule) {
  fields.may(key, out, rule...);
  if (const JsonValue* list = fields.find(key)) check_unique(*list, findings);
}

void read_lists(const Fields& fields, Findings& findings, Case& out) {
  static constexpr std::string_view kCapabilities[] = {"echo", "permessage-deflate", "subprotocol",
                                                       "tls",  "large-messages",     "timing"};
  read_set(fields, "requires", findings, out.needs, kCapabilities);
  read_set(fields, "flags", findings, out.flags);
  if (fields.need("requirements") != nullptr) read_statements(fields, "requirements", findings, out.requirements);
  read_statements(fields, "failed_by", findings, out.failed_by);
}

void read_case(const JsonValue& value, Findings& findings, Case& out) {
  const Fields fields(value, findings,
                      {"id", "title", "why", "role", "requires", "severity", "requirements", "flags", "handshake",
                       "steps", "timeout_ms", "finish", "outcomes", "failed_by", "informational",
                       "wrong_endpoint_fatal", "wrong_code_fatal", "answers_pings", "linger_ms"});
  out.line = value.line;
  fields.need("id", out.id, kCaseId);
  fields.need("title", out.title, kCaseTitle);
  fields.may("why", out.why);
  if (const JsonValue* role = fields.need("role")) read_role(*role, findings, out);
  read_lists(fields, findings, out);
  fields.need("severity", out.severity, kSeverities);
  fields.may("handshake", out.handshake);
  fields.may("timeout_ms", out.timeout, kTimeout);
  fields.may("linger_ms", out.linger, kTimeout);
  fields.need("steps", out.steps);
  if (const JsonValue* finish = fields.find("finish")) read_finish(*finish, findings, out.finish.emplace());
  if (const JsonValue* outcomes = fields.need("outcomes")) {
    read(*outcomes, findings, out.outcomes);
    if (outcomes->kind == JsonValue::Kind::kArray) read_array(*outcomes, findings, 1);
  }
  fields.may("informational", out.informational);
  fields.may("wrong_endpoint_fatal", out.wrong_endpoint_fatal);
  fields.may("wrong_code_fatal", out.wrong_code_fatal);
  fields.may("answers_pings", out.answers_pings);
}

void read_note(const JsonValue& value, Findings& findings, Note& out) {
  static constexpr std::string_view kBugTypes[] = {
      "BASIC",         "EDGE_CASE",        "STRICTNESS",          "PARSER_DIFFERENTIAL",
      "MEMORY_SAFETY", "INTEGER_OVERFLOW", "RESOURCE_EXHAUSTION", "STATE_CONFUSION",
      "SMUGGLING",     "PERFORMANCE"};
  const Fields fields(value, findings, {"bugType", "summary", "effect", "cwe", "cves", "links"});
  fields.need("bugType", out.bug_type, kBugTypes);
  fields.need("summary", out.summary);
  fields.may("effect", out.effect);
  fields.may("cwe", out.cwe, kCwe);
  fields.may("cves", out.cves, kCve);
  fields.may("links", out.links);
}

void read_notes(const JsonValue& value, Findings& findings, std::map<std::string, Note>& out) {
  if (value.kind != JsonValue::Kind::kObject) {
    findings.add(value, fmt::format("must be an object, not {}", name(value.kind)));
    return;
  }
  for (const JsonValue& note : value.children) read_note(note, findings, out[note.key]);
}

void read_cases(const JsonValue& value, Findings& findings, CaseTable& out) {
  if (!read_array(value, findings, 1)) return;
  for (const JsonValue& item : value.children) read_case(item, findings, out.cases.emplace_back());
}

void read_table(const JsonValue& root, Findings& findings, CaseTable& out) {
  static constexpr std::string_view kJudging[] = {"reference", "outcome"};
  const Fields fields(root, findings,
                      {"$schema", "schema_version", "table", "title", "judging", "about", "notes", "cases"});
  std::string schema;
  std::string judging;
  std::uint64_t version = 0;
  fields.need("$schema", schema);
  fields.need("schema_version", version, Range{1, 1});
  fields.need("table", out.table, kTableId);
  fields.need("title", out.title, kTableTitle);
  fields.may("judging", judging, kJudging);
  fields.may("about", out.about);
  if (const JsonValue* notes = fields.need("notes")) read_notes(*notes, findings, out.notes);
  if (const JsonValue* cases = fields.need("cases")) read_cases(*cases, findings, out);
  for (Case& test_case : out.cases) {
    test_case.reference_judging = judging == "reference";
    test_case.file = out.file;
    test_case.table_title = out.title;
  }
}

}  // namespace

LoadResult load_table_text(std::string_view text, const std::string& file_name) {
  JsonDocument document = parse_json(text, file_name, Findings::kMost);
  if (document.root == nullptr) return {std::nullopt, std::move(document.errors)};
  Findings findings(file_name, std::move(document.errors));
  CaseTable table;
  table.file = file_name;
  read_table(*document.root, findings, table);
  if (!findings.empty()) return {std::nullopt, findings.take()};
  return {std::move(table), {}};
}

LoadResult load_table(const std::filesystem::path& file) {
  LoadResult result;
  std::string text;
  if (!read_json_file(file, text, result.errors)) return result;
  return load_table_text(text, file.string());
}

TablesResult load_tables(const std::vector<std::filesystem::path>& files) {
  TablesResult result;
  for (const std::filesystem::path& file : files) {
    LoadResult loaded = load_table(file);
    if (loaded.table) result.tables.push_back(std::move(*loaded.table));
    std::move(loaded.errors.begin(), loaded.errors.end(), std::back_inserter(result.errors));
  }
  std::stable_sort(result.tables.begin(), result.tables.end(),
                   [](const CaseTable& a, const CaseTable& b) { return id_less(a.table, b.table); });
  return result;
}

TablesResult load_tables(const std::filesystem::path& directory) {
  std::vector<Finding> errors;
  const std::vector<std::filesystem::path> files = json_files(directory, errors);
  if (!errors.empty()) return {{}, std::move(errors)};
  return load_tables(files);
}

}  // namespace gauntlet
