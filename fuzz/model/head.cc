#include "fuzz/model/head.h"

#include <algorithm>

namespace gauntlet::model {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_control_character(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool is_token_character(char c) {
  constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={} \t";
  return !is_control_character(c) && static_cast<unsigned char>(c) < 0x80 &&
         kSeparators.find(c) == std::string_view::npos;
}

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Where a line without its CRLF ends, or the octet at which it goes wrong.
struct Line {
  enum class End : std::uint8_t { kOpen, kWhole, kWrong };
  End end = End::kOpen;
  std::size_t at = 0;
};

/// The line that begins at `begin`. Octets for which `allowed` says no break it, as do CR and LF anywhere else.
template <class Allowed>
Line line_at(std::string_view text, std::size_t begin, Allowed allowed) {
  for (std::size_t at = begin; at < text.size(); ++at) {
    if (text[at] == '\r') {
      if (at + 1 == text.size()) return {Line::End::kOpen, at};
      return text[at + 1] == '\n' ? Line{Line::End::kWhole, at} : Line{Line::End::kWrong, at + 1};
    }
    if (!allowed(text[at], at - begin)) return {Line::End::kWrong, at};
  }
  return {Line::End::kOpen, text.size()};
}

HeadReading broken(std::string_view rule, std::uint64_t offset) {
  return {.state = HeadReading::State::kBroken, .rule = rule, .offset = offset};
}

/// field-name ":" value. Before the colon there are token characters only, and at least one of them.
Line field_line_at(std::string_view text, std::size_t begin) {
  bool colon = false;
  const auto allowed = [&](char c, std::size_t index) {
    if (colon) return !is_control_character(c) || c == '\t';
    colon = c == ':' && index > 0;
    return colon || is_token_character(c);
  };
  const Line line = line_at(text, begin, allowed);
  // A line that ends before its colon goes wrong with its CR.
  const bool cut_off = !colon && line.at < text.size() && text[line.at] == '\r';
  const bool after_cr = !colon && line.end == Line::End::kWrong && line.at > begin && text[line.at - 1] == '\r';
  if (after_cr) return {Line::End::kWrong, line.at - 1};
  if (cut_off) return {Line::End::kWrong, line.at};
  return line;
}

/// The head in `text`, which is within the limit of octets.
HeadReading read_within(std::string_view text, std::size_t most_fields) {
  HeadReading head;
  if (text.starts_with('\r')) return broken("header-syntax", 0);  // an empty start line
  Line line = line_at(text, 0, [](char c, std::size_t) { return !is_control_character(c); });
  if (line.end == Line::End::kWrong) return broken("header-syntax", line.at);
  if (line.end == Line::End::kOpen) return head;
  head.start_line = text.substr(0, line.at);
  while (true) {
    const std::size_t begin = line.at + 2;
    if (begin == text.size()) return head;
    if (text[begin] == '\r') {  // the empty line
      if (begin + 1 == text.size()) return head;
      if (text[begin + 1] != '\n') return broken("header-syntax", begin + 1);
      head.state = HeadReading::State::kComplete;
      head.size = begin + 2;
      return head;
    }
    if (text[begin] == '\n' || is_blank(text[begin])) return broken("header-syntax", begin);
    if (head.fields.size() == most_fields) return broken("header-too-many", begin);
    line = field_line_at(text, begin);
    if (line.end == Line::End::kWrong) return broken("header-syntax", line.at);
    if (line.end == Line::End::kOpen) return head;
    const std::string_view whole = text.substr(begin, line.at - begin);
    const std::size_t colon = whole.find(':');
    head.fields.push_back({std::string(whole.substr(0, colon)), std::string(without_blanks(whole.substr(colon + 1)))});
  }
}

}  // namespace

HeadReading read_head(wire::View octets, std::size_t most_octets, std::size_t most_fields) {
  const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
  HeadReading head = read_within(text.substr(0, most_octets), most_fields);
  if (head.state == HeadReading::State::kIncomplete && text.size() > most_octets)
    return broken("header-too-large", most_octets);
  return head;
}

std::vector<std::string_view> HeadReading::values(std::string_view name) const {
  std::vector<std::string_view> found;
  for (const HeadField& field : fields) {
    if (same_ignoring_case(field.name, name)) found.push_back(field.value);
  }
  return found;
}

std::string_view HeadReading::value(std::string_view name) const {
  const auto all = values(name);
  return all.empty() ? std::string_view() : all.front();
}

bool HeadReading::lists(std::string_view name, std::string_view token) const {
  for (const std::string_view value : values(name)) {
    for (const std::string_view element : list_elements(value)) {
      if (same_ignoring_case(element, token)) return true;
    }
  }
  return false;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_character); }

bool same_ignoring_case(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::ranges::equal(left, right, [&](char a, char b) { return lower(a) == lower(b); });
}

std::vector<std::string_view> list_elements(std::string_view list) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view element = without_blanks(list.substr(0, comma));
    if (!element.empty()) found.push_back(element);
    if (comma == std::string_view::npos) return found;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace gauntlet::model
