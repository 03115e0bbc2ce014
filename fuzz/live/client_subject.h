#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "conformance/subjects/exec_subject.h"

namespace gauntlet::fuzz {

/// Where clients are waited for, and the command that starts one.
struct ClientPlan {
  std::string agent = "client";
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;   ///< 0: any free one
  std::string command;      ///< `{url}` is where it connects to, `{agent}` its name; empty: clients come by themselves
  std::string output_file;  ///< of the command
  std::uint64_t count = 1'000'000;             ///< what getCaseCount says
  std::chrono::milliseconds patience{20'000};  ///< without a connection or a session under way
};

/// Clients as a subject: each connection plays the next case, whatever path it asks for; but /getCaseCount and
/// /updateReports are answered as Autobahn's server does, so that clients that were written for it go on and on. A
/// command is started once, and again as soon as it ends. It died if a signal ended it, a sanitizer reported, or if it
/// gave up the loop that it had asked for: that is the finding of the case that ran last.
class ClientSubject : public StartedSubject {
 public:
  /// Binds the port. What went wrong, or empty.
  [[nodiscard]] virtual std::string listen() = 0;
  [[nodiscard]] virtual std::uint16_t port() const = 0;
};
[[nodiscard]] std::unique_ptr<ClientSubject> make_client_subject(ClientPlan plan);

}  // namespace gauntlet::fuzz
