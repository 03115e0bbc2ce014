#pragma once
#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/finding.h"
#include "conformance/table/json_tree.h"

/// Typed reading of a JsonValue: read(value, findings, out, rule...) fills `out` and returns true, or
/// says what is wrong and returns false. Internal to this room; more overloads stand in
/// loader_parts.h.
namespace gauntlet {

/// What was found wrong in one file, up to a bound.
class Findings {
 public:
  static constexpr std::size_t kMost = 20;

  Findings(std::string file, std::vector<Finding> findings) : file_(std::move(file)), findings_(std::move(findings)) {}
  /// Always false, so that a reader can end with it.
  bool add(const JsonValue& at, std::string message);
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] bool empty() const { return findings_.empty(); }
  [[nodiscard]] bool full() const { return findings_.size() >= kMost; }
  [[nodiscard]] std::vector<Finding> take();  ///< in the order of the lines

 private:
  std::string file_;
  std::vector<Finding> findings_;
};

struct Range {
  std::uint64_t low = 0;
  std::uint64_t high = std::numeric_limits<std::uint64_t>::max();
};

struct Pattern {
  bool (*matches)(std::string_view text);
  std::string_view description;  ///< completes "must be ..."
};

template <class T>
struct Name {
  std::string_view text;
  T value;
};

bool read(const JsonValue& value, Findings& findings, std::string& out);
bool read(const JsonValue& value, Findings& findings, std::string& out, const Pattern& pattern);
bool read(const JsonValue& value, Findings& findings, bool& out);
bool read(const JsonValue& value, Findings& findings, std::uint64_t& out, const Range& range);
bool read(const JsonValue& value, Findings& findings, std::chrono::milliseconds& out, const Range& range);

/// `index` of the string among `choices`; else says which there are.
bool read_choice(const JsonValue& value, Findings& findings, std::span<const std::string_view> choices,
                 std::size_t& index);
bool read_array(const JsonValue& value, Findings& findings, std::size_t least = 0);
bool read_true(const JsonValue& value, Findings& findings);
/// Reports the strings of an array that stand there twice.
void check_unique(const JsonValue& array, Findings& findings);

template <std::unsigned_integral T>
bool read(const JsonValue& value, Findings& findings, T& out, const Range& range) {
  std::uint64_t wide = 0;
  if (!read(value, findings, wide, range)) return false;
  out = static_cast<T>(wide);
  return true;
}

template <class T, std::size_t N>
bool read(const JsonValue& value, Findings& findings, T& out, const Name<T> (&names)[N]) {
  std::string_view choices[N];
  std::transform(names, names + N, choices, [](const Name<T>& name) { return name.text; });
  std::size_t index = 0;
  if (!read_choice(value, findings, choices, index)) return false;
  out = names[index].value;
  return true;
}

template <std::size_t N>
bool read(const JsonValue& value, Findings& findings, std::string& out, const std::string_view (&choices)[N]) {
  std::size_t index = 0;
  if (!read_choice(value, findings, choices, index)) return false;
  out = choices[index];
  return true;
}

template <class T, class... Rule>
bool read(const JsonValue& value, Findings& findings, std::vector<T>& out, const Rule&... rule) {
  if (!read_array(value, findings)) return false;
  bool good = true;
  for (const JsonValue& item : value.children) good = read(item, findings, out.emplace_back(), rule...) && good;
  return good;
}

template <class T, class... Rule>
bool read(const JsonValue& value, Findings& findings, std::optional<T>& out, const Rule&... rule) {
  return read(value, findings, out.emplace(), rule...);
}

/// The members of an object: says so if it is none, and names each key that is not known.
class Fields {
 public:
  Fields(const JsonValue& object, Findings& findings, std::initializer_list<std::string_view> known);

  [[nodiscard]] bool is_object() const { return object_.kind == JsonValue::Kind::kObject; }
  [[nodiscard]] bool has(std::string_view key) const { return find(key) != nullptr; }
  [[nodiscard]] const JsonValue* find(std::string_view key) const { return is_object() ? object_.find(key) : nullptr; }
  [[nodiscard]] const JsonValue* need(std::string_view key) const;  ///< reports that it is missing

  template <class T, class... Rule>
  bool need(std::string_view key, T& out, const Rule&... rule) const {
    const JsonValue* value = need(key);
    return value != nullptr && read(*value, report_, out, rule...);
  }
  template <class T, class... Rule>
  bool may(std::string_view key, T& out, const Rule&... rule) const {
    const JsonValue* value = find(key);
    return value == nullptr || read(*value, report_, out, rule...);
  }

 private:
  const JsonValue& object_;
  Findings& report_;
};

}  // namespace gauntlet
