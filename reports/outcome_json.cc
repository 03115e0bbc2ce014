#include "reports/outcome_json.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "reports/escape.h"
#include "reports/json_words.h"

namespace gauntlet::reports {
namespace {

using json_fields::Reader;
using nlohmann::json;

constexpr std::uint64_t kLargest = 1 << 30;  // octets of a payload
constexpr std::size_t kDeepest = 16;         // parts within parts

std::string text_of(const std::vector<std::uint8_t>& octets) { return {octets.begin(), octets.end()}; }

// --- Payloads -----------------------------------------------------------------------------------

json payload_to_json(const Payload& payload);

struct PayloadWriter {
  json operator()(const Payload::Literal& literal) const {
    const std::string octets = text_of(literal.octets);
    return literal.text ? octets_to_json(octets) : json{{"hex", hex(octets)}};
  }
  json operator()(const Payload::Tile& tile) const {
    return {{"tile", octets_to_json(text_of(tile.pattern))}, {"size", tile.size}};
  }
  json operator()(const Payload::Random& random) const {
    return {{"random", json_fields::write(random.alphabet)}, {"seed", random.seed}, {"size", random.size}};
  }
  json operator()(const Payload::Sample& window) const {
    json out = {{"corpus", window.name}, {"size", window.size}};
    if (window.slide) out["slide"] = true;
    return out;
  }
  json operator()(const Payload::Concat& concat) const {
    json parts = json::array();
    for (const Payload& part : concat.parts) parts.push_back(payload_to_json(part));
    return {{"concat", std::move(parts)}};
  }
};

json payload_to_json(const Payload& payload) {
  return payload.recipe() == nullptr ? json("") : std::visit(PayloadWriter(), *payload.recipe());
}

bool read_payload(const json& from, std::size_t depth, Payload& out);

bool read_literal(const json& from, std::size_t /*depth*/, Payload& out) {
  const auto octets = octets_from_json(from);
  if (octets) out = Payload(Payload::Literal{{octets->begin(), octets->end()}, from.is_string()});
  return octets.has_value();
}

bool read_tile(const json& from, std::size_t /*depth*/, Payload& out) {
  Payload::Tile tile;
  std::string pattern;
  Reader reader(from);
  reader("tile", pattern);
  reader("size", tile.size);
  tile.pattern.assign(pattern.begin(), pattern.end());
  out = Payload(std::move(tile));
  return reader.wrong.empty();
}

bool read_random(const json& from, std::size_t /*depth*/, Payload& out) {
  Payload::Random random;
  Reader reader(from);
  reader("random", random.alphabet);
  reader("seed", random.seed);
  reader("size", random.size);
  out = Payload(random);
  return reader.wrong.empty();
}

bool read_sample(const json& from, std::size_t /*depth*/, Payload& out) {
  Payload::Sample window;
  Reader reader(from);
  reader("corpus", window.name);
  reader("size", window.size);
  reader("slide", window.slide);
  const bool good = reader.wrong.empty() && window.size <= kLargest;
  out = Payload(std::move(window));
  return good;
}

bool read_concat(const json& from, std::size_t depth, Payload& out) {
  const json& parts = from["concat"];
  if (!parts.is_array() || depth == 0) return false;
  Payload::Concat concat;
  for (const json& part : parts) {
    if (!read_payload(part, depth - 1, concat.parts.emplace_back())) return false;
  }
  out = Payload(std::move(concat));
  return true;
}

struct Generator {
  const char* key;
  bool (*read)(const json& from, std::size_t depth, Payload& out);
};
constexpr std::array<Generator, 5> kGenerators = {{{"hex", read_literal},
                                                   {"tile", read_tile},
                                                   {"random", read_random},
                                                   {"corpus", read_sample},
                                                   {"concat", read_concat}}};

bool read_payload(const json& from, std::size_t depth, Payload& out) {
  if (from.is_string()) return read_literal(from, depth, out);
  if (!from.is_object()) return false;
  const auto has_key = [&](const Generator& generator) { return from.contains(generator.key); };
  const auto* const generator = std::find_if(kGenerators.begin(), kGenerators.end(), has_key);
  return generator != kGenerators.end() && generator->read(from, depth, out) && out.size_limit() <= kLargest;
}

bool payload_from_json(const json& from, Payload& out) { return read_payload(from, kDeepest, out); }

// --- Events -------------------------------------------------------------------------------------

json event_to_json(const ExpectedEvent& event) {
  json out = json::object();
  switch (event.kind) {
    case ExpectedEvent::Kind::kEcho:
      out["echo"] = event.echo;
      if (event.times != 1) out["times"] = event.times;
      break;
    case ExpectedEvent::Kind::kMessage:
      out["message"] = {{"type", json_fields::write(event.message)}, {"payload", payload_to_json(event.payload)}};
      break;
    case ExpectedEvent::Kind::kPong: out["pong"] = payload_to_json(event.payload); break;
    case ExpectedEvent::Kind::kQuiet: out["quiet"] = json_fields::write(event.quiet); break;
  }
  if (event.optional) out["optional"] = true;
  return out;
}

bool event_from_json(const json& from, ExpectedEvent& event) {
  using Kind = ExpectedEvent::Kind;
  if (!from.is_object()) return false;
  Reader reader(from);
  reader("optional", event.optional);
  if (from.contains("echo")) {
    event.kind = Kind::kEcho;
    reader("echo", event.echo);
    reader("times", event.times);
  } else if (from.contains("quiet")) {
    event.kind = Kind::kQuiet;
    reader("quiet", event.quiet);
  } else if (from.contains("pong")) {
    event.kind = Kind::kPong;
    return reader.wrong.empty() && payload_from_json(from["pong"], event.payload);
  } else {
    event.kind = Kind::kMessage;
    const json message = from.value("message", json());
    if (!message.is_object() || !message.contains("payload")) return false;
    Reader of_message(message);
    of_message("type", event.message);
    return reader.wrong.empty() && of_message.wrong.empty() && payload_from_json(message["payload"], event.payload);
  }
  return reader.wrong.empty();
}

}  // namespace

json outcome_to_json(const ExpectedOutcome& outcome) {
  json out = {{"verdict", json_fields::write(outcome.verdict)}};
  if (outcome.refused) out["opening"] = {{"refused", true}};
  if (!outcome.events) return out;
  json& events = out["events"] = json::array();
  for (const ExpectedEvent& event : *outcome.events) events.push_back(event_to_json(event));
  return out;
}

bool outcome_from_json(const json& from, ExpectedOutcome& outcome) {
  if (!from.is_object()) return false;
  Reader reader(from);
  reader("verdict", outcome.verdict);
  if (const auto opening = from.find("opening"); opening != from.end()) {
    if (!opening->is_object()) return false;
    Reader of_opening(*opening);
    of_opening("refused", outcome.refused);
    if (!of_opening.wrong.empty()) return false;
  }
  if (const auto events = from.find("events"); events != from.end()) {
    if (!events->is_array()) return false;
    outcome.events.emplace();
    for (const json& event : *events) {
      if (!event_from_json(event, outcome.events->emplace_back())) return false;
    }
  }
  return reader.wrong.empty();
}

}  // namespace gauntlet::reports
