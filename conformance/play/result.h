#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "conformance/table/case.h"
#include "conformance/table/selection.h"

namespace gauntlet {

/// The verdict on one case and one subject, with all that a report shows. Plain data, the contract
/// between the runner and the report writers. Octets that came from a subject are bounded here, and
/// are to be escaped wherever they are shown.

/// Longer echoes are known by what they echo alone: fingerprints cost a nanosecond an octet.
inline constexpr std::uint64_t kMostEchoToFingerprint = 4096;

/// A data message or a pong that the subject sent, or a wait that it let pass.
struct ReceivedEvent {
  enum class Kind : std::uint8_t { kMessage, kPong, kQuiet };
  Kind kind = Kind::kMessage;
  MessageKind message = MessageKind::kText;
  std::uint64_t size = 0;
  std::string head;                   ///< the first 64 octets of a message, up to 256 of a pong
  std::uint64_t fingerprint = 0;      ///< FNV-1a of all of it; not of an echo above kMostEchoToFingerprint
  std::optional<std::uint64_t> echo;  ///< it equals the n-th complete message that we sent
  char quiet = 'A';
};

/// What one outcome of a case accepts. A verdict can stand for several of them.
struct ExpectedOutcome {
  Behaviour verdict = Behaviour::kOk;
  bool refused = false;                              ///< the opening handshake
  std::optional<std::vector<ExpectedEvent>> events;  ///< absent: any
  std::vector<std::string> words;                    ///< all that a log of an older version has: shown, never compared
};

/// One line of the wire log, in order of time.
struct WireEntry {
  enum class Kind : std::uint8_t {
    kSentOctets,      ///< a write: `size`, `head`
    kReceivedOctets,  ///< a read
    kSentFrame,
    kReceivedFrame,
    kTimer,  ///< `timer`, `after`
    kNote,   ///< `note`: handshake done, violation seen, transport dropped, ...
  };
  enum class Timer : std::uint8_t {
    kNone,
    kKill,   ///< the case's time is up: the connection is failed
    kClose,  ///< its time is up: the closing handshake begins
    kWait,   ///< a pause begins, `after` long
    kAwait,  ///< what the case waits for did not come
  };
  Kind kind = Kind::kNote;
  std::chrono::microseconds at{0};  ///< since the transport was connected
  std::uint64_t size = 0;           ///< octets, or payload octets of a frame
  std::string head;                 ///< the first 64 octets at most
  std::uint8_t opcode = 0;
  bool fin = false;
  std::uint8_t rsv = 0;
  std::optional<std::uint32_t> masking_key;
  Timer timer = Timer::kNone;
  std::chrono::microseconds after{0};  ///< as the case has it, not scaled
  std::string note;                    ///< for people: no program looks into it
};

/// Octets and messages one way, for compressed cases.
struct TrafficCount {
  std::uint64_t messages = 0, frames = 0;
  std::uint64_t app_octets = 0;      ///< payloads as the application sees them
  std::uint64_t payload_octets = 0;  ///< payloads as the frames carry them
  std::uint64_t wire_octets = 0;     ///< with frame headers, without the opening handshake
};

/// A crash or a sanitizer's report while this case ran (exec: subjects).
struct SubjectDeath {
  std::string what;    ///< "signal 11 (SIGSEGV)", "exit code 3", "AddressSanitizer: heap-buffer-overflow ..."
  std::string output;  ///< the end of its output, bounded
};

struct RunResult {
  // which case, which subject
  std::string agent;
  SubjectRole role = SubjectRole::kServer;
  std::string case_id;
  int case_number = 0;  ///< 1-based index, as Autobahn numbers cases
  std::string title, why, file;
  int line = 0;
  Severity severity = Severity::kMedium;
  std::vector<std::string> requirements, flags;

  // the verdict
  Behaviour behaviour = Behaviour::kFailed;
  CloseBehaviour close_behaviour = CloseBehaviour::kFailed;
  std::string result;                           ///< one sentence about the behaviour
  std::string result_close;                     ///< one sentence about the close
  std::string because;                          ///< the matching outcome's own words
  std::optional<std::string> expected_verdict;  ///< from --expect: "OK/OK", if it is not simply OK
  bool unexpected = false;                      ///< counts for the exit code

  // what was expected and seen
  std::vector<ExpectedOutcome> outcomes;  ///< in the case's order
  std::vector<ReceivedEvent> received;
  std::uint64_t received_dropped = 0;  ///< further events that were not kept
  std::vector<std::uint16_t> expected_codes;
  ExpectedClose::By expected_close_by = ExpectedClose::By::kHarness;
  bool expected_clean = false;

  // the closing of the connection
  bool opened = false;  ///< the opening handshake was completed
  bool closed_by_me = false, failed_by_me = false, dropped_by_me = false;
  bool was_clean = false;
  std::string was_not_clean_reason;
  std::optional<std::uint16_t> local_close_code, remote_close_code;
  std::optional<std::string> local_close_reason, remote_close_reason;
  bool opening_timeout = false, closing_timeout = false, drop_timeout = false;
  bool ended_by_timer = false;                  ///< the case's own time was up, or that of what it awaited
  std::vector<std::string> subject_violations;  ///< rules that the subject broke on the wire

  // measures
  std::chrono::system_clock::time_point started;
  std::chrono::microseconds duration{0};  ///< from connected to the end of the transport
  std::string http_request, http_response;
  std::map<int, std::uint64_t> sent_frames, received_frames;            ///< by opcode
  std::map<std::uint64_t, std::uint64_t> sent_octets, received_octets;  ///< size of a write or read -> count
  TrafficCount sent, received_traffic;
  bool compressed = false;  ///< permessage-deflate was in use
  std::vector<WireEntry> wire_log;
  std::uint64_t wire_log_dropped = 0;

  std::optional<SubjectDeath> death;
};

/// What a whole run was, for the heads of reports.
struct RunInfo {
  std::string version;               ///< of wsgauntlet
  std::vector<std::string> command;  ///< as it was typed
  std::chrono::system_clock::time_point started, ended;
  std::uint64_t seed = 0;
  bool quick = false;
  std::size_t selected = 0;                     ///< cases x subjects
  std::vector<Shard> shards;                    ///< the parts of the cases that are here; empty: all
  std::map<std::string, std::string> subjects;  ///< agent -> what it was called on the command line
  std::vector<std::string> not_run;             ///< "agent case-id: reason"
  std::vector<std::string> notes;               ///< "--quick: 50 messages a case in 9.7, ...", ...
};

}  // namespace gauntlet
