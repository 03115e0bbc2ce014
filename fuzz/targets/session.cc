// A client and a server of the codec in memory, their applications, the wire between them, and time. Oracles, after
// every step and at both ends: what is told, sent, refused to the application, waited for and given up is what the
// model does (closing handshake, close codes, masks, heartbeat, deadlines); states only go forward; what an endpoint
// sent is in order for the harness's own strict reader, with at most one Close and nothing behind it.

#include <fmt/format.h>

#include <array>
#include <utility>

#include "conformance/wire/frame_reader.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/session_script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

using std::chrono::milliseconds;
using What = SessionStep::What;

constexpr milliseconds kInterval{20}, kPongTimeout{15}, kClosingTimeout{50};
constexpr std::uint64_t kSmall = 200, kLarge = 1U << 20;
constexpr std::uint32_t kFragments = 8;

/// One end: the codec and the model of it, side by side.
class End {
 public:
  End(bool client, const SessionScript& script)
      : client_(client),
        script_(script),
        model_(model_options(client, script), expected_),
        codec_(codec_connection(script)) {}

  template <class Codec, class Model>
  void call(std::string_view what, Codec&& codec, Model&& model) {
    const bool wanted = model(model_), got = codec(codec_);
    if (wanted != got) broken("call", fmt::format("{}:{}", what, got ? "done" : "refused"), {});
    settle();
  }

  void receive(View octets, milliseconds now) {
    lent_.assign(octets);
    codec_.receive(lent_.lend(0, octets.size()), now);
    read_events();
    lent_.take_back();
    model_.octets(octets);
    settle();
  }
  void end(milliseconds now) {
    codec_.receive_eof(now);
    model_.ended();
    settle();
  }
  /// Time passes, and the application has put its connection elsewhere meanwhile.
  void advance(milliseconds now) {
    ws::Connection moved(std::move(codec_));
    codec_ = std::move(moved);
    codec_.advance(now);
    model_.advance(now);
    settle();
  }

  /// Octets that it sent, from `begin` on.
  [[nodiscard]] View sent(std::size_t begin) const { return View(actual_.output).subspan(begin); }

  /// What it sent as a whole, for a strict reader.
  void check_output() {
    wire::FrameReader reader({.expect_masked = client_, .rsv1_negotiated = false});
    reader.feed(actual_.output);
    std::optional<std::uint32_t> key;
    bool closed = false;
    while (const auto item = reader.next()) {
      if (const auto* early = std::get_if<wire::EarlyViolation>(&*item)) broken("output", early->violation.rule, {});
      const auto* frame = std::get_if<wire::FrameStart>(&*item);
      if (frame == nullptr) continue;
      if (closed) broken("output", "a frame after Close", {});
      closed = frame->opcode == 8;
      if (frame->masking_key && frame->masking_key == key) broken("output", "the same masking key again", {});
      key = frame->masking_key;
    }
  }

 private:
  static model::Receiver::Options model_options(bool client, const SessionScript& script) {
    const std::uint64_t most = script.small_limits ? kSmall : kLarge;
    return {.server = !client,
            .max_frame = most,
            .max_message = most,
            .max_fragments = kFragments,
            .ping_interval = script.heartbeat ? kInterval : milliseconds(0),
            .pong_timeout = kPongTimeout,
            .closing_timeout = kClosingTimeout,
            .masking_key = &CountedKeys::key};
  }
  ws::Connection codec_connection(const SessionScript& script) {
    ws::ConnectionOptions options;
    options.limits.max_frame_size = options.limits.max_message_size = script.small_limits ? kSmall : kLarge;
    options.limits.max_fragments = kFragments;
    options.limits.closing_timeout = kClosingTimeout;
    if (script.heartbeat) options.heartbeat.interval = kInterval;
    options.heartbeat.timeout = kPongTimeout;
    options.random = keys_.source();
    return open_connection(client_ ? ws::Role::kClient : ws::Role::kServer, std::move(options));
  }

  void read_events() {
    ws::Event event;
    while (codec_.next_event(event)) record(event, actual_);
  }

  /// After every step the two are the same.
  void settle() {
    read_events();
    take_half();
    actual_.drop = codec_.wants_drop();
    if (!same(expected_, actual_)) {
      const auto found = model::difference(expected_, actual_);
      broken("model", found.signature, found.detail);
    }
    check_state();
    if (model_.next_deadline() != codec_.next_deadline()) broken("deadline", "another", {});
  }

  /// The transport takes the half of what there is, and will be given the rest with what comes.
  void take_half() {
    const ws::Octets waiting = codec_.output();
    actual_.output.resize(taken_);
    actual_.output.insert(actual_.output.end(), waiting.begin(), waiting.end());
    const std::size_t half = (waiting.size() + 1) / 2;
    codec_.consume_output(half);
    taken_ += half;
  }

  void check_state() {
    if (codec_.role() != (client_ ? ws::Role::kClient : ws::Role::kServer)) broken("role", "another", {});
    const auto& heartbeat = codec_.heartbeat();
    if (!script_.heartbeat && heartbeat.last_ping()) broken("heartbeat", "a ping without being asked", {});
    if (heartbeat.last_pong() && heartbeat.last_pong() < heartbeat.last_ping() && !heartbeat.next_deadline())
      broken("heartbeat", "does not wait for a pong", {});
    const auto now = codec_.ready_state();
    if (now < state_) broken("state", "goes back", {});
    state_ = now;
    using State = model::Receiver::State;
    const State wanted = model_.state();
    const State got = now == ws::ReadyState::kOpen      ? State::kOpen
                      : now == ws::ReadyState::kClosing ? State::kClosing
                                                        : State::kClosed;
    if (now == ws::ReadyState::kConnecting || wanted != got) broken("state", "another", {});
  }

  [[noreturn]] void broken(std::string_view oracle, std::string_view what, std::string_view detail) const {
    report_finding(fmt::format("session-{}", oracle), what,
                   fmt::format("{}session, at the {}: {}: {} {}", print(script_), client_ ? "client" : "server", oracle,
                               what, detail));
  }

  bool client_;
  const SessionScript& script_;
  CountedKeys keys_;
  LentOctets lent_;
  model::Trace expected_, actual_;
  model::Receiver model_;
  ws::Connection codec_;
  std::size_t taken_ = 0;  ///< octets of its output that the transport has
  ws::ReadyState state_ = ws::ReadyState::kOpen;
};

class Session {
 public:
  explicit Session(const SessionScript& script) : ends_{End(false, script), End(true, script)} {}

  void play(const SessionStep& step) {
    End& here = ends_[step.at_client ? 1 : 0];
    switch (step.what) {
      case What::kText:
      case What::kBinary: return send(here, step.what == What::kText, step.payload);
      case What::kFragment:
      case What::kLast: return fragment(here, step.payload, step.what == What::kLast);
      case What::kPing:
        return here.call(
            "ping", [&](auto& codec) { return codec.ping(step.payload); },
            [&](auto& model) { return model.ping(step.payload); });
      case What::kPong:
        return here.call(
            "pong", [&](auto& codec) { return codec.pong(step.payload); },
            [&](auto& model) { return model.pong(step.payload); });
      case What::kClose: return close(here, step.payload);
      case What::kDeliver: return deliver(step.at_client, step.number);
      case What::kFrame: return here.receive(frame_to(step.at_client, step.payload), now_);
      case What::kOctets: return here.receive(step.payload, now_);
      case What::kEnd: return here.end(now_);
      case What::kTime:
        now_ += milliseconds(step.number);
        for (End& end : ends_) end.advance(now_);
        return;
    }
  }

  void check_output() {
    for (End& end : ends_) end.check_output();
  }

 private:
  static void send(End& here, bool text, View payload) {
    here.call(
        "send",
        [&](auto& codec) {
          return text ? codec.send_text(ws::as_text(payload)) : codec.send(ws::MessageType::kBinary, payload);
        },
        [&](auto& model) { return model.send(text, payload); });
  }
  static void fragment(End& here, View payload, bool fin) {
    here.call(
        "fragment", [&](auto& codec) { return codec.send_fragment(ws::MessageType::kBinary, payload, fin); },
        [&](auto& model) { return model.send_fragment(false, payload, fin); });
  }
  static void close(End& here, View payload) {
    const auto code = static_cast<std::uint16_t>(payload.size() < 2 ? 1005 : payload[0] << 8 | payload[1]);
    const View reason = behind(payload, 2);
    const std::string_view text(reinterpret_cast<const char*>(reason.data()), reason.size());
    here.call(
        "close", [&](auto& codec) { return codec.close(code, text); },
        [&](auto& model) { return model.close(code, code == 1005 ? View() : reason); });
  }

  void deliver(bool to_client, std::uint8_t number) {
    std::size_t& begin = delivered_[to_client ? 1 : 0];
    const View waiting = ends_[to_client ? 0 : 1].sent(begin);
    const Bytes some(
        waiting.begin(),
        waiting.begin() + static_cast<std::ptrdiff_t>(number == 255 ? waiting.size()
                                                                    : std::min<std::size_t>(number, waiting.size())));
    begin += some.size();
    ends_[to_client ? 1 : 0].receive(some, now_);
  }

  /// A frame whose length is right, masked with a key of zeros if it goes to the server.
  static Bytes frame_to(bool client, View payload) {
    const std::uint8_t first = payload.empty() ? std::uint8_t{0x81} : payload.front();
    const View body = behind(payload, 1);
    wire::Frame frame{.fin = (first & 0x80) != 0,
                      .rsv = static_cast<std::uint8_t>(first >> 4 & 7),
                      .opcode = static_cast<std::uint8_t>(first & 0x0F),
                      .payload = Bytes(body.begin(), body.end())};
    if (!client) frame.masking_key = 0;
    return wire::encode(frame);
  }

  std::array<End, 2> ends_;
  std::array<std::size_t, 2> delivered_{};  ///< to the server, to the client
  milliseconds now_{0};
};

void check(View input) {
  SessionScript script;
  decode(input, script);
  Session session(script);
  for (const SessionStep& step : script.steps) session.play(step);
  session.check_output();
}

}  // namespace

const Structure* structure() { return &session_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  gauntlet::fuzz::check({data, size});
  return 0;
}
