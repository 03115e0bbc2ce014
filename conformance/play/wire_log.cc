#include "conformance/play/wire_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace gauntlet {

namespace {

constexpr std::array<std::string_view, WireLog::kMostRows.size()> kNames = {"writes",          "reads",  "sent frames",
                                                                            "received frames", "timers", "notes"};

}  // namespace

std::string shown_head(wire::View octets) {
  const auto shown = octets.first(std::min(octets.size(), WireLog::kShownOctets));
  return {shown.begin(), shown.end()};
}

void WireLog::add(WireEntry entry) {
  const auto kind = static_cast<std::size_t>(entry.kind);
  Rows& rows = kinds_.at(kind);
  if (entry.head.size() > kShownOctets) entry.head.resize(kShownOctets);
  if (entry.note.size() > kShownOfNote) entry.note.resize(kShownOfNote);
  Row row{next_place_++, std::move(entry)};
  const std::size_t half = kMostRows.at(kind) / 2;
  if (rows.first.size() < half) return rows.first.push_back(std::move(row));
  if (rows.last.size() < half) return rows.last.push_back(std::move(row));
  Row& oldest = rows.last[rows.oldest];
  if (rows.left_out++ == 0) {
    rows.gap.place = oldest.place;
    rows.gap.entry.at = oldest.entry.at;
  }
  oldest = std::move(row);
  rows.oldest = (rows.oldest + 1) % half;
}

void WireLog::add_octets(WireEntry::Kind kind, std::chrono::microseconds at, wire::View octets) {
  WireEntry entry;
  entry.kind = kind;
  entry.at = at;
  entry.size = octets.size();
  entry.head = shown_head(octets);
  add(std::move(entry));
}

void WireLog::move_into(RunResult& result) {
  std::vector<Row> all;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    Rows& rows = kinds_.at(kind);
    if (rows.left_out > 0) {
      rows.gap.entry.note = fmt::format("from here on {} {} are left out, up to the last {}", rows.left_out,
                                        kNames.at(kind), rows.last.size());
      result.wire_log_dropped += rows.left_out;
      all.push_back(std::move(rows.gap));
    }
    for (auto* part : {&rows.first, &rows.last}) std::move(part->begin(), part->end(), std::back_inserter(all));
    rows = {};
  }
  std::sort(all.begin(), all.end(), [](const Row& a, const Row& b) { return a.place < b.place; });
  result.wire_log.reserve(result.wire_log.size() + all.size());
  for (Row& row : all) result.wire_log.push_back(std::move(row.entry));
}

}  // namespace gauntlet
