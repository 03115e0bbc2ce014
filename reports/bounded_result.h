#pragma once
#include "conformance/play/result.h"

namespace gauntlet::reports {

/// Leaves of a result that passed what a person or a format still looks at: the first and the last
/// entries of the wire log, with a note in place of the others, and the first events. A result that is
/// not simply OK stays whole: there the detail is what it is kept for.
void bound_details(RunResult& result);

}  // namespace gauntlet::reports
