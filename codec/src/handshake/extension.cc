#include "ws/extension.h"

#include "handshake/field_text.h"

namespace ws {
namespace {

/// Goes over the value once, from left to right, and never back: there is no input that makes it slow.
class ExtensionReader {
 public:
  explicit ExtensionReader(std::string_view value) noexcept : value_(value) {}

  /// extension-list = 1#extension, where "#" allows empty elements (RFC 2616 section 2.1).
  bool list(std::vector<Extension>& extensions) {
    while (true) {
      skip_space();
      while (take(',')) skip_space();
      if (at_end()) return !extensions.empty();
      if (!extension(extensions)) return false;
      skip_space();
      if (!at_end() && value_[at_] != ',') return false;
    }
  }

  [[nodiscard]] std::size_t position() const noexcept { return at_; }

 private:
  [[nodiscard]] bool at_end() const noexcept { return at_ == value_.size(); }

  bool take(char c) noexcept {
    if (at_end() || value_[at_] != c) return false;
    ++at_;
    return true;
  }

  void skip_space() noexcept {
    while (!at_end() && is_space(value_[at_])) ++at_;
  }

  [[nodiscard]] std::string_view token() noexcept {
    const std::size_t begin = at_;
    while (!at_end() && is_token_char(value_[at_])) ++at_;
    return value_.substr(begin, at_ - begin);
  }

  bool extension(std::vector<Extension>& extensions) {
    const std::string_view name = token();
    if (name.empty()) return false;
    Extension& extension = extensions.emplace_back();
    extension.name = name;
    skip_space();
    while (take(';')) {
      skip_space();
      if (!parameter(extension)) return false;
      skip_space();
    }
    return true;
  }

  /// extension-param = token [ "=" (token | quoted-string) ]
  bool parameter(Extension& extension) {
    const std::string_view name = token();
    if (name.empty()) return false;
    ExtensionParameter& parameter = extension.parameters.emplace_back();
    parameter.name = name;
    skip_space();
    if (!take('=')) return true;
    skip_space();
    if (take('"')) return quoted(parameter.value.emplace());
    parameter.value = token();
    return !parameter.value->empty();
  }

  /// The rest of a quoted string. What it quotes must be a token, so a backslash can only stand before
  /// an octet that does without it.
  bool quoted(std::string& text) {
    while (!at_end()) {
      if (value_[at_] == '"' && !text.empty()) {
        ++at_;
        return true;
      }
      take('\\');
      if (at_end() || !is_token_char(value_[at_])) return false;
      text += value_[at_++];
    }
    return false;
  }

  std::string_view value_;
  std::size_t at_ = 0;
};

void print_value(std::string_view value, std::string& out) {
  if (is_token(value)) {
    out += value;
    return;
  }
  out += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

}  // namespace

std::variant<std::vector<Extension>, Violation> parse_extensions(std::string_view value) {
  std::vector<Extension> extensions;
  ExtensionReader reader(value);
  if (!reader.list(extensions)) return Violation{Rule::kExtensionSyntax, reader.position()};
  return extensions;
}

std::string print_extensions(const std::vector<Extension>& extensions) {
  std::string out;
  print_extensions(extensions, out);
  return out;
}

void print_extensions(const std::vector<Extension>& extensions, std::string& out) {
  bool first = true;
  for (const Extension& extension : extensions) {
    if (!first) out += ", ";
    first = false;
    out += extension.name;
    for (const ExtensionParameter& parameter : extension.parameters) {
      out.append("; ").append(parameter.name);
      if (!parameter.value) continue;
      out += '=';
      print_value(*parameter.value, out);
    }
  }
}

}  // namespace ws
