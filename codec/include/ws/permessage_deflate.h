#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ws/extension.h"
#include "ws/octets.h"
#include "ws/rule.h"

namespace ws {

/// permessage-deflate, RFC 7692 section 7.

/// What both sides agreed on.
struct DeflateParameters {
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  int server_max_window_bits = 15;  ///< 8..15
  int client_max_window_bits = 15;  ///< 8..15

  friend bool operator==(const DeflateParameters&, const DeflateParameters&) = default;
};

/// What this endpoint wants, and what it is ready to do.
struct DeflateOptions {
  /// As a client: asked of the server. As a server: announced, whether asked for or not.
  bool server_no_context_takeover = false;
  bool client_no_context_takeover = false;
  /// Client: asked of the server if below 15. Server: the most it will use.
  int server_max_window_bits = 15;
  /// Client: the most it will use; offered without a value at 15. Server: asked of the client if
  /// below 15 and if the offer allows.
  int client_max_window_bits = 15;
  int level = 1;            ///< zlib's compression level
  std::size_t minimum = 0;  ///< messages below this size are sent uncompressed
};

/// A client's offer.
[[nodiscard]] Extension deflate_offer(const DeflateOptions& options);

/// As a server: the first of the offers that is valid and can be met, and the response to it.
/// An offer with an unknown, repeated or invalid parameter is declined, as is one that asks for a
/// server window of 8 bits, which zlib can't produce (section 7.1.2.1). Nothing if none fits:
/// the connection then opens without compression.
struct DeflateAgreement {
  DeflateParameters parameters;
  Extension response;
};
[[nodiscard]] std::optional<DeflateAgreement> accept_deflate(const std::vector<Extension>& offers,
                                                             const DeflateOptions& options);

/// As a client: what the server's answer means. kExtensionParameters if it has an unknown, repeated
/// or invalid parameter, or one that the offer did not allow (section 7.1).
[[nodiscard]] std::variant<DeflateParameters, Rule> confirm_deflate(const Extension& response,
                                                                    const DeflateOptions& offered);

/// The sending direction. Owns a zlib stream.
class Deflater {
 public:
  /// `window_bits` 8..15. 8 is carried out as 9, which keeps to a window of 8 bits all the same: zlib
  /// looks back 262 octets less than the window is long. That is no documented promise, so a server
  /// doesn't agree to 8 (accept_deflate); a client can't help being told to.
  Deflater(int window_bits, bool no_context_takeover, int level);
  ~Deflater();
  Deflater(Deflater&&) noexcept;
  Deflater& operator=(Deflater&&) noexcept;

  /// Compresses one whole message: sync flush, then without the tail 00 00 FF FF (section 7.2.1).
  /// An empty message becomes the octet 00. Appends to `out`.
  void message(Octets payload, std::vector<std::uint8_t>& out);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  bool no_context_takeover_;
};

/// The receiving direction: one message at a time, in any pieces.
class Inflater {
 public:
  /// The window is 32 KiB whatever was agreed. That is always right, while with a smaller one zlib
  /// accepts a distance beyond it or not depending on how the data is cut.
  Inflater(int window_bits, bool no_context_takeover);
  ~Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;

  /// Inflates the next piece of a message and appends to `out`, which holds the message so far and
  /// never grows above `max_size`: the octet `max_size + 1` is kInflatedTooBig. Invalid data is
  /// kInflateFailed. BFINAL blocks, stored and empty blocks are all accepted (section 7.2.3).
  [[nodiscard]] std::optional<Rule> feed(Octets piece, std::vector<std::uint8_t>& out, std::uint64_t max_size);

  /// The message's last octet was fed: feeds the tail 00 00 FF FF once (section 7.2.2) and checks
  /// that the data came to its end there. So a message that ends with a BFINAL block needs the octet 00
  /// behind it (section 7.2.3.4). Starts the next message, with or without the window.
  [[nodiscard]] std::optional<Rule> finish(std::vector<std::uint8_t>& out, std::uint64_t max_size);

  /// Calls of zlib so far, each of a cost linear in the octets it took and gave. Together with them
  /// that bounds the work that a peer can cause.
  [[nodiscard]] std::uint64_t steps() const noexcept;

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  bool no_context_takeover_;
};

}  // namespace ws
