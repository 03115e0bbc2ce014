#include "bench/parsers.h"

#include <array>

#include "bench/open_connection.h"
#include "ws/frame_parser.h"
#include "ws/text_batch.h"
#include "ws/utf8.h"

namespace gauntlet::bench {

namespace {

constexpr std::uint64_t kMaxFrame = 64ULL << 20;

using Views = std::span<const ws::FrameView>;

/// `deliver(Delivered&, Views)` gets the views of one call after the other.
template <class Deliver>
Delivered parse(ws::MutableOctets batch, ws::Role role, Deliver deliver) {
  static std::array<ws::FrameView, 256> views;  // made once: their constructors are no part of parsing
  ws::ReceiverState receiver{.role = role, .rsv1_negotiated = false, .inside_message = false};
  Delivered delivered;
  while (!batch.empty()) {
    const ws::Batch parsed = ws::parse_batch(batch, receiver, kMaxFrame, views);
    if (parsed.frames == 0) break;
    deliver(delivered, Views(views).first(parsed.frames));
    batch = batch.subspan(parsed.consumed);
  }
  return delivered;
}

void take_all(Delivered& delivered, Views views) {
  for (const ws::FrameView& view : views) delivered.take(view.payload);
}

void take_texts(Delivered& delivered, Views views) {
  if (ws::are_valid_utf8(views)) take_all(delivered, views);
}

}  // namespace

Delivered parse_headers(ws::MutableOctets batch) {
  return parse(batch, ws::Role::kClient, [](Delivered& delivered, Views views) {
    for (const ws::FrameView& view : views) {
      ++delivered.frames;
      delivered.octets += view.payload.size();
    }
  });
}

Delivered parse_in_place(ws::MutableOctets batch) { return parse(batch, ws::Role::kServer, take_all); }

Delivered parse_text(ws::MutableOctets batch) {
  return parse(batch, ws::Role::kServer, [](Delivered& delivered, Views views) {
    for (const ws::FrameView& view : views) {
      if (ws::is_valid_utf8(view.payload)) delivered.take(view.payload);
    }
  });
}

Delivered parse_texts(ws::MutableOctets batch) { return parse(batch, ws::Role::kServer, take_texts); }

Delivered parse_parts(ws::MutableOctets batch) {
  using Kind = ws::FrameParser::Part::Kind;
  ws::FrameParser parser({.role = ws::Role::kServer, .rsv1_negotiated = false, .inside_message = false}, kMaxFrame);
  parser.feed(batch);
  Delivered delivered;
  while (true) {
    const ws::FrameParser::Part part = parser.next();
    if (part.kind == Kind::kNeedMore || part.kind == Kind::kViolation) return delivered;
    if (part.kind == Kind::kHeader) ++delivered.frames;
    if (part.kind == Kind::kPayload) {
      delivered.octets += part.payload.size();
      delivered.touched ^= part.payload.front();
    }
  }
}

std::string chart(std::string_view what, const BatchPlan& plan) {
  std::string chart = std::string(what) + (plan.fresh ? "/batches:fresh" : "/batches:replayed");
  if (plan.text) chart += "/text:" + std::string(name(*plan.text));
  if (!plan.payload) chart += "/payload:mix125";
  return chart;
}

std::string size_part(const BatchPlan& plan) { return plan.payload ? "/size:" + std::to_string(*plan.payload) : ""; }

std::string add_parser(const char* way, const BatchPlan& plan, Delivered (*parser)(ws::MutableOctets),
                       std::vector<std::string> anchors) {
  std::string name = chart("parse", plan) + "/kernel:" + way + size_part(plan);
  if (is_new(name)) {
    add(name, {.unit = "ns a frame", .anchors = std::move(anchors)}, [plan, parser](benchmark::State& state) {
      measure_batches(state, plan, parser);
    })->UseManualTime();
  }
  return name;
}

std::string add_bare_parser(const BatchPlan& plan) {
  return add_parser("parse_batch", plan, plan.text ? parse_texts : parse_in_place);
}

std::string add_receiver(const BatchPlan& plan) {
  std::string name = chart("connection", plan) + "/kernel:receive" + size_part(plan);
  if (is_new(name)) {
    add(name, {.unit = "ns a message", .anchors = {add_bare_parser(plan)}}, [plan](benchmark::State& state) {
      ws::Connection connection = open_server();
      measure_batches(state, plan, [&connection](ws::MutableOctets batch) { return drain(connection, batch); });
    })->UseManualTime();
  }
  return name;
}

}  // namespace gauntlet::bench
