#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::model {

/// A field of a head, its value without the blanks around it.
struct HeadField {
  std::string name, value;
};

/// What is known of a head (RFC 6455 section 4.1, RFC 2616 sections 4 and 2.2) after all the octets that came.
struct HeadReading {
  enum class State : std::uint8_t { kIncomplete, kComplete, kBroken };
  State state = State::kIncomplete;
  std::string_view rule{};   ///< kBroken: "header-syntax", "header-too-large" or "header-too-many"
  std::uint64_t offset = 0;  ///< kBroken: the octet that broke it
  std::size_t size = 0;      ///< kComplete: octets up to the end of the empty line
  std::string start_line{};
  std::vector<HeadField> fields{};

  /// Values of the fields of that name, in order.
  [[nodiscard]] std::vector<std::string_view> values(std::string_view name) const;
  /// The first of them, or nothing at all.
  [[nodiscard]] std::string_view value(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const { return values(name).size(); }
  /// Whether a list in the fields of that name has the token, in any case of letters.
  [[nodiscard]] bool lists(std::string_view name, std::string_view token) const;
};

/// Reads strictly: lines end in CRLF, no line is folded, no blank stands before a colon, nothing but a tab is a
/// control character in a value and nothing at all in the start line. `most_octets` and `most_fields` are the
/// limits of section 10.4; the octet, or the field's first octet, that goes beyond is the one that breaks it.
[[nodiscard]] HeadReading read_head(wire::View octets, std::size_t most_octets, std::size_t most_fields);

[[nodiscard]] bool is_token(std::string_view text);  ///< RFC 2616 section 2.2
[[nodiscard]] bool same_ignoring_case(std::string_view left, std::string_view right);
/// Elements of a comma separated list that are not empty, without blanks around them.
[[nodiscard]] std::vector<std::string_view> list_elements(std::string_view list);

}  // namespace gauntlet::model
