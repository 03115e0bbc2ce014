#include "conformance/table/explain.h"

#include <gmock/gmock.h>

#include <sstream>

#include "conformance/table/loader.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;
using testing::Not;

const CaseTable& examples() {
  static const LoadResult result = load_table(WS_SOURCE_DIR "/conformance/table/tests/examples.json");
  static const CaseTable none{};
  return result.table ? *result.table : none;
}

Requirements one_requirement() {
  Requirements requirements;
  Requirement rsv;
  rsv.rfc = 6455;
  rsv.id = "6455-5.2-rsv";
  rsv.section = "5.2";
  rsv.line = 1558;
  rsv.text = "A receiver fails the connection on a set RSV bit.";
  requirements.all.push_back(rsv);
  return requirements;
}

std::string explained(std::size_t index) {
  return explain_case(examples().cases.at(index), examples().notes, one_requirement());
}

TEST(ExplainCase, SaysAllThereIs) {
  const std::string text = explained(1);
  EXPECT_THAT(text, testing::StartsWith("99.2  RSV2 set without an extension fails the connection\n"));
  EXPECT_THAT(text, HasSubstr("examples.json:35)"));
  EXPECT_THAT(text, HasSubstr("For a server or a client. Severity medium. Time 1000 ms. Needs echo."));
  EXPECT_THAT(text, HasSubstr("ReservedBits (PARSER_DIFFERENTIAL): RSV bits set"));
  EXPECT_THAT(text, HasSubstr("CWE-20"));
  EXPECT_THAT(
      text, HasSubstr("2. text frame, payload \"Hello, world!\", RSV bits 010, in writes of 1, 4 and the rest, in a "));
  EXPECT_THAT(text, HasSubstr("a1 8d kk kk kk kk | 48 65 6c 6c 6f 2c 20 77 6f 72 6c 64 21\n"));
  EXPECT_THAT(text, HasSubstr("fail the connection with 1001"));
  EXPECT_THAT(text, HasSubstr("  NON-STRICT\n    If it sends no message and no pong.\n"));
  EXPECT_THAT(text, HasSubstr("Because: Failing before the first echo leaves is allowed."));
  EXPECT_THAT(text, HasSubstr("6455-5.2-rsv (RFC 6455 section 5.2, line 1558: MUST, binds both)\n    A receiver fails "
                              "the connection on a set RSV bit.\n    "
                              "https://www.rfc-editor.org/rfc/rfc6455#section-5.2\n"));
}

TEST(ExplainCase, PartsWaitsAndRawOctets) {
  const std::string text = explained(3);
  EXPECT_THAT(text, HasSubstr("81 95 kk kk kk kk | ce ba e1 bd b9 cf 83 ce bc ce b5"));
  EXPECT_THAT(text, HasSubstr("declares 21 octets"));
  EXPECT_THAT(text, HasSubstr("f4 90 80 80\n"));
  EXPECT_THAT(text, HasSubstr("wait 1000 ms; still open after that: \"quiet A\""));
  EXPECT_THAT(text, HasSubstr("raw octets, in writes of 100 and the rest"));
  EXPECT_THAT(text, HasSubstr("... (1024 octets)"));
  EXPECT_THAT(text, HasSubstr("FAILED too if the wrong side closes."));
}

TEST(ExplainCase, MasksThatAreGivenAreShown) {
  const std::string text = explained(7);
  EXPECT_THAT(text, HasSubstr("02 81 de ad be ef | a6\n"));  // 'x' ^ 0xDE
  EXPECT_THAT(text, HasSubstr("8f 7f ff ff ff ff ff ff ff ff | 79\n"));
  EXPECT_THAT(text, HasSubstr("it may answer anything"));
}

TEST(ExplainCase, MessagesClosesAndRepeats) {
  EXPECT_THAT(explained(0), HasSubstr("88 82 kk kk kk kk | 03 e8"));
  EXPECT_THAT(explained(5), HasSubstr("81 ff 00 00 00 00 01 00 00 00 kk kk kk kk | 42 41"));
  EXPECT_THAT(explained(4), HasSubstr("88 81 kk kk kk kk | 03"));
  const std::string text = explained(6);
  EXPECT_THAT(text, HasSubstr("1000 times (50 under --quick):\n      1. text message: 8 KiB of random ASCII"));
  EXPECT_THAT(text, HasSubstr("Offers permessage-deflate; client_max_window_bits; server_max_window_bits=9;"));
  EXPECT_THAT(text, HasSubstr("echoes of 1000 messages"));
  EXPECT_THAT(text, HasSubstr("For a server. "));
}

TEST(ExplainCase, FragmentsAreCounted) {
  Case fragmented;
  fragmented.steps.push_back({step::Message{MessageKind::kBinary, Payload::text("abcd"), 2, false, {}}});
  const std::string text = explain_case(fragmented, {}, {});
  EXPECT_THAT(text, HasSubstr("02 82 kk kk kk kk | 61 62"));
  EXPECT_THAT(text, HasSubstr("and 2 continuation frames"));  // the rule ends with an empty one
}

TEST(ExplainCase, RefusedOpenings) {
  const std::string text = explained(8);
  EXPECT_THAT(text, HasSubstr("GET {target} HTTP/1.1\n"));
  EXPECT_THAT(text, HasSubstr("The server refuses the opening handshake with status 400 or 426.\n    The answer: "
                              "Sec-WebSocket-Version has 13."));
  EXPECT_THAT(explained(9), HasSubstr("with any status but 101, or drops the transport."));
}

Case client_case() {
  Case made;
  made.for_server = false;
  made.failed_by = {"6455-5.2-rsv"};
  Outcome& outcome = made.outcomes.emplace_back();
  outcome.by = {"6455-5.2-rsv"};
  outcome.because = "It ends.";
  outcome.opening.fields = {{"Host", ""}};
  return made;
}

TEST(ExplainCase, SaysWhoseHeadItIs) {
  Case test_case = client_case();
  EXPECT_THAT(explain_case(test_case, {}, {}), HasSubstr("The request: Host is there.\n"));
  test_case.outcomes[0].opening.refused = true;
  EXPECT_THAT(explain_case(test_case, {}, {}), HasSubstr("The client does not take the answer: it ends the transport"));
}

TEST(ExplainCase, SentencesEndOnce) {
  EXPECT_THAT(explain_case(client_case(), {}, {}), HasSubstr("Because: It ends.\n"));
}

TEST(ExplainCase, EachVerdictShowsItsStatements) {
  const std::string text = explain_case(client_case(), {}, one_requirement());
  EXPECT_THAT(text, HasSubstr("It rests on:\n      6455-5.2-rsv (RFC 6455 section 5.2, line 1558: MUST, binds both)\n"
                              "        A receiver fails the connection on a set RSV bit.\n"
                              "        https://www.rfc-editor.org/rfc/rfc6455#section-5.2\n"));
  EXPECT_THAT(text, HasSubstr("  FAILED\n    Otherwise. It rests on:\n      6455-5.2-rsv"));
}

TEST(ExplainCase, SaysWhatWouldBeOk) {
  Case test_case;
  test_case.steps.push_back({step::Message{MessageKind::kText, Payload::text("Hi"), 0, false, {}}});
  Outcome& outcome = test_case.outcomes.emplace_back();
  outcome.events.emplace().emplace_back();  // the echo of message 0
  outcome.close.by = ExpectedClose::By::kSubject;
  outcome.close.codes = {1002};
  EXPECT_THAT(explain_case(test_case, {}, {}),
              HasSubstr("What it would have to send to be OK, for example (octets, as "
                        "a server writes them)\n    81 02 | 48 69\n    88 02 | 03 ea\n"));
  test_case.for_server = false;
  EXPECT_THAT(explain_case(test_case, {}, {}), HasSubstr("    81 82 kk kk kk kk | 48 69\n"));
}

TEST(ExplainCase, LinesAreShort) {
  for (std::size_t i = 0; i < examples().cases.size(); ++i) {
    std::istringstream lines(explained(i));
    for (std::string line; std::getline(lines, line);) {
      if (line.find("examples.json") == std::string::npos) {
        EXPECT_LE(line.size(), 120U) << line;
      }
    }
  }
}

TEST(ExplainRequirement, TextAndCases) {
  Requirement requirement = one_requirement().all[0];
  std::string text = explain_requirement(requirement, {examples()});
  EXPECT_THAT(text, testing::StartsWith("6455-5.2-rsv\nRFC 6455 section 5.2, line 1558: MUST, binds both\n"));
  EXPECT_THAT(text, HasSubstr("\n  A receiver fails the connection on a set RSV bit.\n"));
  EXPECT_THAT(text, HasSubstr("\nCases\n  99.2  RSV2 set without"));
  EXPECT_THAT(text, Not(HasSubstr("Not testable")));
  requirement.testable = false;
  requirement.reason = "Nothing shows it.";
  requirement.line = 0;
  text = explain_requirement(requirement, {});
  EXPECT_THAT(text, HasSubstr("section 5.2: MUST"));
  EXPECT_THAT(text, HasSubstr("Not testable\n  Nothing shows it.\n"));
  EXPECT_THAT(text, HasSubstr("Cases\n  none\n"));
}

}  // namespace
}  // namespace gauntlet
