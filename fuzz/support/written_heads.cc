#include "fuzz/support/written_heads.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "fuzz/model/opening.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/finding.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::size_t kMostHead = 1U << 16, kMostFields = 200;

[[noreturn]] void broken(std::string_view what, std::string_view detail) {
  report_finding("written-head", what, fmt::format("a head from given parts: {}: {}", what, detail));
}

std::string_view as_text(View octets) { return {reinterpret_cast<const char*>(octets.data()), octets.size()}; }

/// Those that the handshake writes by itself (RFC 6455 section 4.1).
bool is_of_handshake(std::string_view name) {
  constexpr std::array<std::string_view, 9> kNames{"Host",
                                                   "Origin",
                                                   "Upgrade",
                                                   "Connection",
                                                   "Sec-WebSocket-Key",
                                                   "Sec-WebSocket-Accept",
                                                   "Sec-WebSocket-Version",
                                                   "Sec-WebSocket-Protocol",
                                                   "Sec-WebSocket-Extensions"};
  return std::ranges::any_of(kNames, [&](std::string_view known) { return model::same_ignoring_case(name, known); });
}

/// What announces a body is not the application's to say.
bool announces_body(const ws::HeaderField& field) {
  return model::same_ignoring_case(field.name, "Content-Length") ||
         model::same_ignoring_case(field.name, "Transfer-Encoding");
}

bool can_be_a_value(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\t') || c == 0x7F; });
}

std::string_view target_of(std::string_view request_line) {
  const std::size_t first = request_line.find(' ');
  if (first == std::string_view::npos) return {};
  const std::string_view rest = request_line.substr(first + 1);
  return rest.substr(0, rest.find(' '));
}

std::vector<std::string> subprotocols_of(const model::HeadReading& head) {
  std::vector<std::string> names;
  for (const std::string_view value : head.values("Sec-WebSocket-Protocol")) {
    for (const std::string_view name : model::list_elements(value)) names.emplace_back(name);
  }
  return names;
}

ws::ConnectionOptions options_from(const model::HeadReading& head, View rest, CountedKeys& keys) {
  ws::ConnectionOptions options;
  options.random = keys.source();
  options.host = head.value("Host");
  options.target = target_of(head.start_line);
  options.origin = head.value("Origin");
  options.subprotocols = subprotocols_of(head);
  for (const auto& [name, value] : head.fields) {
    if (!is_of_handshake(name)) options.extra_fields.push_back({name, value});
  }
  if (!rest.empty()) options.extra_fields.push_back({"X-Rest", std::string(as_text(rest))});
  return options;
}

/// Gives it octets; what it wants to send is returned.
Bytes told(ws::Connection& connection, View octets) {
  Bytes piece(octets.begin(), octets.end());
  connection.receive(piece, ws::Time{0});
  ws::Event event;
  while (connection.next_event(event)) continue;
  const ws::Octets output = connection.output();
  Bytes sent(output.begin(), output.end());
  connection.consume_output(output.size());
  return sent;
}

/// One head, whole, with nothing behind it, and the further fields in it.
model::HeadReading read_back(View octets, const ws::ConnectionOptions& options) {
  auto head = model::read_head(octets, kMostHead, kMostFields);
  if (head.state != model::HeadReading::State::kComplete || head.size != octets.size())
    broken("not one head", as_text(octets));
  auto wanted = options.extra_fields.begin();
  for (const auto& [name, value] : head.fields) {
    if (wanted == options.extra_fields.end() || name != wanted->name) continue;
    std::string_view text = wanted->value;
    text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
    text = text.substr(0, text.find_last_not_of(" \t") + 1);
    if (value != text) broken("another value", as_text(octets));
    ++wanted;
  }
  if (wanted != options.extra_fields.end()) broken("a field is missing", as_text(octets));
  return head;
}

void check_request(View octets, const ws::ConnectionOptions& options) {
  const auto head = read_back(octets, options);
  const auto verdict = model::judge_request(head, {});
  if (!verdict.rule.empty()) broken(verdict.rule, as_text(octets));
  if (head.value("Host") != options.host) broken("another host", as_text(octets));
  if (target_of(head.start_line) != options.target) broken("another target", as_text(octets));
  if (head.value("Origin") != options.origin) broken("another origin", as_text(octets));
  if (subprotocols_of(head) != options.subprotocols) broken("other subprotocols", as_text(octets));
}

}  // namespace

void check_written_heads(const model::HeadReading& head, View rest, bool accepted) {
  CountedKeys keys;
  const auto options = options_from(head, rest, keys);
  ws::Connection client(ws::Role::kClient, options);
  client.start(ws::Time{0});
  const Bytes request = told(client, {});
  if (request.empty()) {
    const bool welcome =
        accepted && std::ranges::none_of(options.extra_fields, announces_body) && can_be_a_value(as_text(rest));
    if (welcome) broken("refused", head.start_line);
    if (client.ready_state() != ws::ReadyState::kClosed) broken("no request, and waits", head.start_line);
    // A server with the same parts may have them in its answer; who asks it is plain.
    CountedKeys other_keys;
    ws::ConnectionOptions plain;
    plain.random = other_keys.source();
    ws::Connection asking(ws::Role::kClient, plain);
    asking.start(ws::Time{0});
    ws::Connection server(ws::Role::kServer, options);
    server.start(ws::Time{0});
    const Bytes answer = told(server, told(asking, {}));
    if (answer.empty() != (server.ready_state() == ws::ReadyState::kClosed)) broken("half an answer", as_text(answer));
    if (!answer.empty()) (void)read_back(answer, options);
    return;
  }
  check_request(request, options);
  ws::Connection server(ws::Role::kServer, options);
  server.start(ws::Time{0});
  const Bytes answer = told(server, request);
  (void)read_back(answer, options);
  (void)told(client, answer);
  if (client.ready_state() != ws::ReadyState::kOpen) broken("the answer was refused", as_text(answer));
  if (client.subprotocol() != (options.subprotocols.empty() ? "" : options.subprotocols.front()))
    broken("another subprotocol", client.subprotocol());
}

}  // namespace gauntlet::fuzz
