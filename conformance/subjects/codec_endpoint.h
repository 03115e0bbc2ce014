#pragma once
#include <memory>
#include <string>

#include "conformance/mutants/codec_mutant.h"
#include "conformance/subjects/in_process.h"

namespace gauntlet {

/// The codec as an echo endpoint in process.
[[nodiscard]] std::unique_ptr<InProcessSubject> make_codec_endpoint(const ConnectionRequest& request);

/// The same on the codec's mutable twin.
[[nodiscard]] std::unique_ptr<InProcessSubject> make_mutant_endpoint(const ConnectionRequest& request,
                                                                     CodecMutant mutant);

}  // namespace gauntlet
