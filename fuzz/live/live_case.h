#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "conformance/play/result.h"
#include "conformance/table/case.h"
#include "fuzz/support/structure.h"

namespace gauntlet::fuzz {

/// What a session is about, which is also whose corpus its input comes from.
enum class LiveKind : std::uint8_t {
  kFrames,   ///< frames, without extensions: corpus/receiver
  kDeflate,  ///< frames after permessage-deflate was agreed on, if the endpoint takes it: corpus/permessage_deflate
  kOpening,  ///< our head: corpus/opening_handshake_request for servers, opening_handshake_response for clients
};

struct LiveInput {
  LiveKind kind = LiveKind::kFrames;
  Bytes octets;
};

/// The parts of its inputs.
[[nodiscard]] const Structure& structure_of(LiveKind kind);
/// The same input without what does not count in a live session: limits, the other role, too many octets.
[[nodiscard]] Bytes trimmed(LiveKind kind, Bytes input, SubjectRole subject);

/// What the model says of a head that is sent.
struct OpeningPrediction {
  enum class What : std::uint8_t { kLeftOpen, kAccepted, kRefused };
  What what = What::kLeftOpen;
  std::string_view rule{};  ///< kRefused: what it breaks
  Severity severity = Severity::kMedium;
};

/// A session as a case, with the model's prediction.
struct LiveCase {
  Case test;
  std::string table;  ///< the same for `wsgauntlet conformance --tables`
  OpeningPrediction opening;
  bool final_block = false;  ///< a compressed message has one: many inflaters take it for the message's end
};

/// Nothing if a strict endpoint may react in so many ways that there is nothing to predict, or if the input means
/// nothing: where the last frame or message stays unfinished, it may have seen what is wrong, or still wait; what
/// stands behind a final block of a compressed message (RFC 7692 section 7.2.3.4) is read by some and dropped by
/// others.
[[nodiscard]] std::optional<LiveCase> live_case(const LiveInput& input, SubjectRole subject, std::string_view title);

/// Whether both sides asked for and agreed on what the prediction was made for: extensions and subprotocols.
[[nodiscard]] bool agreed_as_predicted(const LiveCase& session, const RunResult& seen);

}  // namespace gauntlet::fuzz
