#pragma once
#include <memory>
#include <string>
#include <vector>

#include "conformance/subjects/subject.h"
#include "conformance/subjects/uri.h"

namespace gauntlet {

/// Where a server is, and what it is told besides. What is empty comes from the RunOptions.
struct ServerTarget {
  WebSocketUri uri;
  std::string origin;
  std::vector<std::string> subprotocols;
  std::string server_name;  ///< for TLS, instead of the URI's host
};

/// A live server: each case is a connection of its own, `jobs` at once (default 16). Without an agent
/// each result names the server as its Server field does.
[[nodiscard]] std::unique_ptr<Subject> make_server_subject(std::string agent, ServerTarget target);

}  // namespace gauntlet
