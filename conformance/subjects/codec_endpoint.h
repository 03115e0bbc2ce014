#pragma once
#include <memory>
#include <string>

#include "conformance/subjects/in_process.h"

namespace gauntlet {

/// The codec as an echo endpoint in process.
[[nodiscard]] std::unique_ptr<InProcessSubject> make_codec_endpoint(const ConnectionRequest& request);

/// The same on the codec's mutable twin, with one rule switched off or one fault planted (indices of
/// ws::Rule and ws::Fault, -1: none). The twin's switches are a thread's own.
struct CodecMutant {
  int without = -1;
  int fault = -1;
};
[[nodiscard]] std::unique_ptr<InProcessSubject> make_mutant_endpoint(const ConnectionRequest& request,
                                                                     CodecMutant mutant);

}  // namespace gauntlet
