#pragma once
#include <memory>
#include <optional>
#include <string>

#include "conformance/subjects/subject.h"

namespace gauntlet {

/// A subject that the harness starts.
class StartedSubject : public Subject {
 public:
  /// The process group of what runs now, if anything does.
  [[nodiscard]] virtual std::optional<int> process_group() const = 0;
  /// Whether it is still there after a run, for the next one. Not, unless it is told so.
  virtual void keep_running(bool keep) = 0;
};

/// A server that is started for the run: `{port}` in the command is replaced by a free port of the
/// loopback interface. It is tested as soon as it accepts, its output goes to `output_file`, and it is
/// stopped with all its children. If it dies or a sanitizer reports, the cases that were running are
/// played again, one at a time on a fresh process, until it is known whose finding that is; then the
/// run goes on.
[[nodiscard]] std::unique_ptr<StartedSubject> make_exec_subject(std::string agent, std::string command,
                                                                std::string output_file);

/// The same for a client: `{url}` is where it finds the cases (Autobahn's URL protocol), `{agent}` its
/// name there.
[[nodiscard]] std::unique_ptr<Subject> make_exec_client(std::string agent, std::string command,
                                                        std::string output_file);

/// `text` as one word of the shell.
[[nodiscard]] std::string shell_quoted(const std::string& text);
/// All `what` in `text` replaced.
[[nodiscard]] std::string with_replaced(std::string text, const std::string& what, const std::string& with);

}  // namespace gauntlet
