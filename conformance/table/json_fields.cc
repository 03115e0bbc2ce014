#include "conformance/table/json_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <numeric>
#include <utility>

namespace gauntlet {
namespace {

bool wrong_kind(const JsonValue& value, Findings& findings, std::string_view wanted) {
  return findings.add(value, fmt::format("must be {}, not {}", wanted, name(value.kind)));
}

// Levenshtein distance, for "did you mean".
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

template <class Words>
std::string_view nearest(std::string_view word, const Words& words) {
  std::string_view best;
  std::size_t best_distance = std::numeric_limits<std::size_t>::max();
  word = word.substr(0, 100);
  for (const std::string_view candidate : words) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best_distance = d;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

bool Findings::add(const JsonValue& at, std::string message) {
  if (!full()) findings_.push_back({file_, at.line, at.pointer(), std::move(message)});
  return false;
}

std::vector<Finding> Findings::take() {
  std::stable_sort(findings_.begin(), findings_.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  return std::move(findings_);
}

bool read(const JsonValue& value, Findings& findings, std::string& out) {
  if (value.kind != JsonValue::Kind::kString) return wrong_kind(value, findings, "a string");
  out = value.text;
  return true;
}

bool read(const JsonValue& value, Findings& findings, std::string& out, const Pattern& pattern) {
  if (!read(value, findings, out)) return false;
  if (pattern.matches(out)) return true;
  return findings.add(value, fmt::format("must be {}, not {}", pattern.description, in_quotes(out)));
}

bool read(const JsonValue& value, Findings& findings, bool& out) {
  if (value.kind != JsonValue::Kind::kBoolean) return wrong_kind(value, findings, "true or false");
  out = value.boolean;
  return true;
}

bool read(const JsonValue& value, Findings& findings, std::uint64_t& out, const Range& range) {
  const std::string wanted = fmt::format("an integer from {} to {}", range.low, range.high);
  if (value.kind == JsonValue::Kind::kNumber) {
    return findings.add(value, fmt::format("must be {}, not {}", wanted, in_quotes(value.text)));
  }
  if (value.kind != JsonValue::Kind::kInteger) return wrong_kind(value, findings, wanted);
  if (value.integer < range.low || value.integer > range.high) {
    return findings.add(value, fmt::format("must be {}, not {}", wanted, value.integer));
  }
  out = value.integer;
  return true;
}

bool read(const JsonValue& value, Findings& findings, std::chrono::milliseconds& out, const Range& range) {
  std::uint64_t count = 0;
  if (!read(value, findings, count, range)) return false;
  out = std::chrono::milliseconds(count);
  return true;
}

bool read_choice(const JsonValue& value, Findings& findings, std::span<const std::string_view> choices,
                 std::size_t& index) {
  if (value.kind != JsonValue::Kind::kString) {
    return wrong_kind(value, findings, fmt::format("one of {}", fmt::join(choices, ", ")));
  }
  const auto found = std::find(choices.begin(), choices.end(), value.text);
  if (found == choices.end()) {
    return findings.add(value,
                        fmt::format("must be one of {}, not {}", fmt::join(choices, ", "), in_quotes(value.text)));
  }
  index = static_cast<std::size_t>(found - choices.begin());
  return true;
}

bool read_array(const JsonValue& value, Findings& findings, std::size_t least) {
  if (value.kind != JsonValue::Kind::kArray) return wrong_kind(value, findings, "an array");
  if (value.children.size() < least) return findings.add(value, "must not be empty");
  return true;
}

bool read_true(const JsonValue& value, Findings& findings) {
  if (value.kind != JsonValue::Kind::kBoolean) return wrong_kind(value, findings, "true");
  return value.boolean || findings.add(value, "must be true, or left out");
}

void check_unique(const JsonValue& array, Findings& findings) {
  std::vector<const JsonValue*> items;
  for (const JsonValue& item : array.children) {
    if (item.kind == JsonValue::Kind::kString) items.push_back(&item);
  }
  const auto by_text = [](const JsonValue* a, const JsonValue* b) { return a->text < b->text; };
  std::stable_sort(items.begin(), items.end(), by_text);
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (items[i - 1]->text == items[i]->text) {
      findings.add(*items[i], fmt::format("{} stands there twice", in_quotes(items[i]->text)));
    }
  }
}

Fields::Fields(const JsonValue& object, Findings& findings, std::initializer_list<std::string_view> known)
    : object_(object), report_(findings) {
  if (!is_object()) {
    wrong_kind(object, findings, "an object");
    return;
  }
  for (const JsonValue& member : object.children) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    if (findings.full()) return;
    findings.add(member, fmt::format("key {} is unknown; did you mean {}?", in_quotes(member.key),
                                     in_quotes(nearest(member.key, known))));
  }
}

const JsonValue* Fields::need(std::string_view key) const {
  const JsonValue* value = find(key);
  if (value == nullptr && is_object()) report_.add(object_, fmt::format("{} is missing", in_quotes(key)));
  return value;
}

}  // namespace gauntlet
