#include "reports/bounded_result.h"

#include <fmt/format.h>

#include <algorithm>

#include "reports/matrix.h"

namespace gauntlet::reports {
namespace {

constexpr std::size_t kFirstEntries = 16, kLastEntries = 6;
constexpr std::size_t kEvents = 8;
constexpr std::size_t kOctetsOfEvent = 64;

void bound_log(RunResult& result) {
  std::vector<WireEntry>& log = result.wire_log;
  if (log.size() <= kFirstEntries + kLastEntries + 1) return;
  const std::size_t between = log.size() - kFirstEntries - kLastEntries;
  WireEntry gap;
  gap.at = log[kFirstEntries].at;
  gap.note = fmt::format("{} entries are left out here", between);
  const auto begin = log.begin() + static_cast<std::ptrdiff_t>(kFirstEntries);
  *begin = std::move(gap);
  log.erase(begin + 1, log.end() - static_cast<std::ptrdiff_t>(kLastEntries));
  result.wire_log_dropped += between;
}

void bound_events(RunResult& result) {
  if (result.received.size() > kEvents) {
    result.received_dropped += result.received.size() - kEvents;
    result.received.resize(kEvents);
  }
  for (ReceivedEvent& event : result.received) {
    if (event.head.size() > kOctetsOfEvent) event.head.resize(kOctetsOfEvent);
  }
}

}  // namespace

void bound_details(RunResult& result) {
  if (!plain_ok(result)) return;
  bound_log(result);
  bound_events(result);
}

}  // namespace gauntlet::reports
