#include "reports/autobahn_wirelog.h"

#include <fmt/format.h>

#include <charconv>
#include <string>
#include <string_view>

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

bool says(std::string_view note, std::string_view word) { return note.find(word) != std::string_view::npos; }

/// The first number in a note with its unit, in seconds: "kill armed: 1000 ms" is 1. 0 if none is there.
double seconds_in(std::string_view note) {
  const std::size_t at = note.find_first_of("0123456789");
  if (at == std::string_view::npos) return 0;
  double number = 0;
  const char* const end = note.data() + note.size();
  const auto [parsed, error] = std::from_chars(note.data() + at, end, number);
  if (error != std::errc()) return 0;
  std::string_view unit(parsed, static_cast<std::size_t>(end - parsed));
  if (unit.starts_with(" ")) unit.remove_prefix(1);
  return unit.starts_with("ms") ? number / 1000 : unit.starts_with("us") ? number / 1e6 : number;
}

/// Timers of the reference: kill (KL), closing (TI) and steps to come (CT), each armed or fired.
Json timer_row(const std::string& note) {
  const bool fired = says(note, "fired") || says(note, "expired") || says(note, "is over") || says(note, "passed");
  if (says(note, "kill")) return fired ? Json::array({"KLE"}) : Json::array({"KL", seconds_in(note)});
  if (says(note, "clos")) return fired ? Json::array({"TIE"}) : Json::array({"TI", seconds_in(note)});
  const std::string tag = valid_utf8(note);
  return fired ? Json::array({"CTE", tag}) : Json::array({"CT", seconds_in(note), tag});
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
      case WireEntry::Kind::kTimer: rows.push_back(timer_row(entry.note)); break;
      case WireEntry::Kind::kNote: break;
    }
  }
  return rows;
}

}  // namespace gauntlet::reports
