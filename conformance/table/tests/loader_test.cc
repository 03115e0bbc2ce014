#include "conformance/table/loader.h"

#include <gmock/gmock.h>

#include <fstream>

namespace gauntlet {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::Pair;

const std::string kExamples = WS_SOURCE_DIR "/conformance/table/tests/examples.json";

const CaseTable& example_table() {
  static const LoadResult result = load_table(kExamples);
  for (const LoadError& error : result.errors) ADD_FAILURE() << to_string(error);
  static const CaseTable none{};
  return result.table ? *result.table : none;
}

class Examples : public testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(example_table().cases.size(), 10U); }
  static const Case& at(std::size_t index) { return example_table().cases[index]; }
  template <class Verb>
  static const Verb& step(std::size_t index, std::size_t step) {
    return std::get<Verb>(at(index).steps.at(step).verb);
  }
};

TEST_F(Examples, TableAndNotes) {
  const CaseTable& table = example_table();
  EXPECT_EQ(table.table, "99");
  EXPECT_EQ(table.title, "Worked examples of the case form");
  EXPECT_EQ(table.file, kExamples);
  EXPECT_THAT(table.about, ElementsAre("Read by the tests of the loader, never played."));
  ASSERT_EQ(table.notes.size(), 9U);
  const Note& note = table.notes.at("LengthWrap");
  EXPECT_EQ(note.bug_type, "INTEGER_OVERFLOW");
  EXPECT_EQ(note.effect, "Endless read loop or a buffer far too small.");
  EXPECT_THAT(note.cwe, ElementsAre("CWE-190", "CWE-400"));
  EXPECT_THAT(note.cves, ElementsAre("CVE-2020-27813"));
  EXPECT_THAT(note.links, ElementsAre("https://www.rfc-editor.org/rfc/rfc6455#section-5.2"));
}

TEST_F(Examples, CaseKnowsWhereItStands) {
  EXPECT_EQ(at(0).file, kExamples);
  EXPECT_EQ(at(0).line, 22);
  EXPECT_EQ(at(1).line, 35);
  EXPECT_EQ(at(0).table_title, example_table().title);
  EXPECT_TRUE(at(0).reference_judging);
}

TEST_F(Examples, PlainCase) {
  const Case& plain = at(0);
  EXPECT_EQ(plain.id, "99.1");
  EXPECT_TRUE(plain.for_server);
  EXPECT_TRUE(plain.for_client);
  EXPECT_THAT(plain.needs, ElementsAre("echo"));
  EXPECT_THAT(plain.flags, ElementsAre("Basic"));
  EXPECT_THAT(plain.requirements, ElementsAre("6455-6.2-parse-frames"));
  EXPECT_EQ(plain.severity, Severity::kHigh);
  EXPECT_EQ(plain.timeout, milliseconds(1000));
  EXPECT_FALSE(plain.finish.has_value());
  EXPECT_FALSE(plain.informational);
  EXPECT_FALSE(plain.wrong_code_fatal);
  EXPECT_TRUE(step<step::Message>(0, 0).payload.octets().empty());
  EXPECT_EQ(step<step::Await>(0, 1).what, step::Await::What::kMessage);
  EXPECT_EQ(step<step::Close>(0, 2).code, 1000);
  const Outcome& outcome = plain.outcomes.at(0);
  EXPECT_EQ(outcome.verdict, Behaviour::kOk);
  ASSERT_TRUE(outcome.events.has_value());
  EXPECT_EQ(outcome.events->at(0).kind, ExpectedEvent::Kind::kEcho);
  EXPECT_EQ(outcome.close.by, ExpectedClose::By::kHarness);
  EXPECT_THAT(outcome.close.codes, ElementsAre(1000));
  EXPECT_TRUE(outcome.close.code_optional);
  EXPECT_TRUE(outcome.close.clean);
}

TEST_F(Examples, FramesAndChops) {
  const auto& second = step<step::Frame>(1, 1);
  EXPECT_EQ(second.frame.opcode, 1);
  EXPECT_EQ(second.frame.rsv, 2);
  EXPECT_TRUE(second.frame.fin);
  EXPECT_TRUE(second.sync);
  EXPECT_THAT(second.chop.sizes, ElementsAre(1, 4));
  EXPECT_FALSE(second.chop.repeat);
  const auto& ping = step<step::Frame>(1, 2);
  EXPECT_EQ(ping.frame.opcode, 9);
  EXPECT_THAT(ping.chop.sizes, ElementsAre(1));
  EXPECT_TRUE(ping.chop.repeat);
  ASSERT_TRUE(at(1).finish.has_value());
  EXPECT_EQ(at(1).finish->action, Finish::Action::kKill);
  EXPECT_EQ(at(1).finish->after, milliseconds(500));
  EXPECT_EQ(at(1).outcomes.at(1).verdict, Behaviour::kNonStrict);
  EXPECT_EQ(at(1).outcomes.at(1).because, "Failing before the first echo leaves is allowed");
}

TEST_F(Examples, FragmentsAndAwaits) {
  EXPECT_FALSE(step<step::Frame>(2, 0).frame.fin);
  EXPECT_EQ(step<step::Frame>(2, 1).frame.opcode, 0);
  EXPECT_EQ(step<step::Await>(2, 3).limit, milliseconds(700));
  EXPECT_FALSE(step<step::Await>(2, 5).limit.has_value());
  EXPECT_FALSE(step<step::Close>(2, 6).code.has_value());
  EXPECT_EQ(at(2).timeout, milliseconds(3000));
  EXPECT_EQ(at(2).finish->action, Finish::Action::kClose);
  const ExpectedEvent& pong = at(2).outcomes.at(0).events->at(0);
  EXPECT_EQ(pong.kind, ExpectedEvent::Kind::kPong);
  EXPECT_EQ(pong.payload.octets().size(), 9U);
}

TEST_F(Examples, PayloadInParts) {
  EXPECT_EQ(step<step::Frame>(3, 0).frame.declared_length, 21U);
  EXPECT_EQ(step<step::Wait>(3, 1).name, 'A');
  EXPECT_EQ(step<step::Wait>(3, 1).duration, milliseconds(1000));
  EXPECT_THAT(step<step::PayloadPart>(3, 2).payload.octets(), ElementsAre(0xF4, 0x90, 0x80, 0x80));
  EXPECT_EQ(step<step::Wait>(3, 3).duration, milliseconds(0));
  EXPECT_EQ(step<step::Octets>(3, 4).octets.octets().size(), 6U);
  EXPECT_EQ(step<step::Octets>(3, 5).octets.octets().size(), 1024U);
  EXPECT_TRUE(at(3).wrong_endpoint_fatal);
  const Outcome& late = at(3).outcomes.at(1);
  EXPECT_EQ(late.events->at(1).quiet, 'B');
  EXPECT_TRUE(late.events->at(1).optional);
  EXPECT_FALSE(late.close.code_optional);
}

TEST_F(Examples, ClosesAndChecks) {
  EXPECT_EQ(step<step::Close>(4, 0).reason.octets().size(), 13U);
  ASSERT_TRUE(step<step::Close>(4, 1).body.has_value());
  EXPECT_THAT(step<step::Close>(4, 1).body->octets(), ElementsAre(3));
  EXPECT_TRUE(std::holds_alternative<step::HalfClose>(at(4).steps[2].verb));
  EXPECT_TRUE(std::holds_alternative<step::Reset>(at(4).steps[3].verb));
  EXPECT_TRUE(at(4).informational);
  EXPECT_TRUE(at(4).wrong_code_fatal);
  EXPECT_THAT(at(4).outcomes[0].checks, ElementsAre("close-code-echoed", "single-close"));
  EXPECT_TRUE(at(4).outcomes[0].events->empty());
}

TEST_F(Examples, Sizes) {
  EXPECT_EQ(step<step::Message>(5, 0).payload.octets().size(), 16U << 20);
  EXPECT_THAT(step<step::Message>(5, 1).payload.octets(), ElementsAre(0xFE, 0x00, 0xFE));
  EXPECT_EQ(step<step::Message>(5, 1).kind, MessageKind::kBinary);
  EXPECT_EQ(step<step::Message>(5, 1).fragment, 1024U);
  EXPECT_EQ(step<step::Message>(5, 2).payload.octets().size(), 8U);
  EXPECT_EQ(at(5).outcomes[0].events->at(1).kind, ExpectedEvent::Kind::kMessage);
  EXPECT_EQ(at(5).outcomes[0].close.by, ExpectedClose::By::kEither);
}

TEST_F(Examples, Handshake) {
  const HandshakeSpec& handshake = at(6).handshake;
  EXPECT_TRUE(at(6).for_server);
  EXPECT_FALSE(at(6).for_client);
  EXPECT_THAT(handshake.offers, ElementsAre("permessage-deflate; client_max_window_bits; server_max_window_bits=9; "
                                            "client_no_context_takeover",
                                            "bbf-usp-protocol; eid=\"x\""));
  EXPECT_TRUE(handshake.require_deflate);
  ASSERT_EQ(handshake.answers.size(), 1U);
  EXPECT_THAT(handshake.answers[0].needs, ElementsAre("client_max_window_bits"));
  EXPECT_THAT(handshake.answers[0].answer,
              ElementsAre(Pair("client_max_window_bits", "9"), Pair("client_no_context_takeover", std::nullopt),
                          Pair("x", "y")));
  EXPECT_THAT(handshake.subprotocols, ElementsAre("chat"));
  EXPECT_THAT(handshake.headers, ElementsAre(Pair("Origin", "http://example.com"), Pair("Cookie", "a=b")));
  EXPECT_TRUE(handshake.early);
  EXPECT_THAT(handshake.chop.sizes, ElementsAre(3));
}

TEST_F(Examples, Repeat) {
  const auto& repeat = step<step::Repeat>(6, 0);
  EXPECT_EQ(repeat.count, 1000U);
  EXPECT_EQ(repeat.quick, 50U);
  ASSERT_EQ(repeat.steps.size(), 3U);
  const auto& message = std::get<step::Message>(repeat.steps[0].verb);
  EXPECT_TRUE(message.compress);
  EXPECT_EQ(message.fragment, 256U);
  EXPECT_EQ(at(6).outcomes[0].events->at(0).times, 1000U);
}

TEST_F(Examples, FramesThatLie) {
  const FrameSpec& keyed = step<step::Frame>(7, 0).frame;
  EXPECT_EQ(keyed.masking, FrameSpec::Masking::kKey);
  EXPECT_EQ(keyed.masking_key, 0xDEADBEEFU);
  const FrameSpec& lie = step<step::Frame>(7, 1).frame;
  EXPECT_EQ(lie.opcode, 15);
  EXPECT_EQ(lie.masking, FrameSpec::Masking::kNone);
  EXPECT_EQ(lie.length_form, FrameSpec::LengthForm::k64);
  EXPECT_EQ(lie.declared_length, 18446744073709551615U);
  EXPECT_FALSE(at(7).for_server);
  EXPECT_EQ(at(7).severity, Severity::kCritical);
  EXPECT_FALSE(at(7).outcomes[1].events.has_value());
}

TEST_F(Examples, RefusedOpenings) {
  EXPECT_THAT(at(8).handshake.raw, ElementsAre("GET {target} HTTP/1.1", "Host: {host}"));
  const ExpectedOpening& opening = at(8).outcomes[0].opening;
  EXPECT_TRUE(opening.refused);
  EXPECT_THAT(opening.status, ElementsAre(400, 426));
  EXPECT_FALSE(opening.drop_accepted);
  EXPECT_THAT(opening.fields, ElementsAre(Pair("Sec-WebSocket-Version", "13")));
  ASSERT_TRUE(at(9).handshake.raw_octets.has_value());
  EXPECT_EQ(at(9).handshake.raw_octets->octets().size(), 100U);
  EXPECT_TRUE(at(9).outcomes[0].opening.drop_accepted);
}

TEST(Loader, DeflateOfferWithoutAnswersIsTakenAsItIs) {
  const std::string text =
      R"({ "$schema": "", "schema_version": 1, "table": "1", "title": "t", "notes": {}, "cases": [ {
    "id": "1.1", "title": "", "role": "client", "severity": "low", "requirements": ["6455-1-a"], "steps": [],
    "handshake": { "extensions": [ { "name": "permessage-deflate" } ] },
    "outcomes": [ { "verdict": "OK", "close": { "by": "either" } } ] } ] })";
  const LoadResult result = load_table_text(text, "t.json");
  ASSERT_TRUE(result.table.has_value()) << to_string(result.errors.at(0));
  EXPECT_THAT(result.table->cases[0].handshake.offers, ElementsAre("permessage-deflate"));
  EXPECT_EQ(result.table->cases[0].handshake.answers.size(), 1U);
  EXPECT_FALSE(result.table->cases[0].reference_judging);
}

TEST(Loader, StatementsOfVerdictsAndWhatAnOpeningAnswers) {
  const std::string text =
      R"({ "$schema": "", "schema_version": 1, "table": "20", "title": "t", "notes": {}, "cases": [ {
    "id": "20.1", "title": "", "role": "server", "severity": "low", "requirements": ["9112-3-a"], "steps": [],
    "outcomes": [
      { "verdict": "OK", "by": ["6455-1-a", "9110-5.5-b"], "opening": { "accept": "abc=" }, "close": { "by": "either" } },
      { "verdict": "FAILED", "by": ["6455-1-a"], "opening": { "refused": true, "error": true }, "close": { "by": "either" } },
      { "verdict": "UNIMPLEMENTED", "by": ["6455-1-a"], "opening": { "refused": true, "dropped": true },
        "close": { "by": "either" } } ],
    "failed_by": ["6455-1-c"] } ] })";
  const LoadResult result = load_table_text(text, "t.json");
  ASSERT_TRUE(result.table.has_value()) << to_string(result.errors.at(0));
  const Case& test_case = result.table->cases[0];
  EXPECT_THAT(test_case.failed_by, ElementsAre("6455-1-c"));
  EXPECT_THAT(test_case.outcomes[0].by, ElementsAre("6455-1-a", "9110-5.5-b"));
  EXPECT_EQ(test_case.outcomes[0].opening.accept, "abc=");
  EXPECT_EQ(test_case.outcomes[1].verdict, Behaviour::kFailed);
  EXPECT_TRUE(test_case.outcomes[1].opening.error);
  EXPECT_EQ(test_case.outcomes[2].verdict, Behaviour::kUnimplemented);
  EXPECT_TRUE(test_case.outcomes[2].opening.dropped);
}

class Directory : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  void write(const std::string& name, const std::string& text) { std::ofstream(path_ / name) << text; }
  static std::string table(const std::string& id) {
    return R"({ "$schema": "", "schema_version": 1, "table": ")" + id +
           R"(", "title": "t", "notes": {}, "cases": [ { "id": "1.1", "title": "", "role": "client", "severity": "low",
      "requirements": ["6455-1-a"], "steps": [], "outcomes": [ { "verdict": "OK", "close": { "by": "either" } } ] } ] })";
  }

  std::filesystem::path path_ = std::filesystem::path(testing::TempDir()) / "gauntlet_tables";
};

TEST_F(Directory, TablesAreSortedByIdAndErrorsCollected) {
  write("a.json", table("10.1"));
  write("b.json", table("9"));
  write("c.json", table("9.2.1"));
  write("d.json", "{");
  write("e.json", table("x"));
  write("f.txt", "not looked at");
  const TablesResult result = load_tables(path_);
  ASSERT_EQ(result.tables.size(), 3U);
  EXPECT_EQ(result.tables[0].table, "9");
  EXPECT_EQ(result.tables[1].table, "9.2.1");
  EXPECT_EQ(result.tables[2].table, "10.1");
  EXPECT_EQ(result.tables[2].file, (path_ / "a.json").string());
  ASSERT_EQ(result.errors.size(), 2U);
  EXPECT_EQ(result.errors[0].file, (path_ / "d.json").string());
  EXPECT_EQ(result.errors[1].pointer, "/table");
}

TEST_F(Directory, MissingFilesAndDirectoriesAreFindings) {
  EXPECT_EQ(to_string(load_tables(path_).errors.at(0)), path_.string() + ": holds no *.json");
  EXPECT_THAT(load_tables(path_ / "nowhere").errors.at(0).message, testing::HasSubstr("cannot be listed"));
  EXPECT_EQ(to_string(load_table(path_ / "no.json").errors.at(0)), (path_ / "no.json").string() + ": cannot be read");
  EXPECT_EQ(load_table(path_).errors.at(0).message, "cannot be read");
}

TEST(Loader, OwnTablesLoad) {
  const TablesResult result = load_tables(std::filesystem::path(WS_SOURCE_DIR "/conformance/cases"));
  for (const LoadError& error : result.errors) ADD_FAILURE() << to_string(error);
}

TEST(CaseId, NumbersCompareAsNumbers) {
  EXPECT_TRUE(id_less("1.2.3", "1.10.1"));
  EXPECT_TRUE(id_less("1", "1.1"));
  EXPECT_TRUE(id_less("9.9", "10"));
  EXPECT_FALSE(id_less("1.1", "1.1"));
  EXPECT_FALSE(id_less("1.1", "1.01"));
  EXPECT_TRUE(id_less("1.99999999999999999999", "1.100000000000000000000"));
  EXPECT_TRUE(id_less("", "1"));
}

}  // namespace
}  // namespace gauntlet
