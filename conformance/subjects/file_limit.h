#pragma once

namespace gauntlet {

/// As many open files as this process may have: a thousand connections at once are more than the
/// usual soft limit lets through.
void raise_file_limit();

}  // namespace gauntlet
