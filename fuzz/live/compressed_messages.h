#pragma once
#include "conformance/table/case.h"
#include "conformance/wire/frame.h"

namespace gauntlet::fuzz {

/// What counts of a session's compressed messages, of all that come before a Close and before what breaks RFC 6455.
struct CompressedMessages {
  bool all_inflate = true;    ///< and each of them is whole
  bool final_block = false;   ///< one has a block with BFINAL set, see RFC 7692 section 7.2.3.4
  bool behind_final = false;  ///< more than that section's empty block stands behind it in the message
};

/// Of an input of the permessage_deflate corpus: its first octet says what was agreed on, the others are a script.
[[nodiscard]] CompressedMessages read_compressed_messages(wire::View input, SubjectRole subject);

}  // namespace gauntlet::fuzz
