#pragma once
#include <string_view>

namespace gauntlet::fuzz {

/// Turns the code under test into one of its mutants: "rule:ID" or "fault:ID", as `wsgauntlet list mutants` names
/// them. False if there is none of that name. No target, oracle or mutator knows of this.
bool become_mutant(std::string_view name);

}  // namespace gauntlet::fuzz
