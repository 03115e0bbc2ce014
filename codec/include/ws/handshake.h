#pragma once
#include <cstddef>
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

/// A field to be sent.
struct HeaderField {
  std::string name;
  std::string value;

  friend bool operator==(const HeaderField&, const HeaderField&) = default;
};

/// A field of a received head: views into its `Head`, valid while that is neither moved nor changed.
struct FieldView {
  std::string_view name;
  std::string_view value;  ///< without surrounding white space

  friend bool operator==(const FieldView&, const FieldView&) = default;
};

/// A request's or a response's head as it came: all its octets in one piece, and where in it the
/// start line and the fields are. `HeadReader` makes it.
class Head {
 public:
  /// Everything up to and including the empty line. Offsets of violations count in this.
  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] std::string_view start_line() const noexcept { return view(start_line_); }

  /// `for (const FieldView field : head.fields())`, in the order of arrival.
  class Fields;
  [[nodiscard]] Fields fields() const noexcept;
  [[nodiscard]] std::size_t field_count() const noexcept { return fields_.size(); }
  [[nodiscard]] FieldView field(std::size_t index) const noexcept {
    return {view(fields_[index].name), view(fields_[index].value)};
  }

  /// The first field of that name (case-insensitive), or nothing.
  [[nodiscard]] std::optional<FieldView> find(std::string_view name) const noexcept;
  [[nodiscard]] std::size_t count(std::string_view name) const noexcept;
  /// All values of that name, joined with ", " as RFC 2616 section 4.2 allows for lists.
  [[nodiscard]] std::string joined(std::string_view name) const;
  /// Whether the list in the fields of that name has `token`, case-insensitive.
  [[nodiscard]] bool has_token(std::string_view name, std::string_view token) const noexcept;

 private:
  friend class HeadReader;
  // Places instead of views: they stay right when the head is moved, short texts included.
  struct Place {
    std::size_t begin = 0;
    std::size_t size = 0;
  };
  struct FieldPlace {
    Place name;
    Place value;
  };
  [[nodiscard]] std::string_view view(Place place) const noexcept { return {text_.data() + place.begin, place.size}; }

  std::string text_;
  Place start_line_;
  std::vector<FieldPlace> fields_;
};

class Head::Fields {
 public:
  class Iterator {
   public:
    using difference_type = std::ptrdiff_t;
    using value_type = FieldView;
    Iterator() = default;
    Iterator(const Head* head, std::size_t index) noexcept : head_(head), index_(index) {}
    FieldView operator*() const noexcept { return head_->field(index_); }
    Iterator& operator++() noexcept {
      ++index_;
      return *this;
    }
    Iterator operator++(int) noexcept { return {head_, index_++}; }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Head* head_ = nullptr;
    std::size_t index_ = 0;
  };
  explicit Fields(const Head& head) noexcept : head_(&head) {}
  [[nodiscard]] Iterator begin() const noexcept { return {head_, 0}; }
  [[nodiscard]] Iterator end() const noexcept { return {head_, head_->field_count()}; }

 private:
  const Head* head_;
};

inline Head::Fields Head::fields() const noexcept { return Fields(*this); }

/// Reads a head that arrives in any pieces: every octet is looked at once, so cost is linear however
/// it is cut, and the cuts don't change the verdict. Lines end in CRLF. Refuses as kHeaderSyntax, at the first octet
/// that can't be right: an empty start line, a bare CR or LF, any other control character (a tab in
/// a value is fine), a folded line, white space before the colon, a name that is empty or no token;
/// as kHeaderTooLarge the first octet above the limit; as kHeaderTooMany the first octet of a field
/// above the limit.
class HeadReader {
 public:
  explicit HeadReader(const Limits& limits);

  /// Takes octets up to the end of the head; returns how many belong to it. What is left is the
  /// beginning of the frame stream. Takes nothing once complete or after a violation.
  std::size_t feed(Octets octets);

  [[nodiscard]] bool complete() const noexcept { return complete_; }
  [[nodiscard]] const std::optional<Violation>& violation() const noexcept { return violation_; }
  /// Valid once complete.
  [[nodiscard]] const Head& head() const noexcept { return head_; }

 private:
  class Scan;
  enum class State : std::uint8_t { kStartLine, kStartLineEnd, kLineStart, kName, kSpace, kValue, kValueEnd, kHeadEnd };

  std::size_t max_size_;
  std::size_t max_count_;
  Head head_;
  State state_ = State::kStartLine;
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
  std::string origin;                     ///< empty: no Origin field
  std::vector<std::string> subprotocols;  ///< in order of preference
  std::vector<Extension> extensions;
  std::vector<HeaderField> extra;  ///< further fields

  /// The octets to send; a server that reads them accepts them. Nothing if a part would break the head
  /// or be refused: a control character (CR and LF above all) anywhere; a host that is no host and
  /// port; a target that is neither a path nor an absolute URI, or has a space or a fragment; an
  /// invalid key; a subprotocol that is no token or is named twice; an extension beyond the grammar;
  /// a further field that the handshake writes itself or that announces a body.
  [[nodiscard]] std::optional<std::string> build() const;
};

/// A server's reading of a request (section 4.2.1).
struct AcceptedRequest {
  std::string target;  ///< path and query, of an absolute URI too
  std::string host;    ///< the authority of an absolute URI, else the value of Host
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

  /// The octets to send. Nothing for the same reasons as a request.
  [[nodiscard]] std::optional<std::string> build() const;
};

/// The refusal of a request: status line, "Connection: close", "Content-Length", a short text; 426
/// with "Sec-WebSocket-Version: 13" and "Upgrade: websocket" (section 4.4). A status that refuses
/// nothing (below 300 or above 599) becomes 500.
[[nodiscard]] std::string build_refusal(std::uint16_t status, std::string_view reason);

/// A client's reading of the answer (section 4.1, second part). Extensions are only checked to have
/// been offered by name and to come once; their parameters are the extension's own affair.
struct AcceptedResponse {
  std::string subprotocol;
  std::vector<Extension> extensions;
};
[[nodiscard]] std::variant<AcceptedResponse, Violation> validate_response(const Head& head, const Request& request);

/// The server's choice: the first of its own list that the client offers, or nothing.
[[nodiscard]] std::optional<std::string> choose_subprotocol(const std::vector<std::string>& supported,
                                                            const std::vector<std::string>& offered);

}  // namespace ws
