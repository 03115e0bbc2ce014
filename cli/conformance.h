#pragma once
#include <string>

#include "cli/command.h"

namespace gauntlet::cli {

/// Makes `command` play the case tables: on `subject`, if the command line names none.
void add_conformance_options(CLI::App& command, const std::string& subject, int& exit);

}  // namespace gauntlet::cli
