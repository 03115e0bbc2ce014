#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/table/payload.h"

namespace gauntlet {

/// Which endpoint a subject is (RFC 6455 section 2): the harness plays the other one.
enum class SubjectRole : std::uint8_t { kServer, kClient };

/// One case of a table, as case-table.schema.json describes it. Plain data: the loader fills it, the
/// player acts on it, the judge compares with it.

struct FrameSpec {
  enum class LengthForm : std::uint8_t { kMinimal, k7, k16, k64 };
  enum class Masking : std::uint8_t { kAuto, kNone, kKey };  ///< kAuto: as the harness's role requires
  std::uint8_t opcode = 1;
  bool fin = true;
  std::uint8_t rsv = 0;  ///< RSV1 = 4, RSV2 = 2, RSV3 = 1
  Masking masking = Masking::kAuto;
  std::uint32_t masking_key = 0;  ///< for kKey: first octet in the top bits, as it is written
  LengthForm length_form = LengthForm::kMinimal;
  std::optional<std::uint64_t> declared_length;  ///< a lie, or a payload that comes in later steps
  Payload payload;
};

/// How octets are cut into writes: sizes in turn, the last one repeats if `repeat`; empty: one write.
struct Chop {
  std::vector<std::uint32_t> sizes;
  bool repeat = false;
};

enum class MessageKind : std::uint8_t { kText, kBinary };

struct Step;
namespace step {
struct Frame {
  FrameSpec frame;
  Chop chop;
  bool sync = false;
};                ///< sync: in a write of its own
struct Message {  ///< well-formed; fragmented and compressed as asked
  MessageKind kind = MessageKind::kText;
  Payload payload;
  std::uint64_t fragment = 0;  ///< 0: one frame; else the size of Autobahn's fragmentSize rule
  bool compress = false;
  Chop chop;
};
struct PayloadPart {
  Payload payload;
  Chop chop;
};  ///< goes on with the frame in progress, masked like it
struct Octets {
  Payload octets;
  Chop chop;
};              ///< raw, exactly so on the wire
struct Close {  ///< starts the closing handshake, even an illegal one
  std::optional<std::uint16_t> code;
  Payload reason;
  std::optional<Payload> body;  ///< the whole body, instead of code and reason
};
struct Wait {
  char name = 'A';
  std::chrono::milliseconds duration{0};
};  ///< adds quiet event
struct Await {
  enum class What : std::uint8_t { kMessage, kPong, kClose, kEof };
  What what = What::kMessage;
  std::optional<std::chrono::milliseconds> limit;  ///< then go on; absent: the case's timeout
};
struct HalfClose {};  ///< no more octets from us; we still read
struct Reset {};      ///< the transport is aborted
struct Repeat {
  std::uint64_t count = 1;
  std::vector<Step> steps;
  std::optional<std::uint64_t> quick;
};
}  // namespace step
struct Step {
  std::variant<step::Frame, step::Message, step::PayloadPart, step::Octets, step::Close, step::Wait, step::Await,
               step::HalfClose, step::Reset, step::Repeat>
      verb;
};

/// A server's answer to a permessage-deflate offer, for client subjects: the first whose `needs` are
/// all in one offer is given.
struct DeflateAnswer {
  std::vector<std::string> needs;                                          ///< parameter names
  std::vector<std::pair<std::string, std::optional<std::string>>> answer;  ///< parameters
};

struct HandshakeSpec {
  std::vector<std::string> offers;     ///< elements of Sec-WebSocket-Extensions, in order
  bool require_deflate = false;        ///< not negotiated: UNIMPLEMENTED
  std::vector<DeflateAnswer> answers;  ///< for client subjects
  std::vector<std::string> subprotocols;
  std::vector<std::pair<std::string, std::string>> headers;  ///< further fields of our head
  /// Our whole head instead, line by line without CRLF; {host} {target} {key} {accept} {origin} are
  /// replaced.
  std::vector<std::string> raw;
  std::optional<Payload> raw_octets;  ///< instead of raw: exactly these octets
  bool early = false;                 ///< the steps begin in the same write as our head
  Chop chop;                          ///< of our head
};

/// What the judge compares with.
struct ExpectedEvent {
  enum class Kind : std::uint8_t { kEcho, kMessage, kPong, kQuiet };
  Kind kind = Kind::kEcho;
  std::uint64_t echo = 0;   ///< kEcho: equals the n-th complete message that we sent
  std::uint64_t times = 1;  ///< kEcho: and so on for that many
  MessageKind message = MessageKind::kText;
  Payload payload;   ///< kMessage, kPong
  char quiet = 'A';  ///< kQuiet: still open after the wait of that name
  bool optional = false;
};

struct ExpectedClose {
  enum class By : std::uint8_t { kSubject, kHarness, kEither };
  By by = By::kHarness;              ///< who sends the first Close frame, or drops the transport
  std::vector<std::uint16_t> codes;  ///< accepted in the subject's Close frame; empty: any
  bool code_optional = true;         ///< no Close frame, or one without a code, is accepted too
  bool clean = false;                ///< the closing handshake must be completed
};

struct ExpectedOpening {
  bool refused = false;               ///< no connection: an HTTP status, or the transport dropped
  bool dropped = false;               ///< no status at all: the transport was dropped without an answer
  std::vector<std::uint16_t> status;  ///< accepted HTTP status codes; empty: any but 101
  bool error = false;                 ///< the status is an HTTP error, 4xx or 5xx
  bool drop_accepted = true;          ///< dropping the transport without an answer is accepted
  bool unanswered = false;            ///< instead: neither an answer nor an end of the transport came
  std::vector<std::pair<std::string, std::string>> fields;  ///< fields (and a token of their value) that must be there
  std::string accept;  ///< if not empty: the whole value of Sec-WebSocket-Accept, octet for octet
};

enum class Behaviour : std::uint8_t { kOk, kNonStrict, kInformational, kUnimplemented, kFailed };
enum class CloseBehaviour : std::uint8_t { kOk, kInformational, kFailed, kUnclean, kWrongCode, kFailedByClient };

struct Outcome {
  Behaviour verdict = Behaviour::kOk;
  std::vector<std::string> by;  ///< the statements that make it this verdict; empty in tables 1 to 13
  std::optional<std::vector<ExpectedEvent>> events;  ///< absent: any
  ExpectedClose close;
  ExpectedOpening opening;
  std::vector<std::string> checks;  ///< names in the judge's table of checks; all must hold
  std::string because;
};

/// What happens once all steps are played (the reference's timers): kill fails the connection with
/// 1001, close starts the closing handshake with an empty body.
struct Finish {
  enum class Action : std::uint8_t { kKill, kClose };
  Action action = Action::kKill;
  std::chrono::milliseconds after{1000};
};

enum class Severity : std::uint8_t { kInfo, kLow, kMedium, kHigh, kCritical };

struct Case {
  std::string id;
  std::string title;
  std::string why;
  bool for_server = true;  ///< role of the SUBJECT
  bool for_client = true;
  std::vector<std::string> needs;  ///< capabilities ("requires" in the table)
  std::vector<std::string> requirements;
  Severity severity = Severity::kMedium;
  std::vector<std::string> flags;
  HandshakeSpec handshake;
  std::chrono::milliseconds timeout{1000};
  std::vector<Step> steps;
  std::optional<Finish> finish;
  std::vector<Outcome> outcomes;       ///< the first that holds; none: FAILED
  std::vector<std::string> failed_by;  ///< the statements that one broke who fits no outcome
  /// Tables 1-13: behaviour and close are judged apart, as the reference does.
  bool reference_judging = false;
  bool informational = false;           ///< always INFORMATIONAL, whatever happens
  bool wrong_endpoint_fatal = false;    ///< closed by the wrong side: behaviour FAILED too
  bool wrong_code_fatal = false;        ///< wrong close code: behaviour FAILED too
  bool answers_pings = true;            ///< the harness answers the subject's pings
  std::chrono::milliseconds linger{0};  ///< client subjects: how long we keep the transport after both Close frames

  std::string file;  ///< where it stands, for reports
  int line = 0;
  std::string table_title;
};

/// What a flag means (Wycheproof style), from the table's notes.
struct Note {
  std::string bug_type, summary, effect;
  std::vector<std::string> cwe, cves, links;
};

struct CaseTable {
  std::string table, title, file;
  std::vector<std::string> about;
  std::map<std::string, Note> notes;
  std::vector<Case> cases;
};

/// Numbers compare as numbers: 1.2.3 before 1.10.1.
[[nodiscard]] bool id_less(std::string_view a, std::string_view b);

[[nodiscard]] std::string_view name(Behaviour behaviour);       ///< "OK", "NON-STRICT", ...
[[nodiscard]] std::string_view name(CloseBehaviour behaviour);  ///< "OK", "WRONG CODE", ...
[[nodiscard]] std::string_view name(Severity severity);
[[nodiscard]] std::string_view name(SubjectRole role);  ///< "server", "client"

}  // namespace gauntlet
