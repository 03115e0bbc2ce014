#pragma once
#include <memory>

#include "conformance/kit/registry.h"
#include "fuzz/support/octet_source.h"

namespace gauntlet::fuzz {

/// A connection of the linked codec that has its opening handshake behind it, and has sent `early` after that.
/// A codec that refuses a plain opening handshake is a finding.
struct Opened {
  std::unique_ptr<wsgauntlet::Connection> connection;
  Bytes early;
};
[[nodiscard]] Opened open_linked(const LinkedCodec& codec, wsgauntlet::Role role);

}  // namespace gauntlet::fuzz
