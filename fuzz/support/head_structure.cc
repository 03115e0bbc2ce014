#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kPrefix = 2;

/// Lines with their ends, and what stands behind the empty line.
struct Parts {
  Bytes prefix;
  std::vector<std::string> lines;  ///< the last one is the empty line, if the head has an end
  std::string rest;

  explicit Parts(View input) {
    prefix.assign(input.begin(), input.begin() + static_cast<std::ptrdiff_t>(std::min(kPrefix, input.size())));
    prefix.resize(kPrefix);
    rest.assign(input.begin() + static_cast<std::ptrdiff_t>(std::min(kPrefix, input.size())), input.end());
    while (true) {
      const std::size_t feed = rest.find('\n');
      if (feed == std::string::npos) return;
      lines.push_back(rest.substr(0, feed + 1));
      rest.erase(0, feed + 1);
      if (lines.back() == "\r\n" && lines.size() > 1) return;
    }
  }
  [[nodiscard]] Bytes joined() const {
    Bytes all = prefix;
    for (const std::string& line : lines) all.insert(all.end(), line.begin(), line.end());
    all.insert(all.end(), rest.begin(), rest.end());
    return all;
  }
  /// Before which line something can be put: behind the start line, before the empty one.
  [[nodiscard]] std::size_t place(Choices& choices) const {
    return lines.size() < 2 ? lines.size() : 1 + choices.below(lines.size() - 1);
  }
  void insert(std::size_t at, std::string line) {
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), std::move(line));
  }
  void erase(std::size_t at, std::size_t count = 1) {
    const auto begin = lines.begin() + static_cast<std::ptrdiff_t>(at);
    lines.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  }
};

// What RFC 6455 section 4 and RFC 7692 section 7.1 speak of.
constexpr std::array<std::string_view, 12> kNames{"Host",
                                                  "Upgrade",
                                                  "Connection",
                                                  "Sec-WebSocket-Key",
                                                  "Sec-WebSocket-Version",
                                                  "Origin",
                                                  "Content-Length",
                                                  "Transfer-Encoding",
                                                  "Sec-WebSocket-Accept",
                                                  "Sec-WebSocket-Protocol",
                                                  "Sec-WebSocket-Extensions",
                                                  "X"};
constexpr std::array<std::string_view, 44> kValues{"localhost",
                                                   "a:80",
                                                   "a:65536",
                                                   "[::1]:8080",
                                                   "user@a",
                                                   "websocket",
                                                   "WebSocket",
                                                   "h2c, websocket",
                                                   "websocket2",
                                                   "Upgrade",
                                                   "keep-alive, upgrade",
                                                   "upgraded",
                                                   "AAAAAAAAAAAAAAAAAAAAAA==",
                                                   "AAAAAAAAAAAAAAAAAAAAAAA=",
                                                   "AAAAAAAAAAAAAAAAAAAAA!==",
                                                   "AAAA",
                                                   "13",
                                                   "013",
                                                   "130",
                                                   "14",
                                                   "8",
                                                   "13, 8",
                                                   "0",
                                                   "1",
                                                   "chunked",
                                                   "ICX+Yqv66kxgM0FcWaLWlFLwTAI=",
                                                   "ICX+Yqv66kxgM0FcWaLWlFLwTAB=",
                                                   "ICX+Yqv6",
                                                   "chat",
                                                   "Chat",
                                                   "superchat, chat",
                                                   "chat, chat",
                                                   "permessage-deflate",
                                                   "permessage-deflate; client_max_window_bits",
                                                   "permessage-deflate; server_max_window_bits=10",
                                                   "permessage-deflate; server_max_window_bits=08",
                                                   "permessage-deflate; client_max_window_bits=\"12\"",
                                                   "permessage-deflate; server_no_context_takeover",
                                                   "permessage-deflate; server_no_context_takeover=1",
                                                   "permessage-deflate; client_no_context_takeover",
                                                   "permessage-deflate; x, permessage-deflate",
                                                   "a; b=c",
                                                   "",
                                                   ","};
constexpr std::array<std::string_view, 16> kStartLines{"GET / HTTP/1.1",
                                                       "GET /chat?a=b HTTP/1.1",
                                                       "get / HTTP/1.1",
                                                       "POST / HTTP/1.1",
                                                       "GET / HTTP/1.0",
                                                       "GET / HTTP/2.0",
                                                       "GET  / HTTP/1.1",
                                                       "GET http://a/ HTTP/1.1",
                                                       "GET https://b HTTP/1.1",
                                                       "GET /# HTTP/1.1",
                                                       "HTTP/1.1 101 Switching Protocols",
                                                       "HTTP/1.1 101 ",
                                                       "HTTP/1.1 200 OK",
                                                       "HTTP/1.1 100 Continue",
                                                       "HTTP/1.0 101 x",
                                                       "HTTP/1.1 101"};

std::string any_field(Choices& choices) {
  return std::string(choices.of(kNames)) + ": " + std::string(choices.of(kValues)) + "\r\n";
}

void change_value(std::string& line, Choices& choices) {
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos) return;
  const std::string value = line.substr(colon + 1, line.size() - colon - 1 - (line.ends_with("\r\n") ? 2 : 1));
  std::string changed(choices.of(kValues));
  if (choices.one_in(3)) changed = value + ", " + changed;
  if (choices.one_in(5)) changed = value + " \t";
  if (choices.one_in(5)) changed = value + changed;
  line = line.substr(0, colon + 1) + " " + changed + "\r\n";
}

void change_case(std::string& line, Choices& choices) {
  const bool upper = choices.one_in(2);
  for (char& c : line) {
    if (upper && c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!upper && c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == ':' || c == ' ') return;  // the name only, or the method
  }
}

void change_end(std::string& line, Choices& choices) {
  constexpr std::array<std::string_view, 6> kEnds{"\n", "\r\r\n", "\r\n ", " \r\n", "\r\n", "\r\n\t"};
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  line += choices.of(kEnds);
}

void insert_octet(std::string& line, Choices& choices) {
  constexpr std::array<char, 10> kOctets{'\0', '\t', ' ', '\x7F', '\x01', '\xE4', ':', ',', ';', '"'};
  line.insert(choices.below(line.size()), 1, choices.of(kOctets));
}

class HeadStructure final : public Structure {
 public:
  [[nodiscard]] std::vector<Bytes> smaller(View input) const override {
    std::vector<Bytes> found;
    const Parts whole(input);
    const auto add = [&](auto&& change) {
      Parts parts = whole;
      change(parts);
      found.push_back(parts.joined());
    };
    for (std::size_t size = whole.lines.size(); size > 0; size /= 2) {
      for (std::size_t at = 0; at + size <= whole.lines.size(); at += size)
        add([&](Parts& parts) { parts.erase(at, size); });
    }
    add([](Parts& parts) { parts.rest.clear(); });
    add([](Parts& parts) { parts.prefix = {0, 0}; });
    add([](Parts& parts) { parts.prefix[1] = 0; });
    return found;
  }

  [[nodiscard]] Bytes mutated(View input, Choices& choices) const override {
    Parts parts(input);
    if (parts.lines.empty()) parts.lines.push_back(std::string(choices.of(kStartLines)) + "\r\n");
    std::string& line = parts.lines[choices.below(parts.lines.size())];
    switch (choices.below(13)) {
      case 0: parts.erase(choices.below(parts.lines.size())); break;
      case 1: parts.insert(parts.place(choices), line); break;
      case 2: std::swap(line, parts.lines[choices.below(parts.lines.size())]); break;
      case 3: parts.insert(parts.place(choices), any_field(choices)); break;
      case 4:
      case 5: change_value(line, choices); break;
      case 6: change_case(line, choices); break;
      case 7: change_end(line, choices); break;
      case 8: insert_octet(line, choices); break;
      case 9: parts.lines.front() = std::string(choices.of(kStartLines)) + "\r\n"; break;
      case 10: parts.prefix[0] = choices.octet(); break;
      case 11: parts.prefix[1] = static_cast<std::uint8_t>(choices.below(40)); break;
      default: change_rest(parts, choices);
    }
    return parts.joined();
  }

  [[nodiscard]] Bytes crossed(View one, View other, Choices& choices) const override {
    Parts parts(one);
    const Parts donor(other);
    parts.lines.resize(choices.below(parts.lines.size() + 1));
    const auto from = donor.lines.begin() + static_cast<std::ptrdiff_t>(choices.below(donor.lines.size() + 1));
    parts.lines.insert(parts.lines.end(), from, donor.lines.end());
    if (choices.one_in(2)) parts.rest = donor.rest;
    return parts.joined();
  }

 private:
  /// The head's end, or the frames behind it.
  static void change_rest(Parts& parts, Choices& choices) {
    constexpr std::array<std::string_view, 4> kFrames{std::string_view("\x81\x80\0\0\0\0", 6),
                                                      std::string_view("\x89\x81\0\0\0\0p", 7), "\x81\x01x",
                                                      std::string_view("\x88\0", 2)};
    if (parts.lines.back() != "\r\n" || choices.one_in(6)) return parts.lines.push_back("\r\n");
    parts.rest += choices.of(kFrames);
  }
};

}  // namespace

const Structure& head_structure() {
  static const HeadStructure structure;
  return structure;
}

}  // namespace gauntlet::fuzz
