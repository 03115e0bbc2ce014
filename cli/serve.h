#pragma once
#include <string>
#include <vector>

#include "cli/campaign.h"

namespace gauntlet::cli {

struct ServeOptions {
  CampaignOptions campaign;
  std::string listen = "127.0.0.1:9001";
  std::string certificate, key;  ///< PEM files, for wss:
  std::vector<std::string> subprotocols;
  std::size_t max_connections = 2048;
};

/// Hands out cases to live clients until one of them or a signal stops it. Returns an exit code.
[[nodiscard]] int run_serve(const ServeOptions& options);

}  // namespace gauntlet::cli
