#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/wire/frame.h"

namespace gauntlet::wire {

/// The harness's own reading and writing of the opening handshake (RFC 6455 section 4).

/// A head that arrived: the start line and the fields, as lenient as can be, with all that is wrong
/// about its form listed in `complaints`.
struct HttpHead {
  std::string start_line;
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::string> complaints;
  std::string raw;  ///< the octets, with the empty line

  /// The first field of that name (case-insensitive).
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const;
  /// All of that name, joined with ", ".
  [[nodiscard]] std::string joined(std::string_view name) const;
  [[nodiscard]] std::size_t count(std::string_view name) const;
  [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const;
  /// The status of a response, 0 if there is none.
  [[nodiscard]] int status() const;
  /// The request target, empty if there is none.
  [[nodiscard]] std::string target() const;
};

/// A head that arrived in one piece, with its empty line. Lines may end in LF alone.
[[nodiscard]] HttpHead read_head(std::string_view raw);

/// Collects a head from pieces; at most `limit` octets (then `overflow`). Empty lines before the start
/// line do not end it.
class HeadCollector {
 public:
  explicit HeadCollector(std::size_t limit = 64U << 10) : limit_(limit) {}
  /// Takes octets; returns the head once, when it is complete. What follows it, then or later, is in
  /// `rest()`.
  [[nodiscard]] std::optional<HttpHead> feed(View octets);
  [[nodiscard]] const Bytes& rest() const { return rest_; }
  [[nodiscard]] bool overflow() const { return overflow_; }
  [[nodiscard]] const std::string& collected() const { return collected_; }

 private:
  std::size_t limit_;
  std::string collected_;
  Bytes rest_;
  std::size_t line_ = 0;  ///< where the line being collected begins
  bool started_ = false;  ///< a line that is not empty was there
  bool complete_ = false;
  bool overflow_ = false;
};

[[nodiscard]] std::string accept_value(std::string_view key);  ///< section 4.2.2 item 5.4
[[nodiscard]] std::string base64(View octets);
/// Strict in length, alphabet and padding. The bits that the padding leaves over may be set: the example
/// of section 4.1 item 7 ("...PEC==") has them so, and RFC 4648 section 3.5 leaves it open.
[[nodiscard]] std::optional<Bytes> from_base64(std::string_view text);

/// All that a server may complain about in a client's request (section 4.1, 4.2.1), each with the
/// requirement's section: empty if it is in order.
[[nodiscard]] std::vector<std::string> check_request(const HttpHead& request);

/// What the client offered and asked for: the facts that a server's answer must fit.
struct Asked {
  std::string key;
  std::vector<std::string> extensions;  ///< names
  std::vector<std::string> subprotocols;
};
/// All that a client may complain about in a server's 101 (section 4.1, 4.2.2).
[[nodiscard]] std::vector<std::string> check_response(const HttpHead& response, const Asked& asked);

/// An element of Sec-WebSocket-Extensions (section 9.1); nothing if the list breaks the grammar.
struct ExtensionElement {
  std::string name;
  std::vector<std::pair<std::string, std::optional<std::string>>> parameters;
};
[[nodiscard]] std::optional<std::vector<ExtensionElement>> read_extensions(std::string_view value);

/// What was agreed on by a permessage-deflate response (RFC 7692 section 7.1).
struct Deflate {
  bool server_no_context_takeover = false, client_no_context_takeover = false;
  int server_max_window_bits = 15, client_max_window_bits = 15;
};
/// As a client: the server's answer to our offer, or why it must be refused.
struct DeflateReading {
  std::optional<Deflate> agreed;
  std::string complaint;  ///< empty if agreed
};
/// Which of several offers was taken the response does not say: it has to fit one of them.
[[nodiscard]] DeflateReading read_deflate_response(const ExtensionElement& response,
                                                   const std::vector<ExtensionElement>& offers);

}  // namespace gauntlet::wire
