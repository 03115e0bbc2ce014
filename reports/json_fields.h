#pragma once
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "reports/result_json.h"
#include "reports/wording.h"

/// Structs as JSON objects by a list of their fields that is written once for both ways:
///   template <class V, class T> void fields(V& visit, T& t) { visit("size", t.size); ... }
/// so that what is written is what is read. Internal to result_json.cc and outcome_json.cc; nothing here throws on any
/// JSON.
namespace gauntlet::reports::json_fields {

using nlohmann::json;

template <class T>
concept Number = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char>;

/// For each enumeration that is written: its enumerators and their words.
template <class E>
struct Words;

class Writer;
class Reader;

template <class T>
json write(const T& value);
template <class T>
bool read(const json& from, T& value);

// Writing ---------------------------------------------------------------------------------------

template <class T>
inline constexpr bool kIsOptional = false;
template <class T>
inline constexpr bool kIsOptional<std::optional<T>> = true;

class Writer {
 public:
  explicit Writer(bool skip_blanks) : skip_blanks_(skip_blanks) {}
  template <class T>
  void operator()(const char* key, const T& value) {
    json written = write(value);
    if (!skip_blanks_ || !blank<T>(written)) object[key] = std::move(written);
  }
  json object = json::object();

 private:
  /// What such a field has by default. An optional that holds 0 is not blank.
  template <class T>
  static bool blank(const json& value) {
    if constexpr (kIsOptional<T>) return value.is_null();
    return value == 0 || value == false || value == "";
  }
  bool skip_blanks_;  ///< for small structs that come by the thousand
};

template <class T>
struct Codec {  // a struct with fields
  static json write(const T& value) {
    Writer writer(true);
    fields(writer, value);
    return std::move(writer.object);
  }
  static bool read(const json& from, T& value);
};

template <class T>
requires(Number<T> || std::same_as<T, bool>) struct Codec<T> {
  static json write(T value) { return value; }
  static bool read(const json& from, T& value) {
    if constexpr (std::same_as<T, bool>) {
      if (!from.is_boolean()) return false;
      value = from.get<bool>();
    } else if (from.is_number_unsigned()) {
      const auto number = from.get<std::uint64_t>();
      if (!std::in_range<T>(number)) return false;
      value = static_cast<T>(number);
    } else {
      if (!from.is_number_integer()) return false;
      const auto number = from.get<std::int64_t>();
      if (!std::in_range<T>(number)) return false;
      value = static_cast<T>(number);
    }
    return true;
  }
};

template <class T>
requires std::is_enum_v<T>
struct Codec<T> {
  static json write(T value) { return std::string(Words<T>::name(value)); }
  static bool read(const json& from, T& value) {
    if (!from.is_string()) return false;
    for (const T candidate : Words<T>::kAll) {
      if (Words<T>::name(candidate) != from.get_ref<const std::string&>()) continue;
      value = candidate;
      return true;
    }
    return false;
  }
};

template <>
struct Codec<std::string> {
  static json write(const std::string& value) { return octets_to_json(value); }
  static bool read(const json& from, std::string& value) {
    std::optional<std::string> octets = octets_from_json(from);
    if (octets) value = std::move(*octets);
    return octets.has_value();
  }
};

template <>
struct Codec<char> {
  static json write(char value) { return octets_to_json(std::string(1, value)); }
  static bool read(const json& from, char& value) {
    const std::optional<std::string> octets = octets_from_json(from);
    if (!octets || octets->size() != 1) return false;
    value = octets->front();
    return true;
  }
};

template <>
struct Codec<std::chrono::microseconds> {
  static json write(std::chrono::microseconds value) { return value.count(); }
  static bool read(const json& from, std::chrono::microseconds& value) {
    std::chrono::microseconds::rep count = 0;
    if (!json_fields::read(from, count)) return false;
    value = std::chrono::microseconds(count);
    return true;
  }
};

template <>
struct Codec<std::chrono::system_clock::time_point> {
  static json write(std::chrono::system_clock::time_point value) { return iso_exact(value); }
  static bool read(const json& from, std::chrono::system_clock::time_point& value) {
    return from.is_string() && from_iso(from.get_ref<const std::string&>(), value);
  }
};

template <class T>
struct Codec<std::optional<T>> {
  static json write(const std::optional<T>& value) { return value ? json_fields::write(*value) : json(nullptr); }
  static bool read(const json& from, std::optional<T>& value) {
    value.reset();
    return from.is_null() || json_fields::read(from, value.emplace());
  }
};

template <class T>
struct Codec<std::vector<T>> {
  static json write(const std::vector<T>& values) {
    json array = json::array();
    for (const T& value : values) array.push_back(json_fields::write(value));
    return array;
  }
  static bool read(const json& from, std::vector<T>& values) {
    if (!from.is_array()) return false;
    values.clear();
    for (const json& element : from) {
      if (!json_fields::read(element, values.emplace_back())) return false;
    }
    return true;
  }
};

template <Number K, class T>
struct Codec<std::map<K, T>> {
  static json write(const std::map<K, T>& values) {
    json object = json::object();
    for (const auto& [key, value] : values) object[std::to_string(key)] = json_fields::write(value);
    return object;
  }
  static bool read(const json& from, std::map<K, T>& values) {
    if (!from.is_object()) return false;
    values.clear();
    for (const auto& [text, element] : from.items()) {
      K key{};
      const char* const end = text.data() + text.size();
      const auto [parsed, error] = std::from_chars(text.data(), end, key);
      if (error != std::errc() || parsed != end || !json_fields::read(element, values[key])) return false;
    }
    return true;
  }
};

/// An array of pairs: unlike a JSON key, a pair's first may be any octets.
template <class T>
struct Codec<std::map<std::string, T>> {
  static json write(const std::map<std::string, T>& values) {
    json array = json::array();
    for (const auto& [key, value] : values) {
      array.push_back(json::array({json_fields::write(key), json_fields::write(value)}));
    }
    return array;
  }
  static bool read(const json& from, std::map<std::string, T>& values) {
    if (!from.is_array()) return false;
    values.clear();
    for (const json& pair : from) {
      std::string key;
      if (!pair.is_array() || pair.size() != 2 || !json_fields::read(pair[0], key)) return false;
      if (!json_fields::read(pair[1], values[key])) return false;
    }
    return true;
  }
};

template <class T>
json write(const T& value) {
  return Codec<T>::write(value);
}

// Reading ---------------------------------------------------------------------------------------

class Reader {
 public:
  explicit Reader(const json& from) : from_(from) {}
  template <class T>
  void operator()(const char* key, T& value) {
    if (!wrong.empty()) return;
    const auto at = from_.find(key);
    if (at != from_.end() && !read(*at, value)) wrong = key;
  }
  std::string wrong;  ///< the first key with a value of another kind

 private:
  const json& from_;
};

template <class T>
bool read(const json& from, T& value) {
  return Codec<T>::read(from, value);
}

template <class T>
bool Codec<T>::read(const json& from, T& value) {
  if (!from.is_object()) return false;
  Reader reader(from);
  fields(reader, value);
  return reader.wrong.empty();
}

}  // namespace gauntlet::reports::json_fields
