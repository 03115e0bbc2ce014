#include <array>

#include "cli/command.h"

namespace gauntlet::cli {

namespace {

constexpr std::array kCommands{
    Command{"conformance", add_conformance}, Command{"echo", add_echo},   Command{"report", add_report},
    Command{"explain", add_explain},         Command{"list", add_list},   Command{"lint", add_lint},
    Command{"mutants", add_mutants},         Command{"bench", add_bench}, Command{"serve", add_serve},
    Command{"wstest", add_wstest},           Command{"fuzz", add_fuzz},   Command{"gate", add_gate},
    Command{"completion", add_completion},
};

}  // namespace

std::span<const Command> commands() { return kCommands; }

}  // namespace gauntlet::cli
