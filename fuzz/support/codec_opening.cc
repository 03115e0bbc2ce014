#include "fuzz/support/codec_opening.h"

#include "fuzz/support/finding.h"

namespace gauntlet::fuzz {

OpeningInput read_opening(View octets) {
  OctetSource source(octets);
  OpeningInput input;
  const std::uint8_t head = source.octet();
  input.small_limits = (head & 0x01) != 0;
  input.subprotocols = (head & 0x02) != 0;
  input.time_passes = (head & 0x80) != 0;
  if ((head & 0x04) != 0) {
    input.deflate = model::DeflateWish{.server_no_context_takeover = (head & 0x08) != 0,
                                       .client_no_context_takeover = (head & 0x10) != 0,
                                       .server_max_window_bits = (head & 0x20) != 0 ? 9 : 15,
                                       .client_max_window_bits = (head & 0x40) != 0 ? 9 : 15};
  }
  input.piece = source.octet();
  input.octets = source.rest();
  return input;
}

ws::Connection make_connection(ws::Role role, const OpeningInput& input, CountedKeys& keys,
                               std::uint16_t (*check_request)(const ws::AcceptedRequest&, void*)) {
  // libcrypto loads its algorithms when first asked: that is not what the memory of a head is.
  static const std::string warm = ws::accept_value("");
  keys.restart();
  ws::ConnectionOptions options;
  options.random = keys.source();
  options.check_request = check_request;
  options.limits.max_header_size = input.most_octets();
  options.limits.max_header_count = input.most_fields();
  options.limits.opening_timeout = kOpeningTimeout;
  options.limits.max_frame_size = options.limits.max_message_size = kMostOpeningMessage;
  if (input.subprotocols) options.subprotocols = {"chat", "superchat"};
  if (input.deflate) {
    options.deflate.emplace();
    options.deflate->server_no_context_takeover = input.deflate->server_no_context_takeover;
    options.deflate->client_no_context_takeover = input.deflate->client_no_context_takeover;
    options.deflate->server_max_window_bits = input.deflate->server_max_window_bits;
    options.deflate->client_max_window_bits = input.deflate->client_max_window_bits;
  }
  return ws::Connection(role, std::move(options));
}

void let_time_pass(ws::Connection& connection) {
  const auto before = connection.ready_state();
  const std::size_t sent = connection.output().size();
  const bool waits = before == ws::ReadyState::kConnecting;
  if (waits && connection.next_deadline() != kOpeningTimeout) report_finding("opening-timeout", "another deadline", "");
  connection.advance(kOpeningTimeout - std::chrono::milliseconds(1));
  if (connection.ready_state() != before || connection.output().size() != sent)
    report_finding("opening-timeout", "too early", "");
  connection.advance(kOpeningTimeout);
}

void expect_refusal(std::string_view rule, const model::HeadReading& head, const model::Trace& actual,
                    model::Trace& expected) {
  model::Seen failed{.kind = model::Seen::Kind::kFailed, .rule = rule, .offset = head.offset};
  const bool both = !actual.events.empty() && actual.events.front().kind == failed.kind;
  if (head.state == model::HeadReading::State::kComplete && both && actual.events.front().offset < head.size)
    failed.offset = actual.events.front().offset;
  expected.add(failed);
  expected.add({.kind = model::Seen::Kind::kClosed, .code = 1006});
  expected.drop = true;
}

model::Receiver::Options model_after_head(bool server, const std::optional<wire::Deflate>& agreed) {
  model::Receiver::Options options;
  options.server = server;
  options.max_frame = options.max_message = kMostOpeningMessage;
  options.max_fragments = 1U << 17;
  options.deflate = agreed.has_value();
  options.peer_no_context_takeover =
      agreed && (server ? agreed->client_no_context_takeover : agreed->server_no_context_takeover);
  options.masking_key = &CountedKeys::key;
  return options;
}

bool same_agreement(const std::optional<ws::DeflateParameters>& codec, const std::optional<wire::Deflate>& model) {
  if (codec.has_value() != model.has_value()) return false;
  return !codec || (codec->server_no_context_takeover == model->server_no_context_takeover &&
                    codec->client_no_context_takeover == model->client_no_context_takeover &&
                    codec->server_max_window_bits == model->server_max_window_bits &&
                    codec->client_max_window_bits == model->client_max_window_bits);
}

}  // namespace gauntlet::fuzz
