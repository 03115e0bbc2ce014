#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "reports/tests/sample_results.h"

namespace gauntlet::reports {

using namespace std::chrono_literals;

RunResult passed(const std::string& agent, const std::string& case_id) {
  RunResult result;
  result.agent = agent;
  result.case_id = case_id;
  result.title = "Case " + case_id;
  result.behaviour = Behaviour::kOk;
  result.close_behaviour = CloseBehaviour::kOk;
  result.result = "Actual events match at least one expected.";
  result.result_close = "Connection was properly closed.";
  result.opened = result.closed_by_me = result.was_clean = true;
  result.remote_close_code = 1000;
  result.duration = 6200us;
  return result;
}

RunResult failed(const std::string& agent, const std::string& case_id) {
  RunResult result = passed(agent, case_id);
  result.behaviour = Behaviour::kFailed;
  result.result = "Actual events differ from any expected.";
  result.unexpected = true;
  result.file = "conformance/cases/03.json";
  result.line = 17;
  result.requirements = {"6455-5.2-rsv"};
  return result;
}

ExpectedEvent expected_echo(std::uint64_t first, std::uint64_t times) {
  ExpectedEvent event;
  event.echo = first;
  event.times = times;
  return event;
}

ExpectedEvent expected_message(const Payload& payload, MessageKind kind) {
  ExpectedEvent event;
  event.kind = ExpectedEvent::Kind::kMessage;
  event.message = kind;
  event.payload = payload;
  return event;
}

ExpectedEvent expected_pong(const Payload& payload) {
  ExpectedEvent event;
  event.kind = ExpectedEvent::Kind::kPong;
  event.payload = payload;
  return event;
}

ExpectedEvent expected_quiet(char name) {
  ExpectedEvent event;
  event.kind = ExpectedEvent::Kind::kQuiet;
  event.quiet = name;
  return event;
}

ExpectedOutcome accepts(std::vector<ExpectedEvent> events, Behaviour verdict) {
  return {.verdict = verdict, .events = std::move(events), .words = {}};
}

std::vector<ExpectedOutcome> outcomes_of_every_kind() {
  using Alphabet = Payload::Random::Alphabet;
  const Payload literal(Payload::Literal{{'a', 'b'}, false});
  const Payload tile(Payload::Tile{{'a', 'b'}, 1000});
  const Payload odd_tile(Payload::Tile{{0xFF}, 3});
  const Payload random(Payload::Random{Alphabet::kUtf8, 7, 100});
  const Payload sample(Payload::Sample{"json", 16, true});
  const Payload concat(Payload::Concat{{Payload::text("x"), Payload(Payload::Concat{{tile, literal}})}});
  ExpectedEvent optional = expected_echo(3);
  optional.optional = true;
  return {accepts({expected_echo(0), expected_echo(1, 5), optional, expected_quiet('C')}),
          accepts({expected_message(Payload()), expected_message(tile, MessageKind::kBinary), expected_pong(literal)}),
          accepts({expected_pong(odd_tile), expected_pong(random), expected_pong(sample), expected_pong(concat)},
                  Behaviour::kInformational),
          accepts({}, Behaviour::kNonStrict),
          {.verdict = Behaviour::kOk, .refused = true, .events = std::nullopt, .words = {}}};
}

static void put_wire_log(RunResult& result) {
  using Kind = WireEntry::Kind;
  result.wire_log = {{.kind = Kind::kSentOctets,
                      .at = 1us,
                      .size = 100,
                      .head = std::string(64, '\xfe'),
                      .masking_key = {},
                      .note = ""},
                     {.kind = Kind::kReceivedOctets,
                      .at = 2us,
                      .size = 2,
                      .head = std::string("\0a", 2),
                      .masking_key = {},
                      .note = ""},
                     {.kind = Kind::kSentFrame,
                      .at = 3us,
                      .size = 5,
                      .head = "Hello",
                      .opcode = 1,
                      .fin = true,
                      .rsv = 4,
                      .masking_key = 0x01020304U,
                      .note = ""},
                     {.kind = Kind::kReceivedFrame,
                      .at = 4us,
                      .size = 0,
                      .head = "",
                      .opcode = 9,
                      .fin = false,
                      .rsv = 0,
                      .masking_key = std::nullopt,
                      .note = "late"},
                     {.kind = Kind::kTimer,
                      .at = 5us,
                      .head = "",
                      .masking_key = {},
                      .timer = WireEntry::Timer::kWait,
                      .after = 1500ms,
                      .note = "wait A for 1500 ms"},
                     {.kind = Kind::kNote, .at = 6us, .head = "", .masking_key = {}, .note = kHostile}};
  result.wire_log_dropped = 3;
}

static void put_close(RunResult& result) {
  result.opened = result.closed_by_me = result.failed_by_me = result.dropped_by_me = result.was_clean = true;
  result.was_not_clean_reason = "peer dropped";
  result.local_close_code = 1000;
  result.remote_close_code = 65535;
  result.local_close_reason = "";
  result.remote_close_reason = "\xff\xfe";
  result.opening_timeout = result.closing_timeout = result.drop_timeout = result.ended_by_timer = true;
  result.subject_violations = {"RSV set", kHostile};
  result.expected_codes = {1000, 1002};
  result.expected_close_by = ExpectedClose::By::kEither;
  result.expected_clean = true;
}

static void put_measures(RunResult& result) {
  result.started = std::chrono::system_clock::time_point(
      std::chrono::duration_cast<std::chrono::system_clock::duration>(std::chrono::nanoseconds(1795725575277123456LL)));
  result.duration = 1234567us;
  result.http_request = "GET / HTTP/1.1\r\n\r\n";
  result.http_response = "HTTP/1.1 101 " + kHostile;
  result.sent_frames = {{1, 2}, {10, 3}};
  result.received_frames = {{8, 1}};
  result.sent_octets = {{2, 1}, {10, 1}, {18446744073709551615ULL, 4}};
  result.received_octets = {{100, 1}, {9, 2}};
  result.sent = {1, 2, 3, 4, 5};
  result.received_traffic = {6, 7, 800, 90, 100};
  result.compressed = true;
  result.death = SubjectDeath{"signal 11 (SIGSEGV)", "out\xff put"};
}

RunResult full_result() {
  RunResult result = failed(kHostile, "12.1.1");
  result.role = SubjectRole::kClient;
  result.case_number = 302;
  result.why = "why";
  result.severity = Severity::kCritical;
  result.flags = {"Basic", "ReservedBits"};
  result.close_behaviour = CloseBehaviour::kFailedByClient;
  result.because = "because";
  result.expected_verdict = "OK/OK";
  result.outcomes = {
      accepts({expected_message(Payload::text("x")), expected_pong(Payload::text("y")), expected_quiet('B')}),
      accepts({}, Behaviour::kNonStrict)};
  result.received = {{.kind = ReceivedEvent::Kind::kMessage,
                      .message = MessageKind::kBinary,
                      .size = 5,
                      .head = std::string("a\xff\0\xc3(", 5),
                      .fingerprint = 77,
                      .echo = 0},
                     {.kind = ReceivedEvent::Kind::kPong, .size = 300, .head = std::string(256, 'p'), .echo = {}},
                     {.kind = ReceivedEvent::Kind::kQuiet, .head = "", .echo = {}, .quiet = 'B'}};
  result.received_dropped = 9;
  put_close(result);
  put_measures(result);
  put_wire_log(result);
  return result;
}

RunInfo full_info() {
  RunInfo info;
  info.version = "1.2.3";
  info.command = {"wsgauntlet", "--agent", kHostile};
  info.started = full_result().started;
  info.ended = info.started + 75s;
  info.seed = 18446744073709551615ULL;
  info.quick = true;
  info.selected = 517;
  info.shards = {{2, 3}};
  info.subjects = {{kHostile, "exec:" + kHostile}};
  info.not_run = {"a 1.1: gone"};
  info.notes = {"a note"};
  return info;
}

ScratchFolder::ScratchFolder() {
  std::string name = (std::filesystem::temp_directory_path() / "reports_test.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) ADD_FAILURE() << "no folder for the test";
  path_ = name;
}

ScratchFolder::~ScratchFolder() {
  std::error_code no_matter;
  std::filesystem::remove_all(path_, no_matter);
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace gauntlet::reports
