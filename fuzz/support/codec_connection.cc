#include "fuzz/support/codec_connection.h"

#include <algorithm>
#include <utility>

#include "fuzz/support/finding.h"

namespace gauntlet::fuzz {

ws::ConnectionOptions options_for(const Script& script, CountedKeys& keys) {
  ws::ConnectionOptions options;
  options.random = keys.source();
  if (has_usual_limits(script)) return options;
  const ScriptLimits limits = limits_of(script);
  options.limits.max_frame_size = limits.frame;
  options.limits.max_message_size = limits.message;
  options.limits.max_fragments = limits.fragments;
  options.close_codes = script.registry == 0   ? ws::CloseCodeRegistry::k2016
                        : script.registry == 1 ? ws::CloseCodeRegistry::k2012
                                               : ws::CloseCodeRegistry::k2011;
  return options;
}

model::Receiver::Options model_options(const Script& script, const std::optional<ws::DeflateParameters>& agreed) {
  const ScriptLimits limits = limits_of(script);
  model::Receiver::Options options;
  options.server = !script.client;
  options.max_frame = limits.frame;
  options.max_message = limits.message;
  options.max_fragments = limits.fragments;
  options.registry_year = registry_year(script);
  options.deflate = agreed.has_value();
  options.peer_no_context_takeover =
      agreed && (script.client ? agreed->server_no_context_takeover : agreed->client_no_context_takeover);
  options.masking_key = &CountedKeys::key;
  return options;
}

std::uint32_t CountedKeys::key(std::uint64_t n) {
  return static_cast<std::uint32_t>((n + 1) * 0x9E3779B97F4A7C15U >> 32);
}

void CountedKeys::fill(void* context, ws::MutableOctets out) {
  auto& keys = *static_cast<CountedKeys*>(context);
  std::fill(out.begin(), out.end(), std::uint8_t{0});
  if (out.size() != 4) return;  // the nonce
  const std::uint32_t drawn = key(keys.drawn_++);
  for (std::size_t i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(drawn >> (24 - 8 * i));
}

ws::Connection open_connection(ws::Role role, ws::ConnectionOptions&& options,
                               std::optional<ws::DeflateParameters> agreed) {
  ws::Connection connection(role, std::move(options));
  connection.start_open(ws::Time{0}, agreed);
  ws::Event event;
  while (connection.next_event(event)) continue;
  if (connection.ready_state() != ws::ReadyState::kOpen)
    report_finding("opening", "refused", "a connection that begins open is not");
  return connection;
}

ws::Connection open_connection(const Script& script, CountedKeys& keys, std::optional<ws::DeflateParameters> agreed) {
  keys.restart();
  return open_connection(script.client ? ws::Role::kClient : ws::Role::kServer, options_for(script, keys), agreed);
}

void record(const ws::Event& event, model::Trace& trace) {
  using Type = ws::Event::Type;
  using Kind = model::Seen::Kind;
  switch (event.type) {
    case Type::kOpen: return;
    case Type::kMessage:
      return trace.add({.kind = event.message_type == ws::MessageType::kText ? Kind::kText : Kind::kBinary},
                       event.payload);
    case Type::kPing: return trace.add({.kind = Kind::kPing}, event.payload);
    case Type::kPong: return trace.add({.kind = Kind::kPong}, event.payload);
    case Type::kClose: return trace.add({.kind = Kind::kClose, .code = event.code}, event.payload);
    case Type::kFailed:
      return trace.add({.kind = Kind::kFailed,
                        .code = event.code,
                        .rule = ws::info(event.violation.rule).id,
                        .offset = event.violation.offset});
    case Type::kClosed: return trace.add({.kind = Kind::kClosed, .clean = event.clean, .code = event.code});
  }
}

void drain_output(ws::Connection& connection, model::Trace& trace) {
  const ws::Octets output = connection.output();
  trace.output.insert(trace.output.end(), output.begin(), output.end());
  connection.consume_output(output.size());
}

}  // namespace gauntlet::fuzz
