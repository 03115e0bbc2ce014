#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "cli/options/conformance.h"

namespace gauntlet::cli {

struct ServeOptions {
  ConformanceOptions conformance;
  std::string listen = "127.0.0.1:9001";
  std::string certificate, key;  ///< PEM files, for wss:
  std::vector<std::string> subprotocols;
  std::size_t max_connections = 2048;
};

}  // namespace gauntlet::cli
