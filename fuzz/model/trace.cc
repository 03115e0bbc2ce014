#include "fuzz/model/trace.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>

namespace gauntlet::model {
namespace {

constexpr std::array<std::string_view, 7> kNames{"text", "binary", "ping", "pong", "close", "failed", "closed"};

bool same_event(const Trace& left, const Seen& a, const Trace& right, const Seen& b) {
  return a.kind == b.kind && a.clean == b.clean && a.code == b.code && a.rule == b.rule && a.offset == b.offset &&
         std::ranges::equal(left.payload(a), right.payload(b));
}

std::string hex(View octets) {
  constexpr std::size_t kShown = 64;
  std::string text;
  for (const std::uint8_t octet : octets.first(std::min(octets.size(), kShown))) text += fmt::format("{:02x}", octet);
  return octets.size() > kShown ? text + fmt::format("... ({} octets)", octets.size()) : text;
}

std::string brief(const Trace& trace, std::size_t index) {
  if (index >= trace.events.size()) return "nothing";
  const Seen& event = trace.events[index];
  const auto name = kNames[static_cast<std::size_t>(event.kind)];
  return event.rule.empty() ? std::string(name) : fmt::format("{}:{}", name, event.rule);
}

std::string describe(const Trace& trace, std::size_t index) {
  if (index >= trace.events.size()) return "nothing";
  const Seen& event = trace.events[index];
  std::string text = brief(trace, index);
  if (event.kind == Seen::Kind::kFailed) text += fmt::format(" at octet {}, code {}", event.offset, event.code);
  if (event.kind == Seen::Kind::kClose) text += fmt::format(" code {}", event.code);
  if (event.kind == Seen::Kind::kClosed)
    text += fmt::format(" {}, code {}", event.clean ? "clean" : "not clean", event.code);
  return text + " [" + hex(trace.payload(event)) + "]";
}

}  // namespace

void Trace::clear() {
  events.clear();
  payloads.clear();
  output.clear();
  drop = false;
}

void Trace::add(Seen event, View payload) {
  event.begin = payloads.size();
  event.size = payload.size();
  payloads.insert(payloads.end(), payload.begin(), payload.end());
  events.push_back(event);
}

bool same(const Trace& left, const Trace& right) {
  return left.drop == right.drop && left.output == right.output &&
         std::ranges::equal(left.events, right.events,
                            [&](const Seen& a, const Seen& b) { return same_event(left, a, right, b); });
}

Difference difference(const Trace& expected, const Trace& actual) {
  const std::size_t most = std::max(expected.events.size(), actual.events.size());
  for (std::size_t i = 0; i < most; ++i) {
    const bool both = i < expected.events.size() && i < actual.events.size();
    if (both && same_event(expected, expected.events[i], actual, actual.events[i])) continue;
    const std::string wanted = brief(expected, i), got = brief(actual, i);
    const bool same_name = wanted == got;
    const bool only_offset = same_name && expected.events[i].offset != actual.events[i].offset;
    return {fmt::format("event:{}:{}", wanted,
                        !same_name    ? got
                        : only_offset ? "offset"
                                      : "content"),
            fmt::format("event {}: expected {}, got {}", i, describe(expected, i), describe(actual, i))};
  }
  if (expected.output != actual.output) {
    const std::string last = expected.events.empty() ? "nothing" : brief(expected, expected.events.size() - 1);
    return {fmt::format("output:after:{}", last),
            fmt::format("output: expected {}, got {}", hex(expected.output), hex(actual.output))};
  }
  return {fmt::format("drop:{}", actual.drop ? "too-soon" : "missing"), "whether the transport is to be closed"};
}

}  // namespace gauntlet::model
