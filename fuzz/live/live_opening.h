#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "fuzz/live/live_case.h"

namespace gauntlet::fuzz {

struct OpeningTable {
  std::string text;
  OpeningPrediction prediction;
};

/// A head of ours as a case table of one case: a request for a server, a response for a client. What RFC 6455 leaves
/// to the endpoint, or to the HTTP layer below it, may go either way; then the case only asks that it lives on.
/// Nothing if the head is not complete, or announces what would be read or done by other rules (a body, a redirection,
/// a password).
[[nodiscard]] std::optional<OpeningTable> table_of_opening(View input, SubjectRole subject, std::string_view title);

}  // namespace gauntlet::fuzz
