#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "conformance/table/case.h"

namespace gauntlet {

/// What a client asks of the case server by the path of its request: the URL protocol of Autobahn's
/// fuzzingserver.
struct ControlRequest {
  enum class Kind : std::uint8_t { kCaseCount, kCaseInfo, kRunCase, kCaseStatus, kUpdateReports, kStopServer };
  Kind kind = Kind::kCaseCount;
  std::size_t index = 0;  ///< of the case, from 0
  std::string agent;
  bool shut_down = false;  ///< updateReports: stop the server afterwards
};

/// Why it cannot be had: an HTTP status, and a sentence.
struct ControlRefusal {
  int status = 500;
  std::string why;
};

/// `cases` are those that the server hands out; "case" counts them from 1, "casetuple" names an id.
[[nodiscard]] std::variant<ControlRequest, ControlRefusal> read_control_request(std::string_view target,
                                                                                std::span<const Case* const> cases);

}  // namespace gauntlet
