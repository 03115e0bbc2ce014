#pragma once
#include <memory>
#include <string>

#include "conformance/subjects/subject.h"
#include "conformance/subjects/uri.h"

namespace gauntlet {

/// A live server at a ws: URI: each case is a connection of its own, `jobs` at once (default 16).
[[nodiscard]] std::unique_ptr<Subject> make_server_subject(std::string agent, WebSocketUri uri);

}  // namespace gauntlet
