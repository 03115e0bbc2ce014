#include "fuzz/linked/opened.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "conformance/wire/handshake.h"
#include "fuzz/support/finding.h"

namespace gauntlet::fuzz {
namespace {

// The sample nonce of RFC 6455 section 1.3.
constexpr std::string_view kRequest =
    "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
    "dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

void receive(wsgauntlet::Connection& connection, std::string_view head) {
  Bytes octets(head.begin(), head.end());
  connection.receive(octets.data(), octets.size());
}

// The codec's head, and what stands behind it.
std::optional<wire::HttpHead> read_sent_head(wsgauntlet::Connection& connection, Bytes& rest) {
  wire::HeadCollector collector;
  auto head = collector.feed(connection.output());
  rest = collector.rest();
  connection.clear_output();
  return head;
}

}  // namespace

Opened open_linked(const LinkedCodec& codec, wsgauntlet::Role role) {
  Opened opened{codec.make(role), {}};
  auto& connection = *opened.connection;
  connection.start();
  if (codec.opening == wsgauntlet::Opening::kByHarness) return opened;
  if (role == wsgauntlet::Role::kServer) receive(connection, kRequest);
  const auto head = read_sent_head(connection, opened.early);
  if (!head || connection.wants_drop()) report_finding("opening", "refused", "no complete head came from the codec");
  if (role == wsgauntlet::Role::kServer) {
    if (head->status() != 101) report_finding("opening", "refused", head->raw);
    return opened;
  }
  receive(connection,
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Accept: " +
              wire::accept_value(head->field("Sec-WebSocket-Key").value_or("")) + "\r\n\r\n");
  if (connection.wants_drop()) report_finding("opening", "refused", "a plain answer was refused");
  opened.early = connection.output();
  connection.clear_output();
  return opened;
}

}  // namespace gauntlet::fuzz
