#include "reports/escape.h"

#include <algorithm>

namespace gauntlet::reports {
namespace {

constexpr char32_t kReplacement = 0xfffd;
constexpr char kHexDigits[] = "0123456789abcdef";

std::uint8_t octet(std::string_view octets, std::size_t at) { return static_cast<std::uint8_t>(octets[at]); }

struct Lead {
  std::size_t continuations = 0;
  char32_t bits = 0;
  std::uint8_t second_from = 0x80, second_to = 0xbf;  ///< rules out overlong forms, surrogates, > U+10FFFF
};

bool read_lead(std::uint8_t first, Lead& lead) {
  if (first >= 0xc2 && first <= 0xdf) {
    lead = {1, first & 0x1fU, 0x80, 0xbf};
  } else if (first >= 0xe0 && first <= 0xef) {
    lead = {2, first & 0x0fU, static_cast<std::uint8_t>(first == 0xe0 ? 0xa0 : 0x80),
            static_cast<std::uint8_t>(first == 0xed ? 0x9f : 0xbf)};
  } else if (first >= 0xf0 && first <= 0xf4) {
    lead = {3, first & 0x07U, static_cast<std::uint8_t>(first == 0xf0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(first == 0xf4 ? 0x8f : 0xbf)};
  } else {
    return false;
  }
  return true;
}

bool turns_direction(char32_t c) { return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }

/// What a person sees instead of a character that has no picture of its own.
char32_t shown(char32_t c) {
  if (c == kInvalid || turns_direction(c)) return kReplacement;
  if (c < 0x20 && c != '\t' && c != '\n') return 0x2400 + c;
  return c == 0x7f ? 0x2421 : c;
}

/// `transform(out, code point)` for each code point of `octets`.
template <class Transform>
std::string transformed(std::string_view octets, Transform transform) {
  std::string out;
  out.reserve(octets.size() + octets.size() / 8);
  while (!octets.empty()) transform(out, take_code_point(octets));
  return out;
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

}  // namespace

char32_t take_code_point(std::string_view& octets) {
  const std::uint8_t first = octet(octets, 0);
  Lead lead;
  if (first < 0x80 || !read_lead(first, lead)) {
    octets.remove_prefix(1);
    return first < 0x80 ? first : kInvalid;
  }
  char32_t code_point = lead.bits;
  std::size_t taken = 1;
  for (; taken <= lead.continuations; ++taken) {
    const std::uint8_t from = taken == 1 ? lead.second_from : 0x80;
    const std::uint8_t to = taken == 1 ? lead.second_to : 0xbf;
    if (taken >= octets.size() || octet(octets, taken) < from || octet(octets, taken) > to) {
      octets.remove_prefix(taken);
      return kInvalid;
    }
    code_point = (code_point << 6U) | (octet(octets, taken) & 0x3fU);
  }
  octets.remove_prefix(taken);
  return code_point;
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) c = kReplacement;
  const auto add = [&out](char32_t value) { out.push_back(static_cast<char>(static_cast<std::uint8_t>(value))); };
  if (c < 0x80) return add(c);
  if (c < 0x800) {
    add(0xc0 | (c >> 6U));
  } else {
    if (c < 0x10000) {
      add(0xe0 | (c >> 12U));
    } else {
      add(0xf0 | (c >> 18U));
      add(0x80 | ((c >> 12U) & 0x3f));
    }
    add(0x80 | ((c >> 6U) & 0x3f));
  }
  add(0x80 | (c & 0x3f));
}

bool is_utf8(std::string_view octets) {
  while (!octets.empty()) {
    if (take_code_point(octets) == kInvalid) return false;
  }
  return true;
}

std::string valid_utf8(std::string_view octets) { return transformed(octets, append_utf8); }

std::string hex(std::string_view octets) {
  std::string out;
  out.reserve(octets.size() * 2);
  for (std::size_t i = 0; i < octets.size(); ++i) {
    out.push_back(kHexDigits[octet(octets, i) >> 4U]);
    out.push_back(kHexDigits[octet(octets, i) & 0xfU]);
  }
  return out;
}

std::string html(std::string_view octets) {
  return transformed(octets, [](std::string& out, char32_t c) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: append_utf8(out, shown(c));
    }
  });
}

std::string xml_text(std::string_view octets) {
  return transformed(octets, [](std::string& out, char32_t c) {
    // A lone CR is legal but a parser turns it into LF; as a picture it stays visible.
    append_utf8(out, c == 0xfffe || c == 0xffff ? kReplacement : shown(c));
  });
}

std::string markdown(std::string_view octets) {
  // Inline markup alone: what means something at the start of a line never stands there.
  constexpr std::string_view kMarkup = "\\`*_[]|~#";
  std::string text = transformed(octets, [=](std::string& out, char32_t c) {
    switch (c) {
      case '&': out += "&amp;"; return;
      case '<': out += "&lt;"; return;
      case '>': out += "&gt;"; return;
      case '@': out += "&#64;"; return;  // no mention of anybody
      case '\n':
      case '\t': out += ' '; return;
      default: break;
    }
    if (c < 0x80 && kMarkup.find(static_cast<char>(c)) != std::string_view::npos) out += '\\';
    append_utf8(out, shown(c));
  });
  // Where Markdown makes links of bare URLs, none of a subject's.
  replace_all(text, "://", "&#58;//");
  replace_all(text, "www.", "www&#46;");
  return text;
}

std::string json_for_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    switch (c) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += c;
    }
  }
  return out;
}

std::string uri_path(std::string_view path) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
  std::string out;
  for (const char c : path) {
    if (kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      const unsigned value = static_cast<std::uint8_t>(c);
      for (const unsigned digit : {value >> 4U, value & 0xfU}) {
        out += digit < 10 ? kHexDigits[digit] : static_cast<char>('A' + digit - 10);
      }
    }
  }
  return out;
}

std::string_view whole_code_points(std::string_view octets, std::uint64_t size) {
  if (size <= octets.size()) return octets;
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, octets.size()); ++back) {
    const std::uint8_t at = octet(octets, octets.size() - back);
    if ((at & 0xc0U) == 0x80) continue;  // a continuation: its lead stands before it
    Lead lead;
    if (read_lead(at, lead) && lead.continuations >= back) return octets.substr(0, octets.size() - back);
    break;
  }
  return octets;
}

std::string log_text(std::string_view octets, std::uint64_t size) {
  const std::string_view whole = whole_code_points(octets, size);
  std::string text = is_utf8(whole) ? std::string(whole) : "0x" + hex(octets);
  if (size > octets.size()) text += " ...";
  return text;
}

std::string log_hex(std::string_view octets, std::uint64_t size) {
  return size > octets.size() ? hex(octets) + " ..." : hex(octets);
}

std::string cut(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  const std::string_view head = text.substr(0, limit);
  return std::string(whole_code_points(head, text.size())) + "\u2026";
}

}  // namespace gauntlet::reports
