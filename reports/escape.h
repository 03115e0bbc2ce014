#pragma once
#include <cstdint>
#include <string>
#include <string_view>

/// Octets of a subject, made safe to show. Nothing here throws; whatever the input, the result is
/// valid UTF-8.
namespace gauntlet::reports {

/// Takes the first code point off `octets`, which must not be empty; U+FFFFFFFF if what stands there
/// is not UTF-8, and then takes off the longest part of a sequence that there was (at least 1 octet).
[[nodiscard]] char32_t take_code_point(std::string_view& octets);
inline constexpr char32_t kInvalid = 0xffffffff;
void append_utf8(std::string& out, char32_t code_point);

[[nodiscard]] bool is_utf8(std::string_view octets);
/// Invalid sequences become U+FFFD.
[[nodiscard]] std::string valid_utf8(std::string_view octets);
[[nodiscard]] std::string hex(std::string_view octets);

/// Text for HTML content and quoted attributes. Control characters become their pictures (U+2400..),
/// and characters that turn the direction of writing become U+FFFD.
[[nodiscard]] std::string html(std::string_view octets);
/// Only characters that XML 1.0 allows; markup characters are left to the XML library.
[[nodiscard]] std::string xml_text(std::string_view octets);
/// One line of Markdown with no markup in it, also within a table cell.
[[nodiscard]] std::string markdown(std::string_view octets);
/// JSON that may stand within an HTML script element: `<`, `>` and `&` as \u escapes.
[[nodiscard]] std::string json_for_script(std::string_view json);
/// A path as a relative URI reference.
[[nodiscard]] std::string uri_path(std::string_view path);

/// The reference's form of octets in its logs: text, or 0x and hex, and " ..." if there were more
/// than `octets` shows.
[[nodiscard]] std::string log_text(std::string_view octets, std::uint64_t size);
/// Hex and " ..." if there were more.
[[nodiscard]] std::string log_hex(std::string_view octets, std::uint64_t size);
/// `octets` without a code point that was cut off at their end, if `size` says that they were cut.
[[nodiscard]] std::string_view whole_code_points(std::string_view octets, std::uint64_t size);
/// At most `limit` octets, cut between code points, and then an ellipsis.
[[nodiscard]] std::string cut(std::string_view text, std::size_t limit);

}  // namespace gauntlet::reports
