#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "conformance/play/result.h"
#include "conformance/play/wire_log.h"
#include "conformance/wire/handshake.h"

namespace gauntlet {

/// What was seen while a case was played: the report's facts, and what only the judge needs.
struct Record {
  RunResult facts;
  WireLog log;  ///< moved into the facts once the case is over

  // The opening handshake
  int status = 0;                            ///< of a server subject's answer; 0: none came
  std::optional<wire::HttpHead> head;        ///< the subject's
  std::vector<std::string> head_complaints;  ///< all that is wrong with it
  bool deflate_agreed = false;
  std::optional<wire::Deflate> deflate;
  bool deflate_answer_fits = true;  ///< a server's answer gives what one of our offers asks for
  bool subprotocol_agreed = false;

  // The frames
  std::uint64_t messages = 0, pongs = 0;  ///< whole messages and pongs received
  bool last_message_was_echo = false;
  std::uint64_t compressed_messages = 0;  ///< of them with RSV1
  std::uint64_t closes = 0;               ///< Close frames received
  std::uint64_t frames_after_close = 0;   ///< frames that came after the subject's Close
  std::uint64_t masked_frames = 0;
  std::set<std::uint32_t> masking_keys;  ///< distinct ones, the first 4096
  std::optional<std::uint16_t> first_close_code_sent;

  bool subject_ended = false;  ///< the subject closed or reset the transport
  bool unimplemented = false;  ///< a capability that the case needs is missing
};

}  // namespace gauntlet
