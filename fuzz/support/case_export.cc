#include "fuzz/support/case_export.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <span>

#include "conformance/wire/frame_reader.h"
#include "fuzz/model/opening.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

using Json = nlohmann::ordered_json;
using model::Seen;

constexpr std::size_t kLongestTitle = 100;

std::string hex(View octets) {
  std::string text;
  for (const std::uint8_t octet : octets) text += fmt::format("{}{:02x}", text.empty() ? "" : " ", octet);
  return text;
}
Json payload(View octets) { return {{"hex", hex(octets)}}; }

// --- What is sent ---------------------------------------------------------------------------------

Json payload(const ScriptFrame& frame) {
  if (!frame.tiled) return payload(frame.payload);
  return {{"tile_hex", hex(frame.payload)}, {"size", frame.size}};
}

Json frame_step(const ScriptFrame& frame, bool client) {
  constexpr std::array<std::string_view, 4> kForms{"minimal", "7", "16", "64"};
  using Masking = ScriptFrame::Masking;
  Json json{{"opcode", frame.first & 0x0F}, {"fin", (frame.first & 0x80) != 0}, {"rsv", frame.first >> 4 & 7}};
  switch (frame.masking) {
    case Masking::kAsRole: break;
    case Masking::kZeroKey:
      if (!client) json["masking_key"] = "00000000";
      break;
    case Masking::kKey: json["masking_key"] = fmt::format("{:08x}", frame.key); break;
    case Masking::kWrong: json["masking_key"] = "none"; break;
  }
  json["length_form"] = kForms[static_cast<std::size_t>(frame.length_form)];
  if (frame.declared != ScriptFrame::Declared::kSize) json["declared_length"] = std::to_string(frame.declared_length());
  json["payload"] = payload(frame);
  return {{"frame", std::move(json)}};
}

Json steps_of(const Script& script, std::size_t frames) {
  Json steps = Json::array();
  for (const ScriptFrame& frame : std::span(script.frames).first(frames)) {
    // A key where a client must have none, or none where a server must have one.
    const bool odd = frame.masking == ScriptFrame::Masking::kWrong && script.client;
    if (!frame.raw && !odd) {
      steps.push_back(frame_step(frame, script.client));
    } else {
      Script one = script;
      one.frames = {frame};
      WireForm wire;
      put_on_wire(one, wire);
      if (wire.octets.empty()) continue;
      steps.push_back({{"hex", hex(wire.octets)}});
    }
    const ChunkPlan& plan = script.plan;
    if (plan.count == 1 && plan.repeat) steps.back()["chop"] = plan.sizes[0];
    if (plan.count > 0 && !(plan.count == 1 && plan.repeat)) {
      steps.back()["chop"] = Json::array();
      for (std::size_t i = 0; i < plan.count; ++i) steps.back()["chop"].push_back(plan.sizes[i]);
    }
  }
  return steps;
}

// --- What is expected -----------------------------------------------------------------------------

struct Expected {
  Json events = Json::array();
  Json close;
  bool ended = false;  ///< the endpoint says no more after that
};

Expected expected_of(const model::Trace& trace) {
  Expected expected;
  expected.close = {{"by", "harness"}};
  for (const Seen& event : trace.events) {
    switch (event.kind) {
      case Seen::Kind::kText:
      case Seen::Kind::kBinary:
        expected.events.push_back({{"message",
                                    {{"type", event.kind == Seen::Kind::kText ? "text" : "binary"},
                                     {"payload", payload(trace.payload(event))}}}});
        break;
      case Seen::Kind::kPing: expected.events.push_back({{"pong", payload(trace.payload(event))}}); break;
      case Seen::Kind::kFailed:
        expected.close = {{"by", "subject"}, {"codes", Json::array({event.code})}};
        expected.ended = true;
        break;
      case Seen::Kind::kClose:
        expected.close = {{"by", "either"}};
        if (event.code != 1005) expected.close["codes"] = Json::array({event.code});
        expected.ended = true;
        break;
      case Seen::Kind::kPong:
      case Seen::Kind::kClosed: break;
    }
  }
  return expected;
}

/// The ping that shows whether there is silence before it.
const wire::Frame& last_ping(bool client) {
  static const wire::Frame to_server{.opcode = 9, .masking_key = 0, .payload = {'e', 'n', 'd'}};
  static const wire::Frame to_client{.opcode = 9, .payload = {'e', 'n', 'd'}};
  return client ? to_client : to_server;
}

Json case_of(std::string_view title, bool client, Json steps, Expected expected) {
  if (!expected.ended) {
    steps.push_back({{"frame", {{"opcode", "ping"}, {"payload", "end"}}}});
    steps.push_back({{"await", "pong"}, {"ms", 500}});
  }
  const Json outcome{{"verdict", "OK"}, {"events", std::move(expected.events)}, {"close", std::move(expected.close)}};
  return {{"id", ""},
          {"title", title.substr(0, kLongestTitle)},
          {"role", client ? "client" : "server"},
          {"requires", Json::array({"echo"})},
          {"severity", "high"},
          {"flags", Json::array({"Fuzzed"})},
          {"requirements", Json::array({"6455-10.7-validate-input"})},
          {"steps", std::move(steps)},
          {"outcomes", Json::array({outcome})}};
}

/// What a strict endpoint makes of the octets, and of the ping behind them.
Expected expected_of(const model::Receiver::Options& options, View octets) {
  model::Trace trace;
  model::Receiver receiver(options, trace);
  receiver.octets(octets);
  receiver.octets(wire::encode(last_ping(!options.server)));
  return expected_of(trace);
}

/// Cases that stand in one folder need different ids.
std::uint32_t number_of(const Json& test) {
  constexpr std::uint32_t kMost = 9999;
  std::uint32_t hash = 0x811C9DC5;  // FNV-1a
  for (const char c : test.dump(-1, ' ', false, Json::error_handler_t::replace))
    hash = (hash ^ static_cast<std::uint8_t>(c)) * 0x01000193;
  return 1 + hash % kMost;
}

std::string table_of(Json test) {
  const std::string name = fmt::format("99.{}", number_of(test));
  test["id"] = name + ".1";
  const Json table{
      {"$schema", "../schema/case-table.schema.json"},
      {"schema_version", 1},
      {"table", name},
      {"title", "Found by fuzzing"},
      {"notes",
       {{"Fuzzed", {{"bugType", "EDGE_CASE"}, {"summary", "A fuzzer found it, and the model says what is right."}}}}},
      {"cases", Json::array({std::move(test)})}};
  return table.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

model::Receiver::Options options_of(const Script& script) {
  return {.server = !script.client,
          .max_frame = 1U << 30,
          .max_message = 1U << 30,
          .max_fragments = 1U << 17,
          .masking_key = [](std::uint64_t) { return std::uint32_t{0}; }};
}

/// Whether a strict endpoint can react in one way only: where the last frame or message stays unfinished, it may have
/// seen what is wrong, or still wait.
bool is_settled(const Script& script, const WireForm& wire, bool deflate) {
  wire::FrameReader reader({.expect_masked = !script.client, .rsv1_negotiated = deflate});
  reader.feed(wire.octets);
  return !wire.octets.empty() && !reader.inside_frame() && !reader.inside_message();
}

std::optional<std::string> export_script(View input, std::size_t most_wire, std::string_view title) {
  Script script;
  decode(input, script);
  WireForm wire;
  put_on_wire(script, wire, most_wire);
  if (!is_settled(script, wire, false)) return std::nullopt;
  return table_of(
      case_of(title, script.client, steps_of(script, wire.frames), expected_of(options_of(script), wire.octets)));
}

/// What both sides agreed on is offered, and the first octet says what.
std::optional<std::string> export_deflate(View input, std::string_view title) {
  const std::uint8_t head = input.empty() ? std::uint8_t{0} : input.front();
  Script script;
  decode(input.subspan(std::min<std::size_t>(input.size(), 1)), script);
  WireForm wire;
  put_on_wire(script, wire);
  if (!is_settled(script, wire, true)) return std::nullopt;
  auto options = options_of(script);
  options.deflate = true;
  options.peer_no_context_takeover = (head & (script.client ? 1 : 2)) != 0;
  std::string offer = "permessage-deflate";
  if ((head & 1) != 0) offer += "; server_no_context_takeover";
  if ((head & 2) != 0) offer += "; client_no_context_takeover";
  Json test = case_of(title, script.client, steps_of(script, wire.frames), expected_of(options, wire.octets));
  test["requires"].push_back("permessage-deflate");
  test["handshake"] = {{"extensions", Json::array({offer})}, {"require", Json::array({"permessage-deflate"})}};
  return table_of(std::move(test));
}

/// A head as it is; what follows it comes as octets.
std::optional<std::string> export_request(View input, std::string_view title) {
  const View octets = input.subspan(std::min<std::size_t>(input.size(), 2));
  const auto head = model::read_head(octets, 16U << 10, 100);
  if (head.state == model::HeadReading::State::kIncomplete) return std::nullopt;
  const bool refused = !head.rule.empty() || !model::judge_request(head, {}).rule.empty();
  Json test =
      case_of(title, false, Json::array(), {.events = Json::array({{{"pong", "end"}}}), .close = {{"by", "harness"}}});
  const std::size_t size = head.rule.empty() ? head.size : octets.size();
  test["handshake"] = {{"raw_octets", payload(octets.first(size))}};
  if (refused) {
    const Json outcome{{"verdict", "OK"}, {"opening", {{"refused", true}}}, {"close", {{"by", "harness"}}}};
    test["outcomes"] = Json::array({outcome});
  }
  return table_of(std::move(test));
}

}  // namespace

std::optional<std::string> export_case(std::string_view target, View input, std::string_view title) {
  if (target == "receiver") return export_script(input, kMostWire, title);
  if (target == "large_frames") return export_script(input, kMostUsualWire, title);
  if (target == "permessage_deflate") return export_deflate(input, title);
  if (target == "opening_handshake_request") return export_request(input, title);
  return std::nullopt;
}

}  // namespace gauntlet::fuzz
