#include "fuzz/support/session_script.h"

#include <fmt/format.h>

namespace gauntlet::fuzz {
namespace {

using What = SessionStep::What;

constexpr std::size_t kKinds = static_cast<std::size_t>(What::kTime) + 1;
constexpr std::size_t kMostSteps = 64;
constexpr std::size_t kLongest = 66'000;
// Of all long payloads of a session: three frames with 64-bit lengths, and it stays cheap enough to be tried often.
constexpr std::size_t kMostRepeated = 3 * kLongest;

constexpr std::array<std::string_view, kKinds> kKindNames{"text",  "binary", "fragment", "last fragment",
                                                          "ping",  "pong",   "close",    "deliver",
                                                          "frame", "octets", "the end",  "time"};

bool has_number(What what) { return what == What::kDeliver || what == What::kTime; }

/// Long payloads are cut from here.
View repeated(std::size_t size) {
  static const Bytes octets = [] {
    Bytes all(kLongest);
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::uint8_t>('a' + i % 26);
    return all;
  }();
  return View(octets).first(std::min(size, octets.size()));
}

}  // namespace

void decode(View input, SessionScript& script) {
  OctetSource source(input);
  const std::uint8_t head = source.octet();
  script.heartbeat = (head & 1) != 0;
  script.small_limits = (head & 2) != 0;
  script.steps.clear();
  std::size_t room = kMostRepeated;
  while (!source.empty() && script.steps.size() < kMostSteps) {
    if (!script.steps.empty()) script.steps.back().end = input.size() - source.rest().size();
    SessionStep& step = script.steps.emplace_back();
    step.begin = input.size() - source.rest().size();
    const std::uint8_t octet = source.octet();
    step.what = static_cast<What>((octet & 0x0F) % kKinds);
    step.at_client = (octet & 0x10) != 0;
    if (step.what == What::kEnd) continue;
    if (has_number(step.what)) {
      step.number = source.octet();
    } else if ((octet & 0x20) != 0 && step.what <= What::kPong) {
      const std::size_t size = static_cast<std::size_t>(source.number(2)) * ((octet & 0x40) != 0 ? 2 : 1);
      step.payload = repeated(std::min(size, room));
      room -= step.payload.size();
    } else {
      step.payload = source.upto(source.octet());
    }
  }
  if (!script.steps.empty()) script.steps.back().end = input.size() - source.rest().size();
}

std::string print(const SessionScript& script) {
  std::string text = fmt::format("a client and a server{}{}\n", script.heartbeat ? ", with heartbeats" : "",
                                 script.small_limits ? ", with small limits" : "");
  for (const SessionStep& step : script.steps) {
    text += fmt::format("  at the {}: {}", step.at_client ? "client" : "server",
                        kKindNames[static_cast<std::size_t>(step.what)]);
    if (has_number(step.what)) text += fmt::format(" {}", step.number);
    for (const std::uint8_t octet : step.payload.first(std::min<std::size_t>(step.payload.size(), 40)))
      text += fmt::format(" {:02x}", octet);
    if (step.payload.size() > 40) text += fmt::format("... ({} octets)", step.payload.size());
    text += "\n";
  }
  return text;
}

}  // namespace gauntlet::fuzz
