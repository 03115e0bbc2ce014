#pragma once
#include <memory>

#include "conformance/kit/registry.h"
#include "conformance/subjects/in_process.h"

namespace gauntlet {

/// A linked codec as an endpoint in this process. Null if the case needs what the codec leaves to others.
[[nodiscard]] std::unique_ptr<InProcessSubject> make_linked_endpoint(const LinkedCodec& codec,
                                                                     const ConnectionRequest& request);

}  // namespace gauntlet
