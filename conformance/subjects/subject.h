#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/play/player.h"
#include "conformance/play/result.h"
#include "conformance/subjects/tls.h"
#include "conformance/table/case.h"

namespace gauntlet {

/// How a run plays its cases, whatever the subject.
struct RunOptions {
  unsigned jobs = 0;  ///< cases at once; 0: what suits the subject
  std::uint64_t seed = 1;
  double timeout_scale = 1.0;
  Rechunk rechunk;
  std::vector<std::string> subprotocols;
  std::string origin;
  TlsClientOptions tls;                     ///< for wss: servers
  const std::atomic<bool>* stop = nullptr;  ///< set: end soon, keep what is done
};

/// How the run of one subject ended.
struct RunStatus {
  std::string unreachable;  ///< what was tried and the system's error; empty: it could be reached
  std::vector<std::pair<std::string, std::string>> not_run;  ///< case id, reason
  std::vector<std::string> notes;  ///< what belongs to no case: a leak that shows at the subject's end
};

/// The thing under test, in one role. Agent names are unique within a run.
class Subject {
 public:
  using Done = std::function<void(RunResult)>;

  virtual ~Subject() = default;
  [[nodiscard]] virtual const std::string& agent() const = 0;
  [[nodiscard]] virtual SubjectRole role() const = 0;
  /// Whether a wait takes its time, or a virtual clock jumps over it.
  [[nodiscard]] virtual bool real_time() const { return true; }

  /// Plays the cases (all of them are for its role) and hands over each result as it ends, never two
  /// at a time.
  virtual RunStatus run(std::span<const Case* const> cases, const RunOptions& options, const Done& done) = 0;
};

/// Subjects by URI: "codec:", "lib:wslay", "ws://...", "exec:...". A URI can name several (codec: is
/// tested in both roles). `folder` takes the output of subjects that are started. Or one line that says
/// what is wrong with the URI.
using Subjects = std::vector<std::unique_ptr<Subject>>;
[[nodiscard]] std::variant<Subjects, std::string> open_subject(const std::string& uri, const std::string& agent,
                                                               const std::string& folder);

/// The kinds that there are, for help texts and `list subjects`.
struct SubjectKind {
  std::string form;  ///< "ws://HOST:PORT/PATH"
  std::string meaning;
};
[[nodiscard]] std::vector<SubjectKind> subject_kinds();

}  // namespace gauntlet
