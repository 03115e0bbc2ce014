#include "fuzz/live/live_case.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "conformance/table/loader.h"
#include "conformance/wire/handshake.h"
#include "fuzz/live/compressed_messages.h"
#include "fuzz/live/live_opening.h"
#include "fuzz/support/case_export.h"
#include "fuzz/support/script.h"

namespace gauntlet::fuzz {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostInput = 512, kMostHead = 2048, kMostFrames = 40;
constexpr int kPatienceMs = 3000;          // frames that are cut into octets take their time, too
constexpr std::uint8_t kTakeoverBits = 3;  // of the deflate corpus' first octet; the others are of windows

/// Of the receiver's script only what goes over the wire counts here.
Bytes trimmed_script(View input, SubjectRole subject) {
  Script script;
  decode(input.first(std::min(input.size(), kMostInput)), script);
  script.client = subject == SubjectRole::kClient;
  script.close_first = script.eof = script.deflate = false;
  script.limits = script.registry = 0;
  // That a length takes the fewest octets is asked of who sends it (RFC 6455, section 5.2): a receiver may take it.
  for (ScriptFrame& frame : script.frames) frame.length_form = wire::LengthForm::kMinimal;
  script.frames.resize(std::min(script.frames.size(), kMostFrames));
  return encode(script);
}

/// What several violations at once allow: whether a text is looked at piece by piece or as a whole (RFC 6455 section
/// 8.1 speaks of neither), and whether a Close's code or its reason is looked at first.
void widen_codes(Json& test) {
  Json& close = test["outcomes"][0]["close"];
  if (close.value("by", "") != "subject") return;
  const bool several = std::ranges::any_of(test["steps"], [](const Json& step) {
    const Json frame = step.value("frame", Json::object());
    const int opcode = frame.contains("opcode") && frame["opcode"].is_number() ? frame["opcode"].get<int>() : 0;
    return opcode == 8 || (opcode < 8 && !frame.value("fin", false));
  });
  if (several && close.contains("codes")) close["codes"] = Json::array({1002, 1007});
}

/// Close codes that RFC 6455 neither allows nor forbids to take (section 7.4.2), or that were registered after it.
bool has_open_code(const Json& test) {
  return std::ranges::any_of(test["steps"], [](const Json& step) {
    const Json frame = step.value("frame", Json::object());
    if (!frame.contains("opcode") || frame["opcode"] != 8) return false;
    const std::string hex = frame["payload"].value("hex", "");  // "03 e8 ..."
    if (hex.size() < 5) return false;
    const auto code = std::strtoul((hex.substr(0, 2) + hex.substr(3, 2)).c_str(), nullptr, 16);
    return (code >= 1012 && code <= 1014) || (code >= 1016 && code < 3000) || code >= 5000;
  });
}

/// Each answer is waited for before the harness closes: an application may take its time.
void wait_for_all(Json& test) {
  test["timeout_ms"] = kPatienceMs;
  Json& steps = test["steps"];
  if (steps.empty() || !steps.back().contains("await")) return;
  steps.erase(steps.size() - 1);
  for (const Json& event : test["outcomes"][0]["events"])
    steps.push_back({{"await", event.contains("pong") ? "pong" : "message"}, {"ms", 500}});
}

std::optional<std::string> frames_table(View input, std::string_view title) {
  const auto text = export_case("receiver", input, title);
  if (!text) return std::nullopt;
  Json table = Json::parse(*text, nullptr, false);
  if (has_open_code(table["cases"][0])) return std::nullopt;
  widen_codes(table["cases"][0]);
  wait_for_all(table["cases"][0]);
  return table.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

/// RFC 7692 does not say that octets which are no compressed message must be refused, nor with which code; text that
/// inflates and is no UTF-8 is a matter of RFC 6455 section 8.1. A server of
/// ours says in its answer what the prediction is made for.
std::optional<std::string> deflate_table(View input, SubjectRole subject, std::string_view title, bool all_inflate) {
  const auto text = export_case("permessage_deflate", input, title);
  if (!text) return std::nullopt;
  Json table = Json::parse(*text, nullptr, false);
  Json& test = table["cases"][0];
  if (has_open_code(test)) return std::nullopt;
  const Json& close = test["outcomes"][0]["close"];
  if (!all_inflate && close.value("by", "") == "subject" && close.value("codes", Json()) == Json::array({1007}))
    test["outcomes"] = Json::array({{{"verdict", "OK"}, {"close", {{"by", "either"}}}}});
  widen_codes(test);
  wait_for_all(test);
  if (subject == SubjectRole::kClient) {
    Json answer = Json::object();
    if ((input.front() & 1) != 0) answer["server_no_context_takeover"] = true;
    if ((input.front() & 2) != 0) answer["client_no_context_takeover"] = true;
    test["handshake"]["answers"] = Json::array({{{"needs", Json::array()}, {"answer", std::move(answer)}}});
  }
  return table.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace

const Structure& structure_of(LiveKind kind) {
  switch (kind) {
    case LiveKind::kDeflate: return deflate_script_structure();
    case LiveKind::kOpening: return head_structure();
    case LiveKind::kFrames: break;
  }
  return large_script_structure();
}

Bytes trimmed(LiveKind kind, Bytes input, SubjectRole subject) {
  if (kind == LiveKind::kFrames) return trimmed_script(input, subject);
  if (kind == LiveKind::kOpening) {
    input.resize(std::min(input.size(), kMostHead));
    return input;
  }
  Bytes made{static_cast<std::uint8_t>(input.empty() ? 0 : input.front() & kTakeoverBits)};
  const Bytes script = trimmed_script(View(input).subspan(std::min<std::size_t>(input.size(), 1)), subject);
  made.insert(made.end(), script.begin(), script.end());
  return made;
}

std::optional<LiveCase> live_case(const LiveInput& input, SubjectRole subject, std::string_view title) {
  LiveCase made;
  const Bytes octets = trimmed(input.kind, input.octets, subject);
  std::optional<std::string> text;
  if (input.kind == LiveKind::kOpening) {
    if (auto table = table_of_opening(octets, subject, title)) {
      text = std::move(table->text);
      made.opening = table->prediction;
    }
  } else if (input.kind == LiveKind::kDeflate) {
    const auto messages = read_compressed_messages(octets, subject);
    if (!messages.behind_final) text = deflate_table(octets, subject, title, messages.all_inflate);
    made.final_block = messages.final_block;
  } else {
    text = frames_table(octets, title);
  }
  if (!text) return std::nullopt;
  auto loaded = load_table_text(*text, "live.json");
  if (!loaded.table) return std::nullopt;
  made.test = std::move(loaded.table->cases.front());
  made.table = std::move(*text);
  return made;
}

bool agreed_as_predicted(const LiveCase& session, const RunResult& seen) {
  if (session.opening.rule == "subprotocol-not-offered")
    return wire::read_head(seen.http_request).count("Sec-WebSocket-Protocol") == 0;
  const HandshakeSpec& spec = session.test.handshake;
  if (!spec.require_deflate) return true;
  // What we compress is bound by the parameters of our side.
  const bool to_server = seen.role == SubjectRole::kServer;
  const std::string_view takeover = to_server ? "client_no_context_takeover" : "server_no_context_takeover";
  const std::string_view window = to_server ? "client_max_window_bits" : "server_max_window_bits";
  const bool predicted = to_server ? spec.offers.front().find(takeover) != std::string::npos
                                   : std::ranges::any_of(spec.answers.front().answer,
                                                         [&](const auto& item) { return item.first == takeover; });
  const std::string agreed = wire::read_head(seen.http_response).joined("Sec-WebSocket-Extensions");
  return predicted == (agreed.find(takeover) != std::string::npos) && agreed.find(window) == std::string::npos;
}

}  // namespace gauntlet::fuzz
