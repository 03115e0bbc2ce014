#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/table/finding.h"

/// The spec files of Autobahn's command (fuzzingclient.json, fuzzingserver.json).
namespace gauntlet {

enum class SpecMode : std::uint8_t { kFuzzingClient, kFuzzingServer };

struct SpecFile {
  struct Server {
    std::string url, agent, origin, hostname;
    std::vector<std::string> protocols;
  };
  std::string outdir;
  std::vector<Server> servers;         ///< fuzzingclient
  std::string url;                     ///< fuzzingserver
  std::string key, cert;               ///< PEM files
  std::vector<std::string> protocols;  ///< fuzzingserver
  std::vector<std::string> cases, exclude_cases;
  std::map<std::string, std::vector<std::string>> exclude_agent_cases;
};

struct SpecReading {
  std::optional<SpecFile> spec;   ///< there if and only if `errors` is empty
  std::vector<Finding> errors;    ///< wrong types, what is missing
  std::vector<Finding> warnings;  ///< keys that are unknown, and options that have no effect here
};
[[nodiscard]] SpecReading read_spec(std::string_view text, const std::string& file_name, SpecMode mode);

/// What the command writes where there is no spec file yet.
[[nodiscard]] std::string default_spec(SpecMode mode);

}  // namespace gauntlet
