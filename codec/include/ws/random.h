#pragma once
#include "ws/octets.h"

namespace ws {

/// Where masking keys (RFC 6455 section 5.3) and the nonce of Sec-WebSocket-Key (section 4.1) come
/// from: fills `out` with octets that a peer can't predict. A plain function pointer and a context,
/// so that a test can put a counter in its place.
struct RandomSource {
  void (*fill)(void* context, MutableOctets out) = nullptr;
  void* context = nullptr;

  void operator()(MutableOctets out) const { fill(context, out); }
};

/// libcrypto's generator, read in blocks of 16 KiB a thread: a masking key costs a few nanoseconds. Octets
/// are handed out once, and wiped where they came from. A child process draws a block of its own after
/// `fork` (a process made by a bare `clone` system call has to call exec first). If libcrypto has no
/// entropy to give, the process ends: there are no safe octets to go on with.
[[nodiscard]] RandomSource secure_random() noexcept;

}  // namespace ws
