#include "reports/autobahn_wirelog.h"

#include <fmt/format.h>

#include <chrono>

#include "reports/escape.h"

namespace gauntlet::reports {
namespace {

using Json = nlohmann::ordered_json;

Json octets_row(const WireEntry& entry) {
  const Json octets = Json::array({entry.size, log_hex(entry.head, entry.size)});
  if (entry.kind == WireEntry::Kind::kReceivedOctets) return Json::array({"RO", octets});
  return Json::array({"TO", octets, false});
}

Json key(const WireEntry& entry) {
  return entry.masking_key ? Json(fmt::format("{:08x}", *entry.masking_key)) : Json(nullptr);
}

Json frame_row(const WireEntry& entry) {
  const Json payload = Json::array({entry.size, log_text(entry.head, entry.size)});
  if (entry.kind == WireEntry::Kind::kReceivedFrame) {
    return Json::array({"RF", payload, entry.opcode, entry.fin, entry.rsv, entry.masking_key.has_value(), key(entry)});
  }
  // Then: how often the payload was repeated, how the frame was chopped, whether it had its own write.
  return Json::array({"TF", payload, entry.opcode, entry.fin, entry.rsv, key(entry), nullptr, nullptr, false});
}

using Seconds = std::chrono::duration<double>;

/// The reference's timers: kill and closing timer expired (KLE, TIE), a step to come in so many seconds (CT).
void add_timer(Json& rows, const WireEntry& entry) {
  switch (entry.timer) {
    case WireEntry::Timer::kNone: break;  // an older log: which one it was is not known
    case WireEntry::Timer::kKill: rows.push_back(Json::array({"KLE"})); break;
    case WireEntry::Timer::kClose: rows.push_back(Json::array({"TIE"})); break;
    case WireEntry::Timer::kWait:
    case WireEntry::Timer::kAwait:
      rows.push_back(Json::array({"CT", Seconds(entry.after).count(), valid_utf8(entry.note)}));
      break;
  }
}

}  // namespace

Json autobahn_wirelog(const std::vector<WireEntry>& log) {
  Json rows = Json::array();
  for (const WireEntry& entry : log) {
    switch (entry.kind) {
      case WireEntry::Kind::kSentOctets:
      case WireEntry::Kind::kReceivedOctets: rows.push_back(octets_row(entry)); break;
      case WireEntry::Kind::kSentFrame:
      case WireEntry::Kind::kReceivedFrame: rows.push_back(frame_row(entry)); break;
      case WireEntry::Kind::kTimer: add_timer(rows, entry); break;
      case WireEntry::Kind::kNote: break;
    }
  }
  return rows;
}

}  // namespace gauntlet::reports
