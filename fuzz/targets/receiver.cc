// A connection of the codec, in either role, gets a script of frames in pieces. Oracles: what it tells,
// sends and refuses is what the model does (events, octets, close code, earliest offset and rule), for
// every way of cutting the octets; so it is also the same for all of them. Memory is linear in the octets that came,
// whatever lengths were declared. Codes of Close frames have the names of their registry. The forms that read many
// frames at once say what reading them one after another does.

#include <fmt/format.h>

#include <array>

#include "fuzz/model/receiver.h"
#include "fuzz/support/batch_reading.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

constexpr std::uint16_t kNormalClosure = 1000;

/// The IANA registry of close codes, from 1000 on, and section 7.4.2 for what is not in it.
std::string_view name_of_close_code(std::uint16_t code) {
  constexpr std::array<std::string_view, 16> kNames{
      "Normal Closure",   "Going Away",         "Protocol Error",      "Unsupported Data",
      "Reserved",         "No Status Received", "Abnormal Closure",    "Invalid Frame Payload Data",
      "Policy Violation", "Message Too Big",    "Mandatory Extension", "Internal Error",
      "Service Restart",  "Try Again Later",    "Bad Gateway",         "TLS Handshake"};
  if (code < 1000) return "Reserved";
  if (code < 1000 + kNames.size()) return kNames[code - 1000U];
  return code >= 4000 && code <= 4999 ? "Private Use" : "Unassigned";
}

class Comparison {
 public:
  void compare(View input) {
    decode(input, script_);
    put_on_wire(script_, wire_);
    expect();
    run(script_.plan);
    // The script's own cuts are one way of many. These are the two ends of them; only small inputs, as
    // the cost of single octets would keep the fuzzer from trying more.
    constexpr std::size_t kSmall = 4096;
    if (!same(expected_, actual_)) disagree("model", expected_);
    if (wire_.octets.size() > kSmall) return;
    if (input.size() % 8 == 4) {
      batches_.check(wire_.octets, {.role = script_.client ? ws::Role::kClient : ws::Role::kServer},
                     limits_of(script_).frame);
    }
    if (input.size() % 8 != 0) return;
    run(ChunkPlan{.sizes = {1}, .count = 1, .repeat = true});
    if (!same(expected_, actual_)) disagree("chunks", expected_);
    wire_.cuts.clear();
    run(ChunkPlan{});
    if (!same(expected_, actual_)) disagree("chunks", expected_);
  }

 private:
  void expect() {
    expected_.clear();
    model::Receiver model(model_options(script_), expected_);
    if (script_.close_first) model.close(kNormalClosure);
    model.octets(wire_.octets);
    if (script_.eof) model.ended();
  }

  void run(const ChunkPlan& plan) {
    actual_.clear();
    const HeapMeter meter;
    ws::Connection connection = open_connection(script_, keys_);
    if (script_.close_first) connection.close(kNormalClosure);
    lent_.assign(wire_.octets);
    for_each_piece(plan, wire_, [&](std::size_t begin, std::size_t end) {
      connection.receive(lent_.lend(begin, end), ws::Time{0});
      read_events(connection);
    });
    if (script_.eof) {
      connection.receive_eof(ws::Time{0});
      read_events(connection);
    }
    drain_output(connection, actual_);
    actual_.drop = connection.wants_drop();
    // Two octets can be an event, of which we keep a record, too.
    const std::size_t most = (64U << 10) + 96 * wire_.octets.size();
    if (meter.peak() > most)
      report_finding("receiver-heap", "not linear",
                     fmt::format("{}{} octets, above {}", print(script_), meter.peak(), most));
  }

  void read_events(ws::Connection& connection) {
    ws::Event event;
    while (connection.next_event(event)) {
      record(event, actual_);
      if (event.type != ws::Event::Type::kClose) continue;
      if (const auto name = ws::name(ws::CloseCode{event.code}); name != name_of_close_code(event.code))
        report_finding("close-code-name", std::to_string(event.code), fmt::format("{}{}", print(script_), name));
    }
  }

  [[noreturn]] void disagree(std::string_view oracle, const model::Trace& expected) {
    const auto found = difference(expected, actual_);
    report_finding(oracle, found.signature, fmt::format("{}receiver: {}", print(script_), found.detail));
  }

  Script script_;
  WireForm wire_;
  LentOctets lent_;
  CountedKeys keys_;
  BatchReadings batches_;
  model::Trace expected_, actual_;
};

}  // namespace

const Structure* structure() { return &script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  return 0;
}
