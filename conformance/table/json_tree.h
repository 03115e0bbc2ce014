#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/finding.h"

/// JSON with the line of every value, which nlohmann's own tree does not keep. Internal to this room.
namespace gauntlet {

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kBoolean, kInteger, kNumber, kString, kArray, kObject };

  Kind kind = Kind::kNull;
  bool boolean = false;
  int line = 1;
  std::uint64_t integer = 0;  ///< kInteger: a whole number from 0 to 2^64-1
  std::string key;            ///< within an object
  std::string text;           ///< kString; kNumber: any other number, as it was written
  std::vector<JsonValue> children;
  const JsonValue* parent = nullptr;

  [[nodiscard]] const JsonValue* find(std::string_view member) const;
  [[nodiscard]] const JsonValue* at(std::string_view pointer) const;
  [[nodiscard]] std::string pointer() const;  ///< JSON pointer from the root
};

/// The line of what the pointer names, or of the innermost value around it that is there.
[[nodiscard]] int line_at(const JsonValue& root, std::string_view pointer);

/// A key as one part of a JSON pointer: "/key", with ~ and / escaped.
[[nodiscard]] std::string pointer_part(std::string_view key);

/// "a string", "an object", ...
[[nodiscard]] std::string_view name(JsonValue::Kind kind);

struct JsonDocument {
  std::unique_ptr<const JsonValue> root;  ///< null if it is not JSON, too large or too deep
  std::vector<Finding> errors;            ///< duplicate keys leave the root in place
};

inline constexpr std::size_t kLargestJson = 16 << 20;    // octets of text
inline constexpr std::size_t kDeepestJson = 64;          // objects and arrays within each other
inline constexpr std::size_t kMostJsonValues = 500'000;  // bounds the memory that 16 MiB of "[[],[]..." take

/// At most `most_errors` of them are kept.
[[nodiscard]] JsonDocument parse_json(std::string_view text, const std::string& file, std::size_t most_errors);

/// Octets of a file of at most kLargestJson; false, and a finding, if it cannot be read.
[[nodiscard]] bool read_json_file(const std::filesystem::path& file, std::string& text, std::vector<Finding>& errors);

/// The *.json of a directory, sorted by name; none, or no directory, is a finding.
[[nodiscard]] std::vector<std::filesystem::path> json_files(const std::filesystem::path& directory,
                                                            std::vector<Finding>& errors);

}  // namespace gauntlet
