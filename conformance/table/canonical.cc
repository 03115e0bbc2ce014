#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "conformance/table/json_tree.h"
#include "conformance/table/lint.h"

// How a case table is laid out: a step, an outcome and a note are one line each, hence one line of a
// difference, and what a reader looks for first stands first.
namespace gauntlet {
namespace {

using ValueKind = JsonValue::Kind;
using Keys = std::span<const std::string_view>;

std::string quoted_json(const std::string& text) { return nlohmann::json(text).dump(); }

std::string scalar(const JsonValue& value) {
  switch (value.kind) {
    case ValueKind::kNull: return "null";
    case ValueKind::kBoolean: return value.boolean ? "true" : "false";
    case ValueKind::kInteger: return std::to_string(value.integer);
    case ValueKind::kString: return quoted_json(value.text);
    default: return value.text;
  }
}

bool is_container(const JsonValue& value) { return value.kind == ValueKind::kObject || value.kind == ValueKind::kArray; }

// One line: { "a": 1, "b": [1, 2], "c": [ { "d": 3 } ] }
void append_compact(std::string& out, const JsonValue& value);

void append_member(std::string& out, const JsonValue& member) {
  out += quoted_json(member.key) + ": ";
  append_compact(out, member);
}

void append_compact(std::string& out, const JsonValue& value) {
  if (!is_container(value)) {
    out += scalar(value);
    return;
  }
  const bool is_object = value.kind == ValueKind::kObject;
  const bool spaced = is_object || std::any_of(value.children.begin(), value.children.end(), is_container);
  out += is_object ? '{' : '[';
  for (const JsonValue& child : value.children) {
    out += &child != &value.children.front() ? ", " : spaced ? " " : "";
    is_object ? append_member(out, child) : append_compact(out, child);
  }
  if (spaced && !value.children.empty()) out += ' ';
  out += is_object ? '}' : ']';
}

// Opens a container, calls `child` for each of its children on a line of its own, closes it.
template <class Child>
void append_lines(std::string& out, const JsonValue& value, std::size_t indent, Child child) {
  const bool is_object = value.kind == ValueKind::kObject;
  out += is_object ? '{' : '[';
  for (const JsonValue& item : value.children) {
    out += &item == &value.children.front() ? "\n" : ",\n";
    out.append(indent + 2, ' ');
    if (is_object) out += quoted_json(item.key) + ": ";
    child(item);
  }
  if (!value.children.empty()) out.append("\n").append(indent, ' ');
  out += is_object ? '}' : ']';
}

void append_one_a_line(std::string& out, const JsonValue& value, std::size_t indent) {
  if (!is_container(value)) return append_compact(out, value);
  append_lines(out, value, indent, [&out](const JsonValue& item) { append_compact(out, item); });
}

// A repeat has its steps below it; every other step is one line.
void append_steps(std::string& out, const JsonValue& steps, std::size_t indent) {
  if (steps.kind != ValueKind::kArray) return append_compact(out, steps);
  append_lines(out, steps, indent, [&out, indent](const JsonValue& step) {
    const JsonValue* nested = step.kind == ValueKind::kObject ? step.find("steps") : nullptr;
    if (nested == nullptr) return append_compact(out, step);
    out += "{ ";
    for (const JsonValue& member : step.children) {
      if (&member == nested) continue;
      append_member(out, member);
      out += ", ";
    }
    out += "\"steps\": ";
    append_steps(out, *nested, indent + 2);
    out += " }";
  });
}

// Members on the same line as others belong together.
constexpr std::string_view kIdentity[] = {"id", "title"};
constexpr std::string_view kWhy[] = {"why"};
constexpr std::string_view kKind[] = {"role",
                                      "requires",
                                      "severity",
                                      "flags",
                                      "timeout_ms",
                                      "informational",
                                      "wrong_endpoint_fatal",
                                      "wrong_code_fatal",
                                      "answers_pings",
                                      "linger_ms"};
constexpr std::string_view kRequirements[] = {"requirements"};
constexpr std::string_view kHandshake[] = {"handshake"};
constexpr std::string_view kSteps[] = {"steps"};
constexpr std::string_view kFinish[] = {"finish"};
constexpr std::string_view kOutcomes[] = {"outcomes"};
constexpr std::string_view kFailedBy[] = {"failed_by"};
constexpr Keys kCaseLines[] = {kIdentity, kWhy,    kKind,     kRequirements, kHandshake,
                               kSteps,    kFinish, kOutcomes, kFailedBy};

constexpr std::string_view kTableKeys[] = {"$schema", "schema_version", "table", "title",
                                           "judging", "about",          "notes", "cases"};

// The members in the order of `lines`, a list for each line; then the unknown ones, a line each.
std::vector<std::vector<const JsonValue*>> arrange(const JsonValue& object, std::span<const Keys> lines) {
  std::vector<std::vector<const JsonValue*>> arranged;
  std::vector<std::string_view> known;
  for (const Keys& keys : lines) {
    std::vector<const JsonValue*> line;
    for (const std::string_view key : keys) {
      known.push_back(key);
      if (const JsonValue* member = object.find(key)) line.push_back(member);
    }
    if (!line.empty()) arranged.push_back(std::move(line));
  }
  for (const JsonValue& member : object.children) {
    if (std::find(known.begin(), known.end(), member.key) == known.end()) arranged.push_back({&member});
  }
  return arranged;
}

void append_arranged(std::string& out, const std::vector<std::vector<const JsonValue*>>& lines, std::size_t indent,
                     void (*append_value)(std::string& out, const JsonValue& value, std::size_t indent)) {
  out += '{';
  for (const auto& line : lines) {
    out += &line == &lines.front() ? "\n" : ",\n";
    out.append(indent + 2, ' ');
    for (const JsonValue* member : line) {
      if (member != line.front()) out += ", ";
      out += quoted_json(member->key) + ": ";
      append_value(out, *member, indent + 2);
    }
  }
  if (!lines.empty()) out.append("\n").append(indent, ' ');
  out += '}';
}

void append_case_member(std::string& out, const JsonValue& member, std::size_t indent) {
  if (member.key == "steps") return append_steps(out, member, indent);
  if (member.key == "handshake" || member.key == "outcomes") return append_one_a_line(out, member, indent);
  append_compact(out, member);
}

void append_cases(std::string& out, const JsonValue& cases, std::size_t indent) {
  if (cases.kind != ValueKind::kArray) return append_compact(out, cases);
  append_lines(out, cases, indent, [&out, indent](const JsonValue& item) {
    if (item.kind != ValueKind::kObject) return append_compact(out, item);
    append_arranged(out, arrange(item, kCaseLines), indent + 2, append_case_member);
  });
}

void append_table_member(std::string& out, const JsonValue& member, std::size_t indent) {
  if (member.key == "cases") return append_cases(out, member, indent);
  append_one_a_line(out, member, indent);
}

}  // namespace

std::optional<std::string> canonical(std::string_view text) {
  const JsonDocument document = parse_json(text, "", 1);
  if (document.root == nullptr || !document.errors.empty()) return std::nullopt;
  std::string out;
  if (document.root->kind == ValueKind::kObject) {
    std::vector<Keys> lines;
    for (const std::string_view& key : kTableKeys) lines.emplace_back(&key, 1);
    append_arranged(out, arrange(*document.root, lines), 0, append_table_member);
  } else {
    append_compact(out, *document.root);
  }
  return out + "\n";
}

std::optional<std::string> canonical_requirements(std::string_view text) {
  const JsonDocument document = parse_json(text, "", 1);  // first, because it bounds the depth
  if (document.root == nullptr || !document.errors.empty()) return std::nullopt;
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json.dump(2) + "\n";
}

}  // namespace gauntlet
