#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "reports/autobahn_wirelog.h"
#include "reports/escape.h"
#include "reports/wording.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

// Ordered: the reference sorts the numbers that are keys of its statistics as numbers, which is not
// how their texts sort. So keys are assigned below in the order in which they are to stand.
using Json = nlohmann::ordered_json;

Json text(std::string_view octets) { return valid_utf8(octets); }

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json reason(const std::optional<std::string>& octets) {
  return octets ? Json(log_text(*octets, octets->size())) : Json(nullptr);
}

bool in_tables(const RunResult& result, std::initializer_list<std::string_view> tables) {
  const std::string_view id = result.case_id;
  for (const std::string_view table : tables) {
    if (id.size() > table.size() && id.starts_with(table) && id[table.size()] == '.') return true;
  }
  return false;
}

Json event(const ReceivedEvent& seen) {
  const std::string_view head = std::string_view(seen.head).substr(0, 64);
  switch (seen.kind) {
    case ReceivedEvent::Kind::kMessage:
      return Json::array({"message", log_text(head, seen.size), seen.message == MessageKind::kBinary});
    case ReceivedEvent::Kind::kPong: return Json::array({"pong", log_text(head, seen.size)});
    case ReceivedEvent::Kind::kQuiet: break;
  }
  return Json::array({"timeout", text(std::string(1, seen.quiet))});
}

Json event(const ExpectedEvent& wanted) {
  switch (wanted.kind) {
    case ExpectedEvent::Kind::kEcho: return Json::array({"message", text(describe(wanted)), false});
    case ExpectedEvent::Kind::kMessage:
      return Json::array({"message", text(describe(wanted)), wanted.message == MessageKind::kBinary});
    case ExpectedEvent::Kind::kPong: return Json::array({"pong", text(describe(wanted))});
    case ExpectedEvent::Kind::kQuiet: break;
  }
  return Json::array({"timeout", text(std::string(1, wanted.quiet))});
}

Json events(const std::vector<ReceivedEvent>& list) {
  Json array = Json::array();
  for (const ReceivedEvent& one : list) array.push_back(event(one));
  return array;
}

/// What the reference has no event for is a message in words.
Json events(const ExpectedOutcome& outcome) {
  Json list = Json::array();
  if (!outcome.words.empty()) return list;  // of which kind they are is not known
  if (outcome.refused) list.push_back(Json::array({"message", kOpeningIsRefused, false}));
  if (!outcome.events) list.push_back(Json::array({"message", kAnyEvents, false}));
  if (outcome.events) {
    for (const ExpectedEvent& one : *outcome.events) list.push_back(event(one));
  }
  return list;
}

/// The reference has one outcome a verdict: of several, the first. "expectation" has them all.
Json expected(const RunResult& result) {
  std::map<std::string, Json> sorted;
  for (const ExpectedOutcome& outcome : result.outcomes) {
    sorted.try_emplace(std::string(name(outcome.verdict)), events(outcome));
  }
  return sorted;
}

Json expected_close_rules(const RunResult& result) {
  Json rules;
  rules["closeCode"] = result.expected_codes;
  rules["closedByMe"] = result.expected_close_by != ExpectedClose::By::kSubject;
  rules["requireClean"] = result.expected_clean;
  return rules;
}

template <class Counts>
Json counts(const Counts& by_number) {
  Json object = Json::object();
  for (const auto& [number, count] : by_number) object[std::to_string(number)] = count;
  return object;
}

Json ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? Json(nullptr) : Json(static_cast<double>(part) / static_cast<double>(whole));
}

void put_traffic(Json& stats, const std::string& way, const TrafficCount& count) {
  const std::uint64_t overhead = count.wire_octets - std::min(count.wire_octets, count.payload_octets);
  stats[way + "CompressionRatio"] = ratio(count.payload_octets, count.app_octets);
  stats[way + "OctetsAppLevel"] = count.app_octets;
  stats[way + "OctetsWebSocketLevel"] = count.payload_octets;
  stats[way + "OctetsWireLevel"] = count.wire_octets;
  stats[way + "WebSocketFrames"] = count.frames;
  stats[way + "WebSocketMessages"] = count.messages;
  stats[way + "WebSocketOverhead"] = ratio(overhead, count.payload_octets);
}

Json traffic(const RunResult& result) {
  if (!in_tables(result, {"12", "13"})) return nullptr;
  Json stats;
  put_traffic(stats, "incoming", result.received_traffic);
  put_traffic(stats, "outgoing", result.sent);
  stats["preopenIncomingOctetsWireLevel"] = result.http_response.size();
  stats["preopenOutgoingOctetsWireLevel"] = result.http_request.size();
  if (result.role == SubjectRole::kClient) {
    stats["preopenIncomingOctetsWireLevel"].swap(stats["preopenOutgoingOctetsWireLevel"]);
  }
  return stats;
}

std::string description(const RunResult& result) {
  return valid_utf8(result.why.empty() ? result.title : result.title + ". " + result.why);
}

std::string expectation(const RunResult& result) {
  return valid_utf8("Events: " + expected_events(result) + ". Close: " + expected_close(result) + ".");
}

/// Keys up to "failedByMe", sorted.
void put_head(Json& out, const Column& column, const RunResult& result) {
  out["agent"] = text(column.agent);
  out["behavior"] = std::string(name(result.behaviour));
  out["behaviorClose"] = std::string(name(result.close_behaviour));
  out["case"] = result.case_number;
  out["closedByMe"] = result.closed_by_me;
  out["createStats"] = true;
  out["createWirelog"] = !result.wire_log.empty();
  out["description"] = description(result);
  out["droppedByMe"] = result.dropped_by_me;
  out["duration"] = whole_milliseconds(result.duration);
  out["expectation"] = expectation(result);
  out["expected"] = expected(result);
  out["expectedClose"] = expected_close_rules(result);
  out["failedByMe"] = result.failed_by_me;
}

/// Keys from "httpRequest" to "resultClose".
void put_middle(Json& out, const RunResult& result) {
  out["httpRequest"] = result.http_request.empty() ? Json("?") : text(result.http_request);
  out["httpResponse"] = result.http_response.empty() ? Json("?") : text(result.http_response);
  out["id"] = text(result.case_id);
  out["isServer"] = result.role == SubjectRole::kClient;
  out["localCloseCode"] = or_null(result.local_close_code);
  out["localCloseReason"] = reason(result.local_close_reason);
  out["received"] = events(result.received);
  out["remoteCloseCode"] = or_null(result.remote_close_code);
  out["remoteCloseReason"] = reason(result.remote_close_reason);
  out["reportCompressionRatio"] = in_tables(result, {"12", "13"});
  out["reportTime"] = in_tables(result, {"9", "12", "13"});
  out["result"] = text(result.result);
  out["resultClose"] = text(result.result_close);
}

/// Keys from "rxFrameStats" on.
void put_tail(Json& out, const RunResult& result) {
  out["rxFrameStats"] = counts(result.received_frames);
  out["rxOctetStats"] = counts(result.received_octets);
  out["started"] = iso_milliseconds(result.started);
  out["trafficStats"] = traffic(result);
  out["txFrameStats"] = counts(result.sent_frames);
  out["txOctetStats"] = counts(result.sent_octets);
  out["wasClean"] = result.was_clean;
  out["wasCloseHandshakeTimeout"] = result.closing_timeout;
  out["wasNotCleanReason"] = result.was_not_clean_reason.empty() ? Json(nullptr) : text(result.was_not_clean_reason);
  out["wasOpenHandshakeTimeout"] = result.opening_timeout;
  out["wasServerConnectionDropTimeout"] = result.drop_timeout;
  out["wirelog"] = autobahn_wirelog(result.wire_log);
}

}  // namespace

std::string autobahn_case(const Column& column, const RunResult& result) {
  Json out;
  put_head(out, column, result);
  put_middle(out, result);
  put_tail(out, result);
  return out.dump(3, ' ', true, Json::error_handler_t::replace);
}

}  // namespace gauntlet::reports
