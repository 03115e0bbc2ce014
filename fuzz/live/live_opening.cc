#include "fuzz/live/live_opening.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "fuzz/model/opening.h"
#include "fuzz/support/case_export.h"

namespace gauntlet::fuzz {
namespace {

using Json = nlohmann::ordered_json;
using model::HeadReading;
using What = OpeningPrediction::What;

constexpr std::size_t kMostOfHead = 16U << 10, kMostFields = 100;
/// The key that the corpus' responses are for.
constexpr std::string_view kCorpusKey = "AAAAAAAAAAAAAAAAAAAAAA==";

bool contains_ignoring_case(std::string_view text, std::string_view word) {
  const auto same = [](char a, char b) { return model::same_ignoring_case({&a, 1}, {&b, 1}); };
  return std::search(text.begin(), text.end(), word.begin(), word.end(), same) != text.end();
}

/// Whether any field of that name has the word somewhere in it.
bool mentions(const HeadReading& head, std::string_view name, std::string_view word) {
  return std::ranges::any_of(head.values(name),
                             [&](std::string_view value) { return contains_ignoring_case(value, word); });
}

bool only_fields(const HeadReading& head, std::initializer_list<std::string_view> names) {
  return std::ranges::all_of(head.fields, [&](const model::HeadField& field) {
    return std::ranges::any_of(names, [&](auto name) { return model::same_ignoring_case(field.name, name); });
  });
}

bool connection_is_plain(const HeadReading& head) {
  const auto values = head.values("Connection");
  return std::ranges::all_of(values, [](std::string_view value) {
    return std::ranges::all_of(model::list_elements(value), [](std::string_view element) {
      return model::same_ignoring_case(element, "Upgrade") || model::same_ignoring_case(element, "keep-alive");
    });
  });
}

// --- What must be refused -----------------------------------------------------------------------

/// A rule of the model that leaves no choice, as long as `holds`: the model is stricter than it has to be.
struct MustRefuse {
  std::string_view rule;
  Severity severity;
  bool (*holds)(const HeadReading& head);
};

bool always(const HeadReading& /*head*/) { return true; }

/// One that the registry of section 11.6 has below 13: a server may understand it, too (section 4.4).
bool is_earlier_version(const HeadReading& head) {
  constexpr std::array<std::string_view, 13> kEarlier{"0", "1", "2", "3",  "4",  "5", "6",
                                                      "7", "8", "9", "10", "11", "12"};
  return std::ranges::find(kEarlier, head.value("Sec-WebSocket-Version")) != kEarlier.end();
}

/// RFC 6455 section 4.2.1: a server that finds one of these MUST answer with an error. How a field that is repeated
/// is read is left to HTTP, and the key need not be decoded (section 4.2.2 item 5.4).
constexpr std::array<MustRefuse, 8> kRequests{{
    {"request-method", Severity::kMedium, always},
    {"request-http-version", Severity::kLow,
     [](const HeadReading& head) { return head.start_line.ends_with("HTTP/1.0"); }},
    {"host-missing", Severity::kLow, [](const HeadReading& head) { return head.count("Host") == 0; }},
    {"upgrade-missing", Severity::kMedium,
     [](const HeadReading& head) { return !mentions(head, "Upgrade", "websocket"); }},
    {"connection-missing", Severity::kLow, always},
    {"version-missing", Severity::kMedium, always},
    {"version-unsupported", Severity::kMedium,
     [](const HeadReading& head) {
       return !mentions(head, "Sec-WebSocket-Version", "13") && !is_earlier_version(head);
     }},
    {"key-missing", Severity::kMedium, always},
}};

/// RFC 6455 section 4.1: a client that finds one of these MUST fail the connection.
constexpr std::array<MustRefuse, 6> kResponses{{
    {"response-upgrade", Severity::kMedium,
     [](const HeadReading& head) { return !mentions(head, "Upgrade", "websocket"); }},
    {"response-connection", Severity::kLow, always},
    {"accept-missing", Severity::kHigh, always},
    {"accept-wrong", Severity::kHigh,
     [](const HeadReading& head) { return !mentions(head, "Sec-WebSocket-Accept", wire::accept_value(kCorpusKey)); }},
    {"extension-not-offered", Severity::kMedium,
     [](const HeadReading& head) { return !mentions(head, "Sec-WebSocket-Extensions", "deflate"); }},
    {"subprotocol-not-offered", Severity::kMedium,
     [](const HeadReading& head) { return head.count("Sec-WebSocket-Protocol") == 1; }},
}};

template <class Rules>
OpeningPrediction refused_by(const Rules& rules, std::string_view rule, const HeadReading& head) {
  for (const MustRefuse& must : rules) {
    if (must.rule == rule && must.holds(head))
      return {.what = What::kRefused, .rule = must.rule, .severity = must.severity};
  }
  return {};
}

OpeningPrediction predict_request(const HeadReading& head) {
  const auto verdict = model::judge_request(head, {});
  if (!verdict.rule.empty()) return refused_by(kRequests, verdict.rule, head);
  const bool plain =
      only_fields(head, {"Host", "Upgrade", "Connection", "Sec-WebSocket-Key", "Sec-WebSocket-Version"}) &&
      head.start_line.starts_with("GET /") && head.start_line.ends_with(" HTTP/1.1") && head.count("Upgrade") == 1 &&
      model::same_ignoring_case(head.value("Upgrade"), "websocket") && connection_is_plain(head);
  return {.what = plain ? What::kAccepted : What::kLeftOpen};
}

OpeningPrediction predict_response(const HeadReading& head) {
  model::Client client;
  client.asked.key = kCorpusKey;
  client.asked.extensions = {"permessage-deflate"};
  const auto verdict = model::judge_response(head, client);
  if (!verdict.rule.empty()) return refused_by(kResponses, verdict.rule, head);
  const bool plain = only_fields(head, {"Upgrade", "Connection", "Sec-WebSocket-Accept"}) &&
                     head.start_line == "HTTP/1.1 101 Switching Protocols" && connection_is_plain(head);
  return {.what = plain ? What::kAccepted : What::kLeftOpen};
}

// --- What is sent -------------------------------------------------------------------------------

std::vector<std::string> lines_of(std::string_view head) {
  std::vector<std::string> lines;
  for (std::size_t end = head.find("\r\n"); end != std::string_view::npos && end > 0; end = head.find("\r\n")) {
    lines.emplace_back(head.substr(0, end));
    head.remove_prefix(end + 2);
  }
  return lines;
}

bool is_text(std::string_view head) {
  return std::ranges::all_of(
      head, [](char c) { return c == '\r' || c == '\n' || c == '\t' || (c >= ' ' && c < 0x7F && c != '{'); });
}

void replace_value(std::string& line, std::string_view name, std::string_view value) {
  const std::size_t colon = line.find(':');
  if (colon != std::string::npos && model::same_ignoring_case(std::string_view(line).substr(0, colon), name))
    line = line.substr(0, colon + 1) + " " + std::string(value);
}

/// What names the endpoint, or depends on what it said, comes in when the case is played.
std::vector<std::string> addressed(std::vector<std::string> lines, const HeadReading& head, SubjectRole subject,
                                   bool in_order) {
  if (subject == SubjectRole::kClient) {
    const std::string accept = wire::accept_value(kCorpusKey);
    for (std::string& line : lines) {
      if (const std::size_t at = line.find(accept); at != std::string::npos)
        line.replace(at, accept.size(), "{accept}");
    }
    return lines;
  }
  std::string& start = lines.front();
  const std::size_t target = start.find(" /"), end = start.rfind(' ');
  if (target != std::string::npos && end > target) start.replace(target + 1, end - target - 1, "{target}");
  for (std::string& line : lines) {
    if (head.count("Host") == 1) replace_value(line, "Host", "{host}");
    if (in_order) replace_value(line, "Sec-WebSocket-Key", "{key}");
  }
  return lines;
}

/// Bodies, other places, passwords and interim responses are HTTP's, and a client may come back by itself.
bool is_another_matter(const HeadReading& head, std::string_view octets, SubjectRole subject) {
  if (contains_ignoring_case(octets, "Content-Length") || contains_ignoring_case(octets, "Transfer-Encoding"))
    return true;
  const std::string_view status = std::string_view(head.start_line).substr(0, 12);
  return subject == SubjectRole::kClient &&
         (contains_ignoring_case(octets, "Location") || model::is_interim(head) || status.ends_with(" 401") ||
          status.ends_with(" 407") || status.find(" 3") != std::string_view::npos);
}

// --- What is expected ---------------------------------------------------------------------------

Json outcomes_of(const OpeningPrediction& prediction, const HeadReading& head, SubjectRole subject) {
  const Json refused{{"verdict", "OK"}, {"opening", {{"refused", true}}}, {"close", {{"by", "harness"}}}};
  const Json accepted{{"verdict", "OK"}, {"events", Json::array({{{"pong", "end"}}})}, {"close", {{"by", "harness"}}}};
  const Json either{{"verdict", "OK"}, {"close", {{"by", "either"}}}};
  const Json silent{{"verdict", "OK"}, {"events", Json::array()}, {"close", {{"by", "either"}}}};
  const Json unanswered{{"verdict", "OK"}, {"opening", {{"unanswered", true}}}, {"close", {{"by", "harness"}}}};
  switch (prediction.what) {
    case What::kRefused: return Json::array({refused});
    case What::kAccepted: return Json::array({accepted});
    case What::kLeftOpen: break;
  }
  if (subject == SubjectRole::kServer) return Json::array({refused, either, unanswered});
  // A client that got another status than 101 may do as HTTP does, but there is no connection to send frames on.
  const bool other_status = head.start_line.starts_with("HTTP/1.1 ") && !head.start_line.starts_with("HTTP/1.1 101");
  return other_status ? Json::array({refused, silent}) : Json::array({refused, either});
}

}  // namespace

std::optional<OpeningTable> table_of_opening(View input, SubjectRole subject, std::string_view title) {
  const View octets = input.subspan(std::min<std::size_t>(input.size(), 2));
  const auto head = model::read_head(octets, kMostOfHead, kMostFields);
  const std::string_view all(reinterpret_cast<const char*>(octets.data()), octets.size());
  const std::size_t end = all.find("\r\n\r\n");
  if (head.state == HeadReading::State::kIncomplete || end == std::string_view::npos) return std::nullopt;
  const std::string_view raw = all.substr(0, end + 4);
  if (is_another_matter(head, raw, subject)) return std::nullopt;

  const bool complete = head.state == HeadReading::State::kComplete && head.size == raw.size();
  const bool as_lines = complete && is_text(raw) && !lines_of(raw).empty();
  OpeningTable made;
  if (complete && (as_lines || subject == SubjectRole::kServer))
    made.prediction = subject == SubjectRole::kServer ? predict_request(head) : predict_response(head);
  if (!as_lines && made.prediction.what == What::kAccepted) made.prediction = {};

  // Its octets number the case, and the steps behind the head are the same.
  const auto text = export_case("opening_handshake_request", input, title);
  if (!text) return std::nullopt;
  Json table = Json::parse(*text, nullptr, false);
  Json& test = table["cases"][0];
  test["role"] = name(subject);
  test["severity"] = name(made.prediction.severity);
  if (as_lines)
    test["handshake"] = {{"raw", addressed(lines_of(raw), head, subject, made.prediction.what == What::kAccepted)}};
  test["outcomes"] = outcomes_of(made.prediction, head, subject);
  made.text = table.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  return made;
}

}  // namespace gauntlet::fuzz
