// A linked codec that echoes gets a script of frames in pieces, and then a ping. The oracles hold for every correct
// endpoint, whatever its choices, as only what it sends is looked at:
//   wire      it sends what its role may send, and nothing after its Close;
//   echo      its echoes are the messages that the model receives, in order, and nothing else; all of them, if all
//             that was sent is allowed;
//   pong      it answers pings with their octets, the last one at least, and none that stands behind a violation;
//   close     it does not close without a reason, and answers Close.
// The same for every way of cutting the octets.

#include <fmt/format.h>
#include <algorithm>
#include <optional>

#include "fuzz/linked/echo_trace.h"
#include "fuzz/linked/opened.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

using Kind = model::Seen::Kind;

constexpr std::uint64_t kModelLimit = 16U << 20;  // octets of a frame and of a message
constexpr std::uint64_t kSureLimit = 64U << 10;   // what every codec takes: beyond it, it may close
constexpr std::string_view kLastPing = "last";

class Session {
 public:
  void play(View input) {
    decode(input, script_);
    choose_role();
    put_on_wire(script_, wire_);
    append_last_ping();
    expect();
    run(script_.plan);
    // As in the target of the codec itself: the two ends of all ways to cut, for small inputs.
    constexpr std::size_t kSmall = 4096;
    if (input.size() % 8 != 0 || wire_.octets.size() > kSmall) return;
    run(ChunkPlan{.sizes = {1}, .count = 1, .repeat = true});
    wire_.cuts.clear();
    run(ChunkPlan{});
  }

 private:
  void choose_role() {
    const auto wanted = script_.client ? wsgauntlet::Role::kClient : wsgauntlet::Role::kServer;
    if (!codec_.plays(wanted)) script_.client = !script_.client;
    role_ = script_.client ? wsgauntlet::Role::kClient : wsgauntlet::Role::kServer;
  }

  void append_last_ping() {
    wire::Frame ping;
    ping.opcode = 9;
    ping.payload.assign(kLastPing.begin(), kLastPing.end());
    if (!script_.client) ping.masking_key = 0x01020304;
    const auto octets = wire::encode(ping);
    wire_.octets.insert(wire_.octets.end(), octets.begin(), octets.end());
  }

  void expect() {
    expected_.clear();
    model::Receiver model({.server = !script_.client,
                           .max_frame = kModelLimit,
                           .max_message = kModelLimit,
                           .max_fragments = ~0U,
                           .masking_key = [](std::uint64_t) { return 0U; }},
                          expected_);
    model.octets(wire_.octets);
    messages_.clear();
    pings_.clear();
    violation_ = {};
    close_received_ = false;
    for (const auto& seen : expected_.events) {
      const View payload = expected_.payload(seen);
      if (seen.kind == Kind::kText || seen.kind == Kind::kBinary)
        messages_.push_back({.text = seen.kind == Kind::kText, .payload = {payload.begin(), payload.end()}});
      if (seen.kind == Kind::kPing) pings_.emplace_back(payload.begin(), payload.end());
      if (seen.kind == Kind::kFailed) violation_ = seen.rule;
      if (seen.kind == Kind::kClose) close_received_ = true;
    }
    may_refuse_ = std::any_of(script_.frames.begin(), script_.frames.end(), [](const ScriptFrame& frame) {
      return frame.raw || frame.declared_length() > kSureLimit;
    });
  }

  void run(const ChunkPlan& plan) {
    auto opened = open_linked(codec_, role_);  // clang 14 lets no lambda capture a structured binding
    auto& connection = opened.connection;
    EchoTrace trace(script_.client);
    trace.feed(opened.early);
    lent_.assign(wire_.octets);
    for_each_piece(plan, wire_, [&](std::size_t begin, std::size_t end) {
      if (connection->wants_drop()) return;
      connection->receive(lent_.lend(begin, end).data(), end - begin);
      trace.feed(connection->output());
      connection->clear_output();
    });
    check(trace, connection->wants_drop());
    if (script_.eof && !connection->wants_drop()) connection->receive_eof();
  }

  void check(const EchoTrace& trace, bool dropped) {
    if (!trace.complaint.empty()) disagree("wire", trace.complaint, trace);
    if (trace.inside_frame() && !dropped) disagree("wire", "cut-frame", trace);
    check_echoes(trace, dropped);
    check_pongs(trace, dropped);
    const bool ended = trace.closed || dropped;
    if (close_received_ && !ended) disagree("close", "unanswered", trace);
    if (is_allowed() && ended && !may_refuse_) disagree("close", "without-a-reason", trace);
  }

  /// Nothing is broken, and Close was not sent.
  [[nodiscard]] bool is_allowed() const { return violation_.empty() && !close_received_; }

  void check_echoes(const EchoTrace& trace, bool dropped) {
    const bool too_many = trace.messages.size() > messages_.size();
    if (too_many || !std::equal(trace.messages.begin(), trace.messages.end(), messages_.begin()))
      disagree("echo", too_many ? "of-nothing" : "other-message", trace);
    const bool all_due = is_allowed() && !(may_refuse_ && (trace.closed || dropped));
    if (all_due && trace.messages.size() < messages_.size()) disagree("echo", "missing", trace);
  }

  void check_pongs(const EchoTrace& trace, bool dropped) {
    // Who checks a text only when it is whole answers pings in between.
    if (violation_ == "invalid-utf8") return;
    auto ping = pings_.begin();
    for (const auto& pong : trace.pongs) {
      ping = std::find(ping, pings_.end(), pong);
      if (ping == pings_.end()) disagree("pong", "unasked", trace);
      ++ping;
    }
    const bool due = is_allowed() && !pings_.empty() && !(may_refuse_ && (trace.closed || dropped));
    if (due && (trace.pongs.empty() || trace.pongs.back() != pings_.back())) disagree("pong", "missing", trace);
  }

  [[noreturn]] void disagree(std::string_view oracle, std::string_view signature, const EchoTrace& trace) {
    report_finding(
        oracle, fmt::format("{} {}", signature, script_.client ? "client" : "server"),
        fmt::format("{}lib:{}: {} {}; expected {} messages{}{}; sent {} messages, {} pongs{}", print(script_),
                    codec_.name, oracle, signature, messages_.size(), violation_.empty() ? "" : ", then a refusal for ",
                    violation_, trace.messages.size(), trace.pongs.size(), trace.closed ? ", Close" : ""));
  }

  const LinkedCodec& codec_ = linked_codecs().front();
  wsgauntlet::Role role_ = wsgauntlet::Role::kServer;
  Script script_;
  WireForm wire_;
  LentOctets lent_;

  model::Trace expected_;
  std::vector<EchoTrace::Message> messages_;
  std::vector<Bytes> pings_;
  std::string_view violation_;
  bool close_received_ = false;
  bool may_refuse_ = false;
};

}  // namespace

const Structure* structure() { return &large_script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Session session;
  session.play({data, size});
  return 0;
}
