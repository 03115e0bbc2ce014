#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "ws/extension.h"
#include "ws/limits.h"
#include "ws/octets.h"
#include "ws/random.h"
#include "ws/rule.h"

namespace ws {

/// The opening handshake, RFC 6455 sections 1.3, 4.1 and 4.2, without any I/O.

struct HeaderField {
  std::string name;
  std::string value;  ///< without surrounding white space

  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// The start line and the fields of a request or a response, as they came.
struct Head {
  std::string start_line;
  std::vector<HeaderField> fields;

  /// The first field of that name (case-insensitive), or nothing.
  [[nodiscard]] const HeaderField* find(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  /// All values of that name, joined with ", " as RFC 2616 section 4.2 allows for lists.
  [[nodiscard]] std::string joined(std::string_view name) const;
  /// Whether the list in that field has `token`, case-insensitive.
  [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const;
};

/// Reads a head that arrives in any pieces: every octet is looked at once, so cost is linear however
/// it is cut. Lines end in CRLF. Refuses: a bare CR or LF, a NUL, a folded line, white space before
/// the colon, an empty or non-token name, more octets or fields than the limits.
class HeadReader {
 public:
  explicit HeadReader(const Limits& limits);

  /// Takes octets up to the end of the head; returns how many belong to it. What is left is the
  /// beginning of the frame stream.
  std::size_t feed(Octets octets);

  [[nodiscard]] bool complete() const noexcept { return complete_; }
  [[nodiscard]] const std::optional<Violation>& violation() const noexcept { return violation_; }
  /// Valid once complete.
  [[nodiscard]] const Head& head() const noexcept { return head_; }

 private:
  void end_line();

  std::size_t max_size_;
  std::size_t max_count_;
  std::string line_;
  Head head_;
  std::uint64_t offset_ = 0;
  bool saw_cr_ = false;
  bool complete_ = false;
  std::optional<Violation> violation_;
};

/// 16 octets from `random`, in Base64: 24 characters (section 4.1, item 7).
[[nodiscard]] std::string make_key(const RandomSource& random);
/// Whether `key` is the Base64 form of exactly 16 octets.
[[nodiscard]] bool is_valid_key(std::string_view key) noexcept;
/// Sec-WebSocket-Accept for a key: Base64 of the SHA-1 of key and GUID (section 4.2.2, item 5.4).
[[nodiscard]] std::string accept_value(std::string_view key);

/// What a client asks for.
struct Request {
  std::string host;          ///< "example.com" or "example.com:8080"
  std::string target = "/";  ///< path and query
  std::string key;
  std::string origin;                    ///< empty: no Origin field
  std::vector<std::string> subprotocols;  ///< in order of preference
  std::vector<Extension> extensions;
  std::vector<HeaderField> extra;        ///< further fields

  /// The octets to send. Nothing if a part would break the head: a control character (CR and LF
  /// above all) anywhere, a space in the target, a fragment, a subprotocol that is no token or is named twice.
  [[nodiscard]] std::optional<std::string> build() const;
};

/// A server's reading of a request (section 4.2.1).
struct AcceptedRequest {
  std::string target;
  std::string host;
  std::string key;
  std::optional<std::string> origin;
  std::vector<std::string> subprotocols;
  std::vector<Extension> extensions;
};
[[nodiscard]] std::variant<AcceptedRequest, Violation> validate_request(const Head& head);

/// A server's answer (section 4.2.2).
struct Response {
  std::string key;          ///< the request's
  std::string subprotocol;  ///< empty: none
  std::vector<Extension> extensions;
  std::vector<HeaderField> extra;

  [[nodiscard]] std::optional<std::string> build() const;
};

/// The refusal of a request: status line, "Connection: close", "Content-Length", a short text; 426
/// with "Sec-WebSocket-Version: 13" and "Upgrade: websocket" (section 4.4).
[[nodiscard]] std::string build_refusal(std::uint16_t status, std::string_view reason);

/// A client's reading of the answer (section 4.1, second part). Extensions are only checked to have
/// been offered by name; their parameters are the extension's own affair.
struct AcceptedResponse {
  std::string subprotocol;
  std::vector<Extension> extensions;
};
[[nodiscard]] std::variant<AcceptedResponse, Violation> validate_response(const Head& head, const Request& request);

/// The server's choice: the first of its own list that the client offers, or nothing.
[[nodiscard]] std::optional<std::string> choose_subprotocol(const std::vector<std::string>& supported,
                                                            const std::vector<std::string>& offered);

}  // namespace ws
