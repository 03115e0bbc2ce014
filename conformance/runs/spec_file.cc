#include "conformance/runs/spec_file.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "conformance/table/json_tree.h"

namespace gauntlet {

namespace {

using nlohmann::json;

enum class Type : std::uint8_t { kString, kStrings, kObject, kArray, kNumber, kBool, kAny };

std::string_view name(Type type) {
  switch (type) {
    case Type::kString: return "a string";
    case Type::kStrings: return "a list of strings";
    case Type::kObject: return "an object";
    case Type::kArray: return "a list";
    case Type::kNumber: return "a number";
    case Type::kBool: return "true or false";
    case Type::kAny: break;
  }
  return "anything";
}

bool is(const json& value, Type type) {
  switch (type) {
    case Type::kString: return value.is_string();
    case Type::kStrings:
      return value.is_array() &&
             std::all_of(value.begin(), value.end(), [](const json& item) { return item.is_string(); });
    case Type::kObject: return value.is_object();
    case Type::kArray: return value.is_array();
    case Type::kNumber: return value.is_number();
    case Type::kBool: return value.is_boolean();
    case Type::kAny: return true;
  }
  return false;
}

struct Key {
  std::string_view name;
  Type type;
};

constexpr std::array<Key, 6> kClientKeys{{{"outdir", Type::kString},
                                          {"servers", Type::kArray},
                                          {"options", Type::kObject},
                                          {"cases", Type::kStrings},
                                          {"exclude-cases", Type::kStrings},
                                          {"exclude-agent-cases", Type::kObject}}};
constexpr std::array<Key, 10> kServerKeys{{{"outdir", Type::kString},
                                           {"url", Type::kString},
                                           {"options", Type::kObject},
                                           {"protocols", Type::kStrings},
                                           {"cases", Type::kStrings},
                                           {"exclude-cases", Type::kStrings},
                                           {"exclude-agent-cases", Type::kObject},
                                           {"key", Type::kString},
                                           {"cert", Type::kString},
                                           {"webport", Type::kAny}}};
constexpr std::array<Key, 6> kEntryKeys{{{"url", Type::kString},
                                         {"agent", Type::kString},
                                         {"origin", Type::kString},
                                         {"protocols", Type::kStrings},
                                         {"hostname", Type::kString},
                                         {"options", Type::kObject}}};

// Autobahn's protocol options, with the value that the player always plays with.
struct Option {
  std::string_view name;
  Type type;
  std::string_view played;  // as JSON
};
constexpr std::array kOptions{
    Option{"utf8validateIncoming", Type::kBool, "true"},
    Option{"applyMask", Type::kBool, "true"},
    Option{"maxFramePayloadSize", Type::kNumber, "0"},
    Option{"maxMessagePayloadSize", Type::kNumber, "0"},
    Option{"autoFragmentSize", Type::kNumber, "0"},
    Option{"failByDrop", Type::kBool, "false"},
    Option{"echoCloseCodeReason", Type::kBool, "false"},
    Option{"openHandshakeTimeout", Type::kNumber, "5"},
    Option{"closeHandshakeTimeout", Type::kNumber, "1"},
    Option{"tcpNoDelay", Type::kBool, "true"},
    Option{"autoPingInterval", Type::kNumber, "0"},
    Option{"autoPingTimeout", Type::kNumber, "0"},
    Option{"autoPingSize", Type::kNumber, "4"},
    Option{"version", Type::kNumber, "13"},
    Option{"acceptMaskedServerFrames", Type::kBool, "false"},
    Option{"maskClientFrames", Type::kBool, "true"},
    Option{"serverConnectionDropTimeout", Type::kNumber, "1"},
    Option{"versions", Type::kArray, "[13]"},
    Option{"allowHixie76", Type::kBool, "false"},
    Option{"webStatus", Type::kBool, "true"},
    Option{"requireMaskedClientFrames", Type::kBool, "true"},
    Option{"maskServerFrames", Type::kBool, "false"},
    Option{"allowedOrigins", Type::kArray, "[\"*\"]"},
    Option{"maxConnections", Type::kNumber, "0"},
    Option{"serveFlashSocketPolicy", Type::kBool, "false"},
    Option{"flashSocketPolicy", Type::kString, "\"\""},
    Option{"perMessageCompressionOffers", Type::kAny, ""},
    Option{"perMessageCompressionAccept", Type::kAny, ""},
};

class Reader {
 public:
  Reader(const std::string& file, SpecMode mode) : file_(file), mode_(mode) {}

  SpecReading read(std::string_view text) {
    places_ = parse_json(text, file_, 1);
    const auto document = json::parse(text.begin(), text.end(), nullptr, false);
    if (places_.root == nullptr || document.is_discarded()) {
      reading_.errors = std::move(places_.errors);
    } else if (!document.is_object()) {
      error("", "is not an object");
    } else if (mode_ == SpecMode::kFuzzingClient) {
      read_client(document);
    } else {
      read_server(document);
    }
    if (reading_.errors.empty()) reading_.spec = std::move(spec_);
    return std::move(reading_);
  }

 private:
  void read_client(const json& document) {
    keys(document, kClientKeys, "");
    spec_.outdir = text(document, "outdir", "./reports/servers/");
    common(document);
    if (!document.contains("servers") || !document["servers"].is_array()) return;
    for (std::size_t i = 0; i < document["servers"].size(); ++i) {
      const auto& entry = document["servers"][i];
      const auto pointer = fmt::format("/servers/{}", i);
      if (!entry.is_object()) {
        error(pointer, "is not an object");
        continue;
      }
      keys(entry, kEntryKeys, pointer);
      if (!entry.contains("url")) error(pointer + "/url", "is missing");
      if (entry.contains("options")) options(entry["options"], pointer + "/options");
      spec_.servers.push_back({text(entry, "url", ""), text(entry, "agent", ""), text(entry, "origin", ""),
                               text(entry, "hostname", ""), texts(entry, "protocols")});
    }
  }

  void read_server(const json& document) {
    keys(document, kServerKeys, "");
    spec_.outdir = text(document, "outdir", "./reports/clients/");
    common(document);
    spec_.url = text(document, "url", "");
    spec_.key = text(document, "key", "");
    spec_.cert = text(document, "cert", "");
    spec_.protocols = texts(document, "protocols");
  }

  void common(const json& document) {
    if (!document.contains("cases")) error("/cases", "is missing");
    spec_.cases = texts(document, "cases");
    spec_.exclude_cases = texts(document, "exclude-cases");
    if (document.contains("options")) options(document["options"], "/options");
    const auto excluded = document.find("exclude-agent-cases");
    if (excluded == document.end() || !excluded->is_object()) return;
    for (const auto& [agent, patterns] : excluded->items()) {
      if (is(patterns, Type::kStrings)) {
        spec_.exclude_agent_cases[agent] = patterns.get<std::vector<std::string>>();
      } else {
        error("/exclude-agent-cases/" + agent, "is not a list of strings");
      }
    }
  }

  template <std::size_t kSize>
  void keys(const json& object, const std::array<Key, kSize>& known, const std::string& pointer) {
    for (const auto& item : object.items()) {
      const auto& key = item.key();
      const auto& value = item.value();
      const auto found =
          std::find_if(known.begin(), known.end(), [&](const Key& candidate) { return candidate.name == key; });
      if (found == known.end()) {
        warn(pointer + "/" + key, fmt::format("unknown key {}", in_quotes(key)));
      } else if (!is(value, found->type)) {
        error(pointer + "/" + key, fmt::format("is not {}", name(found->type)));
      } else if (key == "webport") {
        warn(pointer + "/" + key, "has no effect: there is no web server");
      }
    }
  }

  void options(const json& object, const std::string& pointer) {
    if (!object.is_object()) return;  // that was said
    for (const auto& item : object.items()) {
      const auto& key = item.key();
      const auto& value = item.value();
      const auto found =
          std::find_if(kOptions.begin(), kOptions.end(), [&](const Option& option) { return option.name == key; });
      if (found == kOptions.end()) {
        warn(pointer + "/" + key, fmt::format("unknown option {}", in_quotes(key)));
      } else if (!is(value, found->type)) {
        error(pointer + "/" + key, fmt::format("is not {}", name(found->type)));
      } else {
        note_effect(*found, value, pointer + "/" + key);
      }
    }
  }

  // Version 18 is the last draft's name for what the wire calls 13.
  void note_effect(const Option& option, const json& value, const std::string& pointer) {
    const bool same = value == json::parse(option.played, nullptr, false) || (option.name == "version" && value == 18);
    if (same) return;
    warn(pointer, option.played.empty() ? "has no effect: the cases say what is offered and accepted"
                                        : fmt::format("has no effect: cases are always played with {}", option.played));
  }

  static std::string text(const json& object, const char* key, const char* otherwise) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : otherwise;
  }
  static std::vector<std::string> texts(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && is(*found, Type::kStrings) ? found->get<std::vector<std::string>>()
                                                               : std::vector<std::string>{};
  }
  void error(std::string pointer, std::string message) {
    const int line = line_of(pointer);
    reading_.errors.push_back({file_, line, std::move(pointer), std::move(message)});
  }
  void warn(std::string pointer, std::string message) {
    const int line = line_of(pointer);
    reading_.warnings.push_back({file_, line, std::move(pointer), std::move(message)});
  }
  [[nodiscard]] int line_of(const std::string& pointer) const { return line_at(*places_.root, pointer); }

  JsonDocument places_;

  const std::string& file_;
  SpecMode mode_;
  SpecFile spec_;
  SpecReading reading_;
};

}  // namespace

SpecReading read_spec(std::string_view text, const std::string& file_name, SpecMode mode) {
  return Reader(file_name, mode).read(text);
}

std::string default_spec(SpecMode mode) {
  if (mode == SpecMode::kFuzzingClient) {
    return R"({
   "outdir": "./reports/servers",
   "servers": [
      {
         "url": "ws://127.0.0.1:9001"
      }
   ],
   "cases": ["*"],
   "exclude-cases": [],
   "exclude-agent-cases": {}
}
)";
  }
  return R"({
   "url": "ws://127.0.0.1:9001",
   "outdir": "./reports/clients",
   "cases": ["*"],
   "exclude-cases": [],
   "exclude-agent-cases": {}
}
)";
}

}  // namespace gauntlet
