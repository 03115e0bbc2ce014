#include "conformance/subjects/plain_opening.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace gauntlet {

namespace {

// A nonce that is always the same: who reads it are tests, not caches between us and a server.
constexpr std::string_view kKey = "d3NnYXVudGxldC1ub25jZQ==";

wire::Bytes bytes(std::string_view text) { return {text.begin(), text.end()}; }

// Checks of the judge that look at the heads.
constexpr std::array<std::string_view, 4> kHeadChecks{"request-valid", "response-valid", "no-extension-agreed",
                                                      "no-subprotocol-agreed"};

bool judges_opening(const Outcome& outcome) {
  return outcome.opening.refused || outcome.opening.unanswered || !outcome.opening.fields.empty() ||
         !outcome.opening.accept.empty() ||
         std::any_of(outcome.checks.begin(), outcome.checks.end(), [](const std::string& check) {
           return std::find(kHeadChecks.begin(), kHeadChecks.end(), check) != kHeadChecks.end();
         });
}

}  // namespace

wire::Bytes PlainOpening::first() const {
  if (role_ == SubjectRole::kServer) return {};
  return bytes("GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " +
               std::string(kKey) + "\r\nSec-WebSocket-Version: 13\r\n\r\n");
}

PlainOpening::State PlainOpening::receive(wire::View octets) {
  const auto head = collector_.feed(octets);
  if (!head && !collector_.overflow()) return State::kWaiting;
  if (role_ == SubjectRole::kClient) {
    const wire::Asked asked{.key = std::string(kKey), .extensions = {}, .subprotocols = {}};
    return head && wire::check_response(*head, asked).empty() ? State::kOpen : State::kRefused;
  }
  if (!head || !wire::check_request(*head).empty()) {
    answer_ = bytes("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    return State::kRefused;
  }
  answer_ =
      bytes("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
            wire::accept_value(head->field("Sec-WebSocket-Key").value_or("")) + "\r\n\r\n");
  return State::kOpen;
}

bool is_about_opening(const Case& test) {
  const HandshakeSpec& said = test.handshake;
  const bool own_head = !said.raw.empty() || said.raw_octets || !said.headers.empty() || !said.subprotocols.empty() ||
                        !said.offers.empty() || said.early || !said.chop.sizes.empty();
  return own_head || std::any_of(test.outcomes.begin(), test.outcomes.end(), judges_opening);
}

}  // namespace gauntlet
