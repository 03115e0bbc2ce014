// A connection of the codec with permessage-deflate, in either role, gets a script of frames in pieces and echoes
// every message. Oracles: what it tells, refuses and sends is what the model does, which inflates by a reading of RFC
// 1951 of its own, for every way of cutting the octets; a message above the limit is refused, never cut; what it
// compresses inflates to the same for the harness's own reader with the window that was agreed on, is marked, and
// comes without its tail; heap is bounded by the limits and the calls of zlib by the octets.

#include <fmt/format.h>

#include <deque>
#include <utility>

#include "conformance/wire/deflate.h"
#include "fuzz/model/receiver.h"
#include "fuzz/support/codec_connection.h"
#include "fuzz/support/finding.h"
#include "fuzz/support/heap_meter.h"
#include "fuzz/support/lent_octets.h"
#include "fuzz/support/script.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {
namespace {

struct Message {
  bool text = false;
  Bytes payload;
};
struct ControlFrame {
  std::uint8_t opcode = 0;
  Bytes payload;
  friend bool operator==(const ControlFrame&, const ControlFrame&) = default;
};

class Comparison {
 public:
  // octet 0: no_context_takeover of the server (bit 0) and the client (bit 1), window of the server (bits 2 to 4,
  // plus 8) and of the client (bits 5 to 7, plus 8); then a script.
  void compare(View input) {
    const std::uint8_t head = input.empty() ? std::uint8_t{0} : input.front();
    agreed_.server_no_context_takeover = (head & 1) != 0;
    agreed_.client_no_context_takeover = (head & 2) != 0;
    agreed_.server_max_window_bits = 8 + (head >> 2 & 7);
    agreed_.client_max_window_bits = 8 + (head >> 5 & 7);
    decode(input.subspan(std::min<std::size_t>(input.size(), 1)), script_);
    script_.close_first = false;
    without_usual_limits(script_);  // reading so much bit by bit would take too long
    put_on_wire(script_, wire_);
    expect();
    run(script_.plan, "model");
    if (input.size() % 4 != 0 || wire_.octets.size() > 600) return;
    run(ChunkPlan{.sizes = {1}, .count = 1, .repeat = true}, "chunks");
    wire_.cuts.clear();
    run(ChunkPlan{}, "chunks");
  }

 private:
  void expect() {
    expected_.clear();
    model::Receiver model(model_options(script_, agreed_), expected_);
    model.octets(wire_.octets);
    model.ended();
    expected_control_.clear();
    for_each_frame(expected_.output, [&](const wire::FrameStart& frame, Bytes payload) {
      expected_control_.push_back({frame.opcode, std::move(payload)});
    });
    expected_.output.clear();  // its masking keys don't know of the echoes
  }

  void run(const ChunkPlan& plan, std::string_view oracle) {
    actual_.clear();
    echoes_.clear();
    const HeapMeter meter;
    ws::Connection connection = open_connection(script_, keys_, agreed_);
    lent_.assign(wire_.octets);
    std::uint64_t inflated = 0;
    for_each_piece(plan, wire_, [&](std::size_t begin, std::size_t end) {
      connection.receive(lent_.lend(begin, end), ws::Time{0});
      inflated += read_events(connection);
    });
    lent_.take_back();
    connection.receive_eof(ws::Time{0});
    read_events(connection);
    check_heap(meter.peak(), inflated);
    drain_output(connection, actual_);
    actual_.drop = connection.wants_drop();
    const Bytes output = std::exchange(actual_.output, {});
    if (!same(expected_, actual_)) {
      const auto found = model::difference(expected_, actual_);
      broken(oracle, found.signature, found.detail);
    }
    check_output(output);
  }

  /// Returns how many octets of messages there were.
  std::uint64_t read_events(ws::Connection& connection) {
    std::uint64_t octets = 0;
    ws::Event event;
    while (connection.next_event(event)) {
      record(event, actual_);
      if (event.type != ws::Event::Type::kMessage) continue;
      octets += event.payload.size();
      Message message{event.message_type == ws::MessageType::kText, Bytes(event.payload.begin(), event.payload.end())};
      if (event.payload.size() > limits_of(script_).message) broken("limit", "a message above it", "");
      if (connection.send(event.message_type, event.payload)) echoes_.push_back(std::move(message));
    }
    return octets;
  }

  /// zlib's state for both directions; a message that is being inflated, by a growing vector; and what is recorded.
  void check_heap(std::size_t peak, std::uint64_t inflated) {
    const std::uint64_t limit = std::min<std::uint64_t>(limits_of(script_).message, 2048 * wire_.octets.size());
    const std::uint64_t most = (600U << 10) + 4 * limit + 8 * inflated + 64 * wire_.octets.size();
    if (peak > most) broken("heap", "above its bound", fmt::format("{} octets, above {}", peak, most));
  }

  // --- What it sent -------------------------------------------------------------------------------

  /// The frames of a stream of what this endpoint sends, each with its payload.
  template <class Visit>
  void for_each_frame(View octets, Visit&& visit) {
    wire::FrameReader reader({.expect_masked = script_.client, .rsv1_negotiated = true});
    reader.feed(octets);
    wire::FrameStart frame;
    Bytes payload;
    while (const auto item = reader.next()) {
      if (const auto* early = std::get_if<wire::EarlyViolation>(&*item)) broken("output", early->violation.rule, "");
      if (const auto* start = std::get_if<wire::FrameStart>(&*item)) frame = *start;
      if (const auto* piece = std::get_if<wire::PayloadPiece>(&*item))
        payload.insert(payload.end(), piece->octets.begin(), piece->octets.end());
      if (std::holds_alternative<wire::FrameEnd>(*item)) visit(frame, std::exchange(payload, {}));
    }
  }

  void check_output(View output) {
    const int window = script_.client ? agreed_.client_max_window_bits : agreed_.server_max_window_bits;
    wire::Decompressor inflate(
        window, script_.client ? agreed_.client_no_context_takeover : agreed_.server_no_context_takeover);
    std::vector<ControlFrame> control;
    std::uint64_t frames = 0;
    for_each_frame(output, [&](const wire::FrameStart& frame, Bytes payload) {
      if (frame.masking_key && *frame.masking_key != CountedKeys::key(frames)) broken("output", "masking key", "");
      ++frames;
      if (frame.opcode >= 8) return control.push_back({frame.opcode, std::move(payload)});
      if (echoes_.empty()) broken("output", "more messages than were sent", "");
      check_message(frame, payload, inflate);
      echoes_.pop_front();
    });
    if (!echoes_.empty()) broken("output", "a message is missing", "");
    if (control != expected_control_) broken("output", "control frames", "");
  }

  void check_message(const wire::FrameStart& frame, View payload, wire::Decompressor& inflate) {
    constexpr std::array<std::uint8_t, 4> kTail{0x00, 0x00, 0xFF, 0xFF};
    const Message& sent = echoes_.front();
    if (frame.opcode != (sent.text ? 1 : 2)) broken("output", "type of a message", "");
    if (!frame.fin) broken("output", "a message is not final", "");
    if ((frame.rsv & 4) == 0) broken("output", "RSV1 is missing", "");
    const bool has_tail = payload.size() >= 4 && std::ranges::equal(payload.last(4), kTail);
    if (has_tail) broken("output", "the tail was not taken off", "");
    if (payload.empty()) broken("output", "an empty message without its octet", "");
    const auto result = inflate.message(payload, sent.payload.size());
    if (result.error) broken("output", "does not inflate", *result.error);
    if (result.octets != sent.payload) broken("output", "inflates to another message", "");
  }

  [[noreturn]] void broken(std::string_view oracle, std::string_view what, std::string_view detail) {
    report_finding(fmt::format("deflate-{}", oracle), what,
                   fmt::format("{}permessage-deflate, windows {} and {}: {}: {} {}", print(script_),
                               agreed_.server_max_window_bits, agreed_.client_max_window_bits, oracle, what, detail));
  }

  ws::DeflateParameters agreed_;
  Script script_;
  WireForm wire_;
  LentOctets lent_;
  CountedKeys keys_;
  model::Trace expected_, actual_;
  std::vector<ControlFrame> expected_control_;
  std::deque<Message> echoes_;
};

/// The inflater alone, octet by octet: however little it is given, its steps are no more than the octets are worth.
void check_steps(View octets) {
  constexpr std::uint64_t kLimit = 1U << 16, kChunk = 16U << 10;
  ws::Inflater inflater(15, false);
  std::vector<std::uint8_t> out;
  std::uint64_t fed = 0;
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (i % 8 == 7) {  // it goes on elsewhere
      ws::Inflater moved(std::move(inflater));
      inflater = std::move(moved);
    }
    const auto rule = inflater.feed(octets.subspan(i, 1), out, kLimit);
    ++fed;
    if (out.size() > kLimit) report_finding("deflate-limit", "cut instead of refused", std::to_string(out.size()));
    if (rule) break;
  }
  const std::uint64_t most = 3 * fed + out.size() / kChunk + 4;
  if (inflater.steps() > most)
    report_finding("deflate-steps", "too many", fmt::format("{} calls for {} octets", inflater.steps(), fed));
}

}  // namespace

const Structure* structure() { return &deflate_script_structure(); }

}  // namespace gauntlet::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static gauntlet::fuzz::Comparison comparison;
  comparison.compare({data, size});
  if (size % 16 == 3) gauntlet::fuzz::check_steps({data, size});
  return 0;
}
