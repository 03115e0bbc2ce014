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
                     {.kind = Kind::kTimer, .at = 5us, .head = "", .masking_key = {}, .note = "kill timer fired"},
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
  result.opening_timeout = result.closing_timeout = result.drop_timeout = true;
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
  result.expected = {{"OK", {"text message \"x\"", "pong \"y\"", "still open after wait B"}},
                     {"NON-STRICT", {"nothing"}}};
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
