#include "conformance/table/finding.h"

#include <fmt/format.h>

#include <algorithm>

#include "conformance/wire/utf8.h"

namespace gauntlet {
namespace {

std::size_t character_size(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest.front());
  const std::size_t wanted = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  return std::min(wanted, rest.size());
}

bool shown_as_is(std::string_view character) {
  if (character.size() == 1) return character[0] >= 0x20 && character[0] < 0x7F;
  return wire::valid_utf8({reinterpret_cast<const std::uint8_t*>(character.data()), character.size()});
}

// What is found comes from files that may hold anything: a terminal or a report must not suffer.
std::string escaped(std::string_view text, std::size_t limit) {
  std::string out;
  while (!text.empty()) {
    if (out.size() >= limit) return out + "...";
    const std::string_view character = text.substr(0, character_size(text));
    if (shown_as_is(character)) {
      out += character;
      text.remove_prefix(character.size());
    } else {
      const auto octet = static_cast<unsigned char>(text.front());
      out += octet == '\n' ? "\\n" : octet == '\t' ? "\\t" : fmt::format("\\x{:02x}", octet);
      text.remove_prefix(1);
    }
  }
  return out;
}

}  // namespace

std::string to_string(const Finding& finding) {
  std::string out = escaped(finding.file, 1000);
  if (finding.line > 0) out += fmt::format(":{}", finding.line);
  out += ": ";
  if (!finding.pointer.empty()) out += escaped(finding.pointer, 200) + ": ";
  return out + escaped(finding.message, 1000);
}

std::string in_quotes(std::string_view text) { return '"' + escaped(text, 60) + '"'; }

}  // namespace gauntlet
