#include <gmock/gmock.h>

#include "reports/tests/sample_results.h"
#include "reports/writers.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;

TEST(AutobahnIndex, IsTheReferencesFormToTheOctet) {
  Report report;
  report.results = {passed("node-ws", "1.1.1"), passed("node-ws", "10.1.1"), passed("node-ws", "2.1"),
                    failed("A\u00e9", "3.1")};
  report.results[3].remote_close_code.reset();
  report.results[3].close_behaviour = CloseBehaviour::kUnclean;
  EXPECT_EQ(autobahn_index(arrange(report)), R"({
   "A\u00e9": {
      "3.1": {
         "behavior": "FAILED",
         "behaviorClose": "UNCLEAN",
         "duration": 6,
         "remoteCloseCode": null,
         "reportfile": "a___case_3_1.json"
      }
   },
   "node-ws": {
      "1.1.1": {
         "behavior": "OK",
         "behaviorClose": "OK",
         "duration": 6,
         "remoteCloseCode": 1000,
         "reportfile": "node_ws_case_1_1_1.json"
      },
      "10.1.1": {
         "behavior": "OK",
         "behaviorClose": "OK",
         "duration": 6,
         "remoteCloseCode": 1000,
         "reportfile": "node_ws_case_10_1_1.json"
      },
      "2.1": {
         "behavior": "OK",
         "behaviorClose": "OK",
         "duration": 6,
         "remoteCloseCode": 1000,
         "reportfile": "node_ws_case_2_1.json"
      }
   }
})");
}

TEST(AutobahnIndex, NoResultsAreAnEmptyObject) { EXPECT_EQ(autobahn_index(arrange(Report())), "{}"); }

std::string case_text(const RunResult& result) {
  Report report;
  report.results = {result};
  return autobahn_case(arrange(report).columns[0], result);
}

TEST(AutobahnCase, HasAllKeysSorted) {
  const auto object = nlohmann::ordered_json::parse(case_text(full_result()));
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  EXPECT_THAT(keys, testing::ElementsAreArray({"agent",
                                               "behavior",
                                               "behaviorClose",
                                               "case",
                                               "closedByMe",
                                               "createStats",
                                               "createWirelog",
                                               "description",
                                               "droppedByMe",
                                               "duration",
                                               "expectation",
                                               "expected",
                                               "expectedClose",
                                               "failedByMe",
                                               "httpRequest",
                                               "httpResponse",
                                               "id",
                                               "isServer",
                                               "localCloseCode",
                                               "localCloseReason",
                                               "received",
                                               "remoteCloseCode",
                                               "remoteCloseReason",
                                               "reportCompressionRatio",
                                               "reportTime",
                                               "result",
                                               "resultClose",
                                               "rxFrameStats",
                                               "rxOctetStats",
                                               "started",
                                               "trafficStats",
                                               "txFrameStats",
                                               "txOctetStats",
                                               "wasClean",
                                               "wasCloseHandshakeTimeout",
                                               "wasNotCleanReason",
                                               "wasOpenHandshakeTimeout",
                                               "wasServerConnectionDropTimeout",
                                               "wirelog"}));
}

TEST(AutobahnCase, ValuesHaveTheReferencesForms) {
  const json object = json::parse(case_text(full_result()));
  EXPECT_EQ(
      object["expected"],
      json::parse(
          R"({"OK":[["message","text message \"x\"",false],["pong","pong \"y\""],["timeout","B"]],"NON-STRICT":[]})"));
  EXPECT_EQ(object["received"][0], json::parse(R"(["message","0x61ff00c328",true])"));
  EXPECT_EQ(object["received"][1], json({"pong", std::string(64, 'p') + " ..."}));
  EXPECT_EQ(object["received"][2], json({"timeout", "B"}));
  EXPECT_EQ(object["expectedClose"], json::parse(R"({"closeCode":[1000,1002],"closedByMe":true,"requireClean":true})"));
  EXPECT_EQ(object["remoteCloseReason"], "0xfffe");
  EXPECT_EQ(object["isServer"], true);
  EXPECT_EQ(object["duration"], 1235);
  EXPECT_EQ(object["started"], "2026-11-26T20:39:35.277Z");
  EXPECT_EQ(object["trafficStats"]["incomingCompressionRatio"], 90.0 / 800);
  EXPECT_EQ(object["trafficStats"]["outgoingWebSocketOverhead"], 0.25);
  EXPECT_EQ(object["trafficStats"].size(), 16U);
  EXPECT_TRUE(object["reportTime"] == true && object["reportCompressionRatio"] == true);
}

TEST(AutobahnCase, TheWireLogHasItsRows) {
  const json log = json::parse(case_text(full_result()))["wirelog"];
  EXPECT_EQ(log[0], json({"TO",
                          {100, std::string(128, '\0').replace(0, 128,
                                                               [] {
                                                                 std::string hex;
                                                                 for (int i = 0; i < 64; ++i) hex += "fe";
                                                                 return hex;
                                                               }()) +
                                    " ..."},
                          false}));
  EXPECT_EQ(log[1], json::parse(R"(["RO",[2,"0061"]])"));
  EXPECT_EQ(log[2], json::parse(R"(["TF",[5,"Hello"],1,true,4,"01020304",null,null,false])"));
  EXPECT_EQ(log[3], json::parse(R"(["RF",[0,""],9,false,0,false,null])"));
  EXPECT_EQ(log[4], json::parse(R"(["CT",1.5,"wait A for 1500 ms"])"));
  EXPECT_EQ(log.size(), 5U);
}

TEST(AutobahnCase, TimersAreKnownByWhatTheyAreAndNotByTheirNotes) {
  using Timer = WireEntry::Timer;
  const std::pair<Timer, const char*> rows[] = {{Timer::kNone, "[]"},
                                                {Timer::kKill, R"([["KLE"]])"},
                                                {Timer::kClose, R"([["TIE"]])"},
                                                {Timer::kAwait, R"([["CT",0.0,"kill timer fired"]])"}};
  for (const auto& [timer, row] : rows) {
    RunResult result = passed("a", "1.1");
    result.wire_log.resize(1);
    result.wire_log[0].kind = WireEntry::Kind::kTimer;
    result.wire_log[0].timer = timer;
    result.wire_log[0].note = "kill timer fired";
    EXPECT_EQ(json::parse(case_text(result))["wirelog"], json::parse(row)) << row;
  }
}

TEST(AutobahnCase, OfSeveralOutcomesOfAVerdictTheFirstIsListed) {
  RunResult result = passed("a", "1.1");
  result.outcomes = outcomes_of_every_kind();
  const auto expected = nlohmann::ordered_json::parse(case_text(result))["expected"];
  EXPECT_EQ(expected.begin().key(), "INFORMATIONAL");
  EXPECT_EQ(json(expected["OK"]), json::parse(R"x([["message","echo of message 0",false],
    ["message","echoes of messages 1 to 5",false],["message","echo of message 3 (optional)",false],["timeout","C"]])x"));
  result.outcomes.erase(result.outcomes.begin(), result.outcomes.begin() + 4);
  EXPECT_EQ(json::parse(case_text(result))["expected"], json::parse(R"({"OK":[
    ["message","the opening handshake is refused",false],["message","any events",false]]})"));
  result.outcomes = {{.events = std::nullopt, .words = {"pong \"x\""}}};
  EXPECT_EQ(json::parse(case_text(result))["expected"], json::parse(R"({"OK":[]})"));
}

TEST(AutobahnCase, NumbersThatAreKeysSortAsNumbers) {
  EXPECT_THAT(case_text(full_result()),
              testing::ContainsRegex("\"2\": 1,\n *\"10\": 1,\n *\"18446744073709551615\": 4"));
}

TEST(AutobahnCase, WhatIsNotThereIsNull) {
  RunResult result = passed("a", "1.1.1");
  result.remote_close_code.reset();
  const json object = json::parse(case_text(result));
  for (const char* key :
       {"remoteCloseCode", "remoteCloseReason", "localCloseCode", "trafficStats", "wasNotCleanReason"}) {
    EXPECT_TRUE(object[key].is_null()) << key;
  }
  EXPECT_EQ(object["httpResponse"], "?");
  EXPECT_EQ(object["reportTime"], false);
}

TEST(AgentStem, IsTheReferencesFileName) {
  EXPECT_EQ(agent_stem("  Node-WS/8.1 "), "node_ws_8_1");
  EXPECT_EQ(agent_stem("../../etc/passwd"), "______etc_passwd");
  EXPECT_EQ(agent_stem(""), "_");
  EXPECT_LT(agent_stem(std::string(5000, 'x')).size(), 200U);
  EXPECT_EQ(case_file_name("a", "1.1.1"), "a_case_1_1_1.json");
  EXPECT_EQ(case_file_name("a", "../x"), "a_case____x.json");
}

TEST(Matrix, SubjectsWithTheSameStemGetNumbers) {
  Report report;
  report.results = {passed("a b", "1.1"), passed("a-b", "1.1"), passed("a_b_2", "1.1"), passed("a.b", "1.1")};
  const Matrix matrix = arrange(report);
  std::vector<std::string> stems;
  for (const Column& column : matrix.columns) stems.push_back(column.stem);
  EXPECT_THAT(stems, testing::ElementsAre("a_b", "a_b_2", "a_b_2_2", "a_b_3"));
  EXPECT_EQ(matrix.notes.size(), 3U);
}

TEST(Matrix, BothRolesOfOneNameAreTwoColumns) {
  Report report;
  report.results = {passed("codec", "1.1"), passed("codec", "1.1")};
  report.results[1].role = SubjectRole::kClient;
  const Matrix matrix = arrange(report);
  ASSERT_EQ(matrix.columns.size(), 2U);
  EXPECT_EQ(matrix.columns[1].agent, "codec (client)");
}

TEST(Matrix, CasesStandByNumberAndTheLaterResultCounts) {
  Report report;
  report.results = {passed("a", "10.1"), passed("a", "2.11"), passed("a", "2.9"), failed("a", "2.9")};
  const Matrix matrix = arrange(report);
  std::vector<std::string> ids;
  for (const Row& row : matrix.rows) ids.push_back(row.id);
  EXPECT_THAT(ids, testing::ElementsAre("2.9", "2.11", "10.1"));
  EXPECT_EQ(matrix.rows[0].cells[0]->behaviour, Behaviour::kFailed);
  EXPECT_EQ(matrix.total, 3U);
  EXPECT_EQ(matrix.unexpected, 1U);
  EXPECT_EQ(matrix.notes.size(), 1U);
}

TEST(Matrix, StandingJoinsBothVerdicts) {
  RunResult result = passed("a", "1.1");
  EXPECT_TRUE(plain_ok(result));
  result.close_behaviour = CloseBehaviour::kWrongCode;
  EXPECT_EQ(standing(result), Standing::kFailed);
  result.close_behaviour = CloseBehaviour::kFailedByClient;
  EXPECT_EQ(standing(result), Standing::kNonStrict);
  result.behaviour = Behaviour::kUnimplemented;
  EXPECT_EQ(standing(result), Standing::kUnimplemented);
  EXPECT_FALSE(plain_ok(result));
}

}  // namespace
}  // namespace gauntlet::reports
