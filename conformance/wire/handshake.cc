#include "conformance/wire/handshake.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "conformance/wire/http_text.h"

namespace gauntlet::wire {

bool is_token_octet(char octet) {
  constexpr std::string_view kSeparators = "()<>@,;:\\\"/[]?={} \t";
  return octet > 0x20 && octet < 0x7F && kSeparators.find(octet) == std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_token_octet); }

bool is_blank(char octet) { return octet == ' ' || octet == '\t'; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char octet) {
    const auto value = static_cast<std::uint8_t>(octet);
    return (value < 0x20 && octet != '\t') || value == 0x7F;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool same_word(std::string_view left, std::string_view right) {
  const auto lower = [](char octet) { return octet >= 'A' && octet <= 'Z' ? static_cast<char>(octet + 32) : octet; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char one, char other) { return lower(one) == lower(other); });
}

std::vector<std::string_view> elements(std::string_view list) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t comma = list.find(',');
    found.push_back(trimmed(list.substr(0, comma)));
    if (comma == std::string_view::npos) return found;
    list.remove_prefix(comma + 1);
  }
}

std::string shown(std::string_view text) {
  constexpr std::size_t kMost = 60;
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out = "\"";
  for (const char octet : text.substr(0, kMost)) {
    const auto value = static_cast<std::uint8_t>(octet);
    if (value >= 0x20 && value < 0x7F) {
      out += octet;
    } else {
      out += {'\\', 'x', kDigits[value >> 4], kDigits[value & 15]};
    }
  }
  return out + (text.size() > kMost ? "...\"" : "\"");
}

std::optional<std::string> HttpHead::field(std::string_view name) const {
  for (const auto& [its_name, value] : fields) {
    if (same_word(its_name, name)) return value;
  }
  return std::nullopt;
}

std::string HttpHead::joined(std::string_view name) const {
  std::string all;
  bool first = true;
  for (const auto& [its_name, value] : fields) {
    if (!same_word(its_name, name)) continue;
    if (!first) all += ", ";
    first = false;
    all += value;
  }
  return all;
}

std::size_t HttpHead::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(fields.begin(), fields.end(), [&](const auto& field) { return same_word(field.first, name); }));
}

bool HttpHead::has_token(std::string_view name, std::string_view token) const {
  const std::string all = joined(name);
  const auto words = elements(all);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return same_word(word, token); });
}

int HttpHead::status() const {
  const std::string_view line = start_line;
  const std::size_t space = line.find(' ');
  if (!line.starts_with("HTTP/") || space == std::string_view::npos) return 0;
  const std::string_view rest = line.substr(space + 1);
  const std::string_view digits = rest.substr(0, rest.find(' '));
  if (digits.size() != 3) return 0;
  int status = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return 0;
    status = 10 * status + (digit - '0');
  }
  return status;
}

std::string HttpHead::target() const {
  const std::string_view line = start_line;
  const std::size_t space = line.find(' ');
  if (line.starts_with("HTTP/") || space == std::string_view::npos) return {};
  const std::string_view rest = line.substr(space + 1);
  return std::string(rest.substr(0, rest.find(' ')));
}

namespace {

/// One line after the start line: a field, or more of the field before it (RFC 2616 section 4.2).
void read_field_line(std::string_view line, HttpHead& head) {
  if (is_blank(line.front())) {
    head.complaints.push_back("a folded line: " + shown(line));
    if (!head.fields.empty()) head.fields.back().second.append(" ").append(trimmed(line));
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    head.complaints.push_back("a line without a colon: " + shown(line));
    return;
  }
  std::string_view name = line.substr(0, colon);
  const std::string_view value = trimmed(line.substr(colon + 1));
  if (name != trimmed(name)) {
    head.complaints.push_back("a space before the colon: " + shown(line));
    name = trimmed(name);
  }
  if (!is_token(name)) head.complaints.push_back("a field name that is not a token: " + shown(name));
  if (has_control(value)) head.complaints.push_back("a control character in a field: " + shown(line));
  head.fields.emplace_back(name, value);
}

}  // namespace

HttpHead read_head(std::string_view raw) {
  HttpHead head;
  head.raw = raw;
  bool started = false;
  while (!raw.empty()) {
    const std::size_t feed = raw.find('\n');
    std::string_view line = raw.substr(0, feed);
    raw.remove_prefix(feed == std::string_view::npos ? raw.size() : feed + 1);
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    } else {
      head.complaints.push_back("a line that ends in a bare LF: " + shown(line));
    }
    if (line.empty()) {
      if (started) break;
      head.complaints.emplace_back("an empty line before the start line");
    } else if (started) {
      read_field_line(line, head);
    } else {
      started = true;
      head.start_line = line;
      if (has_control(line)) head.complaints.push_back("a control character in the start line: " + shown(line));
    }
  }
  return head;
}

std::optional<HttpHead> HeadCollector::feed(View octets) {
  std::size_t taken = 0;
  while (taken < octets.size() && !complete_ && !overflow_) {
    if (collected_.size() == limit_) {
      overflow_ = true;
      return std::nullopt;
    }
    const char octet = static_cast<char>(octets[taken++]);
    collected_.push_back(octet);
    if (octet != '\n') continue;
    const std::string_view line = std::string_view(collected_).substr(line_);
    const bool empty = line == "\n" || line == "\r\n";
    complete_ = empty && started_;
    started_ = started_ || !empty;
    line_ = collected_.size();
    if (complete_) {
      rest_.assign(octets.begin() + static_cast<std::ptrdiff_t>(taken), octets.end());
      return read_head(collected_);
    }
  }
  if (complete_) rest_.insert(rest_.end(), octets.begin(), octets.end());
  return std::nullopt;
}

std::string base64(View octets) {
  // EVP_EncodeBlock counts in int; a piece of a multiple of three octets ends without padding.
  constexpr std::size_t kPiece = 3U << 20;
  std::string out;
  while (!octets.empty()) {
    const View now = octets.first(std::min(octets.size(), kPiece));
    octets = octets.subspan(now.size());
    std::vector<unsigned char> text((now.size() + 2) / 3 * 4 + 1);
    const int size = EVP_EncodeBlock(text.data(), now.data(), static_cast<int>(now.size()));
    out.append(text.begin(), text.begin() + size);
  }
  return out;
}

std::optional<Bytes> from_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (text.size() % 4 != 0) return std::nullopt;
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  Bytes out;
  std::uint32_t held = 0;
  int bits = 0;
  for (const char octet : text) {
    const std::size_t value = kAlphabet.find(octet);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 6 | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    out.push_back(static_cast<std::uint8_t>(held >> bits & 0xFF));
  }
  return out;
}

std::string accept_value(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1)
    throw std::runtime_error("SHA-1 is not available");
  return base64(View(digest).first(size));
}

namespace {

/// The words of an extension list (section 9.1), with blanks allowed between all of them: the "implied
/// *LWS" of RFC 2616 section 2.1.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) { skip_blanks(); }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] bool take(char octet) {
    if (!text_.starts_with(octet)) return false;
    text_.remove_prefix(1);
    skip_blanks();
    return true;
  }
  [[nodiscard]] std::optional<std::string> token() {
    std::size_t size = 0;
    while (size < text_.size() && is_token_octet(text_[size])) ++size;
    if (size == 0) return std::nullopt;
    std::string word(text_.substr(0, size));
    text_.remove_prefix(size);
    skip_blanks();
    return word;
  }
  /// A quoted string that is a token once its backslashes are undone.
  [[nodiscard]] std::optional<std::string> quoted_token() {
    std::string word;
    for (std::size_t at = 1; at < text_.size(); ++at) {
      if (text_[at] == '"') {
        text_.remove_prefix(at + 1);
        skip_blanks();
        return is_token(word) ? std::optional(word) : std::nullopt;
      }
      if (text_[at] == '\\' && ++at == text_.size()) break;
      word += text_[at];
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<std::string> value() { return text_.starts_with('"') ? quoted_token() : token(); }

 private:
  void skip_blanks() {
    while (!text_.empty() && is_blank(text_.front())) text_.remove_prefix(1);
  }
  std::string_view text_;
};

std::optional<ExtensionElement> read_extension(Words& words) {
  const auto name = words.token();
  if (!name) return std::nullopt;
  ExtensionElement element{*name, {}};
  while (words.take(';')) {
    const auto parameter = words.token();
    if (!parameter) return std::nullopt;
    std::optional<std::string> value;
    if (words.take('=')) {
      value = words.value();
      if (!value) return std::nullopt;
    }
    element.parameters.emplace_back(*parameter, value);
  }
  return element;
}

}  // namespace

std::optional<std::vector<ExtensionElement>> read_extensions(std::string_view value) {
  // 1#extension: RFC 2616 section 2.1 lets elements be empty, as long as there is one that is not.
  std::vector<ExtensionElement> found;
  Words words(value);
  while (true) {
    while (words.take(',')) continue;
    if (words.empty()) break;
    auto element = read_extension(words);
    if (!element) return std::nullopt;
    found.push_back(std::move(*element));
    if (!words.empty() && !words.take(',')) return std::nullopt;
  }
  if (found.empty()) return std::nullopt;
  return found;
}

}  // namespace gauntlet::wire
