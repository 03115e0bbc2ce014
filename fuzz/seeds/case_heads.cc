#include "fuzz/seeds/case_heads.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "conformance/wire/handshake.h"
#include "fuzz/seeds/case_scripts.h"

namespace gauntlet::fuzz {
namespace {

using wire::Bytes;

// Of the targets' clients: their random source begins with zeros.
constexpr std::string_view kKey = "AAAAAAAAAAAAAAAAAAAAAA==";
constexpr std::size_t kMostHead = 2600;
constexpr std::uint8_t kSubprotocols = 0x02, kDeflate = 0x04, kAllOfDeflate = 0x7C;

void replace_all(std::string& text, std::string_view what, std::string_view with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

std::string raw_head(const HandshakeSpec& spec) {
  if (spec.raw_octets) {
    const Bytes octets = bounded(*spec.raw_octets);
    return {octets.begin(), octets.end()};
  }
  const std::array<std::pair<std::string_view, std::string>, 5> values{{{"{host}", "localhost"},
                                                                        {"{target}", "/"},
                                                                        {"{key}", std::string(kKey)},
                                                                        {"{origin}", "http://localhost"},
                                                                        {"{accept}", wire::accept_value(kKey)}}};
  std::string head;
  for (std::string line : spec.raw) {
    for (const auto& [what, with] : values) replace_all(line, what, with);
    head += line + "\r\n";
  }
  return head + "\r\n";
}

bool is_raw(const HandshakeSpec& spec) { return !spec.raw.empty() || spec.raw_octets.has_value(); }

std::string further_fields(const HandshakeSpec& spec) {
  std::string fields;
  for (const auto& [name, value] : spec.headers) fields += fmt::format("{}: {}\r\n", name, value);
  return fields;
}

std::string request_of(const HandshakeSpec& spec) {
  if (is_raw(spec)) return raw_head(spec);
  std::string head = fmt::format(
      "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {}\r\n",
      kKey);
  if (!spec.subprotocols.empty())
    head += fmt::format("Sec-WebSocket-Protocol: {}\r\n", fmt::join(spec.subprotocols, ", "));
  if (!spec.offers.empty()) head += fmt::format("Sec-WebSocket-Extensions: {}\r\n", fmt::join(spec.offers, ", "));
  return head + further_fields(spec) + "Sec-WebSocket-Version: 13\r\n\r\n";
}

std::string answer_text(const DeflateAnswer& answer) {
  std::string text = "permessage-deflate";
  for (const auto& [name, value] : answer.answer) text += "; " + name + (value ? "=" + *value : "");
  return text;
}

std::string response(const HandshakeSpec& spec) {
  if (is_raw(spec)) return raw_head(spec);
  std::string head = fmt::format(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n",
      wire::accept_value(kKey));
  if (!spec.subprotocols.empty()) head += fmt::format("Sec-WebSocket-Protocol: {}\r\n", spec.subprotocols.front());
  if (!spec.answers.empty()) head += fmt::format("Sec-WebSocket-Extensions: {}\r\n", answer_text(spec.answers.front()));
  return head + further_fields(spec) + "\r\n";
}

/// The first frames of the case, for whoever receives them.
Bytes first_frames(const Case& test, bool client) {
  for (const Bytes& input : scripts_of(test)) {
    Script script;
    decode(input, script);
    if (script.client != client) continue;
    if (script.frames.size() > 3) script.frames.resize(3);
    WireForm wire;
    put_on_wire(script, wire);
    if (wire.octets.size() < 300) return wire.octets;
  }
  return {};
}

Bytes input_of(std::uint8_t options, std::uint8_t piece, std::string_view head, const Bytes& frames) {
  Bytes input{options, piece};
  input.insert(input.end(), head.begin(), head.end());
  input.insert(input.end(), frames.begin(), frames.end());
  return input;
}

std::vector<Bytes> inputs_of(const Case& test, const std::string& head, bool client) {
  if (head.size() > kMostHead) return {};
  const bool deflate = head.find("permessage-deflate") != std::string::npos;
  const Bytes frames = test.handshake.early ? first_frames(test, client) : Bytes();
  std::vector<Bytes> inputs{input_of(kSubprotocols, 0, head, frames),
                            input_of(kSubprotocols | (deflate ? kDeflate : 0), 7, head, frames)};
  if (deflate) inputs.push_back(input_of(kAllOfDeflate, 0, head, frames));
  return inputs;
}

}  // namespace

std::vector<Bytes> requests_of(const Case& test) {
  return test.for_server ? inputs_of(test, request_of(test.handshake), false) : std::vector<Bytes>{};
}

std::vector<Bytes> responses_of(const Case& test) {
  return test.for_client ? inputs_of(test, response(test.handshake), true) : std::vector<Bytes>{};
}

std::vector<Bytes> extension_values_of(const Case& test) {
  const HandshakeSpec& spec = test.handshake;
  std::vector<std::string> values = spec.offers;
  if (spec.offers.size() > 1) values.push_back(fmt::format("{}", fmt::join(spec.offers, ", ")));
  for (const DeflateAnswer& answer : spec.answers) values.push_back(answer_text(answer));
  if (is_raw(spec) || !spec.headers.empty()) {
    for (const auto& text : {request_of(spec), response(spec)})
      values.push_back(wire::read_head(text).joined("Sec-WebSocket-Extensions"));
  }
  std::vector<Bytes> inputs;
  for (const std::string& value : values) {
    if (value.empty() || value.size() > 600) continue;
    for (const std::uint8_t wish : {std::uint8_t{0}, kAllOfDeflate}) {
      Bytes& input = inputs.emplace_back(1, wish);
      input.insert(input.end(), value.begin(), value.end());
    }
  }
  return inputs;
}

}  // namespace gauntlet::fuzz
