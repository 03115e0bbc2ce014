#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/wire/handshake.h"
#include "fuzz/model/head.h"

/// The opening handshake straight from RFC 6455 section 4 and RFC 7692 section 7.1: what the codec's reading of a
/// request, and of a response, is held against. Rules have the codec's names; where a head breaks several, the one
/// that counts is the first in the order of section 4.2.1 (requests; the version before the key, since another
/// version may have another form of key) and of section 4.1 (responses).
namespace gauntlet::model {

/// The bounds of permessage-deflate that an endpoint sets (RFC 7692 section 7.1).
struct DeflateWish {
  bool server_no_context_takeover = false, client_no_context_takeover = false;
  int server_max_window_bits = 15, client_max_window_bits = 15;
};

struct Server {
  std::vector<std::string> subprotocols;  ///< by preference
  std::optional<DeflateWish> deflate;     ///< whether it takes offers
};

/// A server's reading of a request's head.
struct RequestVerdict {
  std::string_view rule{};  ///< empty: it is accepted
  std::string key{};
  std::string target{};  ///< path and query
  std::string host{};    ///< of an absolute URI, else of Host
  std::string subprotocol{};
  std::optional<wire::Deflate> deflate{};
};
[[nodiscard]] RequestVerdict judge_request(const HeadReading& head, const Server& server);

/// The HTTP status that says so (section 4.2.2 items 1 to 4, and 4.4 for 426).
[[nodiscard]] int status_for(std::string_view rule);

/// A client's reading of the response to what it asked for.
struct Client {
  wire::Asked asked;
  std::vector<wire::ExtensionElement> offers;
  std::optional<DeflateWish> deflate;
};
struct ResponseVerdict {
  std::string_view rule{};  ///< empty: the connection is open
  std::string subprotocol{};
  std::optional<wire::Deflate> deflate{};
};
[[nodiscard]] ResponseVerdict judge_response(const HeadReading& head, const Client& client);
/// A 1xx response that only precedes the real one (RFC 2616 section 10.1).
[[nodiscard]] bool is_interim(const HeadReading& head);

}  // namespace gauntlet::model
