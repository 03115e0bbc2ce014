#pragma once
#include <memory>
#include <string>

#include "conformance/subjects/in_process.h"
#include "conformance/subjects/subject.h"

namespace gauntlet {

/// A subject made of in-process endpoints: cases run in threads, each on a fresh endpoint.
[[nodiscard]] std::unique_ptr<Subject> make_in_process_subject(std::string agent, SubjectRole role,
                                                               InProcessFactory factory);

}  // namespace gauntlet
