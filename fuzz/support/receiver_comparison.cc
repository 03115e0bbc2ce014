#include "fuzz/support/receiver_comparison.h"

#include <fmt/format.h>

#include <array>

#include "conformance/mutants/steps.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"

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

}  // namespace

void ReceiverComparison::compare(View input) {
  decode(input, script_);
  put_on_wire(script_, wire_, most_wire_);
  expect();
  run(script_.plan);
  if (!same(expected_, actual_)) disagree("model");
  if (wire_.octets.size() <= other_cuts_.most_wire && input.size() % other_cuts_.one_in == 5) run_cut_otherwise();
}

void ReceiverComparison::run_cut_otherwise() {
  run(ChunkPlan{.sizes = {1}, .count = 1, .repeat = true});
  if (!same(expected_, actual_)) disagree("chunks");
  wire_.cuts.clear();
  run(ChunkPlan{});
  if (!same(expected_, actual_)) disagree("chunks");
}

void ReceiverComparison::expect() {
  expected_.clear();
  model_.restart(model_options(script_));
  if (script_.close_first) model_.close(kNormalClosure);
  model_.octets(wire_.octets);
  if (script_.eof) model_.ended();
}

void ReceiverComparison::run(const ChunkPlan& plan) {
  actual_.clear();
  const HeapMeter meter;
  const std::uint64_t steps_before = gauntlet::steps();
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
  const std::uint64_t steps = gauntlet::steps() - steps_before;
  if (const std::uint64_t bound = 512 + 32 * wire_.octets.size(); steps > bound)
    report_finding("receiver-steps", "not linear", fmt::format("{}{} steps, above {}", print(script_), steps, bound));
  // Two octets can be an event, of which we keep a record, too.
  const std::size_t most = (64U << 10) + 96 * wire_.octets.size();
  if (meter.peak() > most)
    report_finding("receiver-heap", "not linear",
                   fmt::format("{}{} octets, above {}", print(script_), meter.peak(), most));
}

void ReceiverComparison::read_events(ws::Connection& connection) {
  ws::Event event;
  while (connection.next_event(event)) {
    record(event, actual_);
    if (event.type != ws::Event::Type::kClose) continue;
    if (const auto name = ws::name(ws::CloseCode{event.code}); name != name_of_close_code(event.code))
      report_finding("close-code-name", std::to_string(event.code), fmt::format("{}{}", print(script_), name));
  }
}

void ReceiverComparison::disagree(std::string_view oracle) {
  const auto found = difference(expected_, actual_);
  report_finding(oracle, found.signature, fmt::format("{}receiver: {}", print(script_), found.detail));
}

}  // namespace gauntlet::fuzz
