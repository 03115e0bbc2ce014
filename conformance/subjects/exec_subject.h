#pragma once
#include <memory>
#include <string>

#include "conformance/subjects/subject.h"

namespace gauntlet {

/// A server that is started for the run: `{port}` in the command is replaced by a free port of the
/// loopback interface. It is tested as soon as it accepts, its output goes to `output_file`, and it is
/// stopped with all its children. If it dies, that is a finding of the case that ended then.
[[nodiscard]] std::unique_ptr<Subject> make_exec_subject(std::string agent, std::string command, std::string output_file);

}  // namespace gauntlet
