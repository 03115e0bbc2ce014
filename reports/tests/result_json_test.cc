#include "reports/result_json.h"

#include <gmock/gmock.h>

#include "reports/tests/sample_results.h"
#include "reports/wording.h"

namespace gauntlet::reports {
namespace {

using nlohmann::json;

// Results have no operator==: that what comes back is written the same says that every field that is
// written is read, and the sample has no field with its default.
TEST(ResultJson, AFullResultComesBack) {
  const json written = to_json(full_result());
  std::string error;
  const auto read = result_from_json(json::parse(written.dump()), error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(to_json(*read), written);

  const RunResult original = full_result();
  EXPECT_EQ(read->agent, kHostile);
  EXPECT_EQ(read->started, original.started);
  EXPECT_EQ(read->received[0].head, original.received[0].head);
  EXPECT_EQ(read->received[2].quiet, 'B');
  EXPECT_EQ(read->received[0].echo, 0U);
  EXPECT_EQ(read->local_close_reason, "");
  EXPECT_EQ(read->remote_close_reason, "\xff\xfe");
  EXPECT_EQ(read->sent_octets, original.sent_octets);
  EXPECT_EQ(expected_events(*read), expected_events(original));
  EXPECT_EQ(read->wire_log[4].timer, WireEntry::Timer::kWait);
  EXPECT_EQ(read->wire_log[4].after, original.wire_log[4].after);
  EXPECT_EQ(read->wire_log[2].masking_key, 0x01020304U);
  EXPECT_EQ(read->wire_log[0].kind, WireEntry::Kind::kSentOctets);
  EXPECT_EQ(read->death->output, "out\xff put");
}

void expect_documented(const json& value, const std::string& document) {
  if (value.is_array()) {
    for (const json& element : value) expect_documented(element, document);
  }
  if (!value.is_object()) return;
  for (const auto& [key, element] : value.items()) {
    const bool number = key.find_first_not_of("0123456789") == std::string::npos;  // by opcode, by size
    const bool named = number || key == "hex" || document.find("`" + key + "`") != std::string::npos;
    EXPECT_TRUE(named) << key;
    expect_documented(element, document);
  }
}

TEST(ResultJson, EveryFieldIsDocumented) {
  const std::string document = content_of(std::filesystem::path(WS_SOURCE_DIR) / "docs" / "results-format.md");
  RunResult result = full_result();
  result.outcomes = outcomes_of_every_kind();
  expect_documented(to_json(result), document);
  expect_documented(to_json(full_info()), document);
  EXPECT_NE(document.find("**Version " + std::to_string(kResultSchemaVersion) + ".**"), std::string::npos);
}

TEST(ResultJson, ADefaultResultComesBack) {
  const json written = to_json(RunResult());
  std::string error;
  const auto read = result_from_json(written, error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(to_json(*read), written);
  EXPECT_FALSE(read->death);
  EXPECT_FALSE(read->remote_close_code);
}

TEST(ResultJson, AnEmptyDeathIsStillADeath) {
  RunResult result = passed("a", "1.1");
  result.death.emplace();
  std::string error;
  EXPECT_TRUE(result_from_json(to_json(result), error)->death);
}

TEST(ResultJson, RunInfoComesBack) {
  const json written = to_json(full_info());
  std::string error;
  const auto read = info_from_json(json::parse(written.dump()), error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(to_json(*read), written);
  EXPECT_EQ(read->seed, 18446744073709551615ULL);
  EXPECT_EQ(read->command[2], kHostile);
  EXPECT_EQ(read->subjects.at(kHostile), "exec:" + kHostile);
}

TEST(ResultJson, OutcomesAreDataAndWords) {
  RunResult result = passed("a", "1.1");
  result.outcomes = outcomes_of_every_kind();
  const json written = to_json(result);
  EXPECT_EQ(written["expected"], json::parse(R"x([
    ["INFORMATIONAL", ["pong 3 octets of hex ff", "pong 100 octets of random UTF-8 (seed 7)",
                       "pong 16 characters of the json corpus, a sliding window",
                       "pong \"x\" + 1000 octets of \"ab\" + hex 61 62"]],
    ["NON-STRICT", ["nothing"]],
    ["OK", ["echo of message 0", "echoes of messages 1 to 5", "echo of message 3 (optional)", "still open after wait C",
            "or", "text message nothing", "binary message 1000 octets of \"ab\"", "pong hex 61 62",
            "or", "the opening handshake is refused", "any events"]]])x"));
  EXPECT_EQ(written["outcomes"], json::parse(R"([
    {"verdict": "OK", "events": [{"echo": 0}, {"echo": 1, "times": 5}, {"echo": 3, "optional": true}, {"quiet": "C"}]},
    {"verdict": "OK", "events": [{"message": {"type": "text", "payload": ""}},
                                 {"message": {"type": "binary", "payload": {"tile": "ab", "size": 1000}}},
                                 {"pong": {"hex": "6162"}}]},
    {"verdict": "INFORMATIONAL", "events": [
      {"pong": {"tile": {"hex": "ff"}, "size": 3}}, {"pong": {"random": "utf8", "seed": 7, "size": 100}},
      {"pong": {"corpus": "json", "size": 16, "slide": true}},
      {"pong": {"concat": ["x", {"concat": [{"tile": "ab", "size": 1000}, {"hex": "6162"}]}]}}]},
    {"verdict": "NON-STRICT", "events": []},
    {"verdict": "OK", "opening": {"refused": true}}])"));
  std::string error;
  const auto read = result_from_json(written, error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(to_json(*read), written);
}

// Before there was the data, a log had the words alone: they are shown as they are.
TEST(ResultJson, WordsOfAnOlderLogStay) {
  RunResult result = passed("a", "1.1");
  result.outcomes = outcomes_of_every_kind();
  json old = to_json(result);
  old.erase("outcomes");
  std::string error;
  const auto read = result_from_json(old, error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(read->outcomes.size(), result.outcomes.size());
  EXPECT_EQ(to_json(*read), old);
  EXPECT_EQ(expected_events(*read), expected_events(result));
}

TEST(ResultJson, OutcomesThatNoTableCanHaveAreRefused) {
  json deep = "x";
  for (int i = 0; i < 100; ++i) deep = {{"concat", {deep}}};
  const json payloads[] = {deep,
                           1,
                           {{"tile", "ab"}, {"size", std::uint64_t{1} << 40U}},
                           {{"corpus", "json"}, {"size", std::uint64_t{1} << 62U}},
                           {{"random", "runes"}, {"size", 1}},
                           {{"hex", "f"}},
                           {{"concat", "x"}},
                           {{"later", 1}}};
  json events = {
      1, {{"message", "x"}}, {{"echo", -1}}, {{"quiet", "AB"}}, {{"echo", 0}, {"optional", 1}}, {{"later", 1}}};
  for (const json& payload : payloads) {
    events.push_back({{"pong", payload}});
    events.push_back({{"message", {{"type", "text"}, {"payload", payload}}}});
  }
  std::vector<json> outcomes = {1, {{"verdict", "OK"}, {"events", 1}}, {{"verdict", "OK"}, {"opening", 1}}};
  for (const json& event : events) outcomes.push_back({{"verdict", "OK"}, {"events", {event}}});
  for (const json& outcome : outcomes) {
    json object = to_json(passed("a", "1.1"));
    object["outcomes"] = {outcome};
    std::string error;
    EXPECT_FALSE(result_from_json(object, error)) << outcome;
    EXPECT_THAT(error, testing::HasSubstr("outcomes")) << outcome;
  }
}

TEST(ResultJson, OctetsAreTextOrHex) {
  EXPECT_EQ(octets_to_json("Hello\n"), json("Hello\n"));
  EXPECT_EQ(octets_to_json("\xff\x01"), json::parse(R"({"hex":"ff01"})"));
  EXPECT_EQ(octets_from_json(json::parse(R"({"hex":"fF01"})")), "\xff\x01");
  EXPECT_FALSE(octets_from_json(json::parse(R"({"hex":"f"})")));
  EXPECT_FALSE(octets_from_json(json::parse(R"({"hex":"zz"})")));
  EXPECT_FALSE(octets_from_json(json::parse("[1]")));
}

TEST(ResultJson, WrongKindsAreNamed) {
  const std::pair<const char*, json> cases[] = {{"agent", 1},
                                                {"role", "both"},
                                                {"line", "x"},
                                                {"line", 1e3},
                                                {"opened", 1},
                                                {"remote_close_code", -1},
                                                {"expected", json::object()},
                                                {"expected", {{"PERHAPS", {"nothing"}}}},
                                                {"outcomes", json::object()},
                                                {"outcomes", {{{"verdict", "PERHAPS"}}}},
                                                {"wire_log", {1}},
                                                {"sent_frames", {{"x", 1}}},
                                                {"started", "yesterday"},
                                                {"line", 99999999999},
                                                {"received", {{{"kind", "message"}, {"quiet", "AB"}}}}};
  for (const auto& [key, value] : cases) {
    json object = to_json(passed("a", "1.1"));
    object[key] = value;
    std::string error;
    EXPECT_FALSE(result_from_json(object, error)) << key << ": " << value;
    EXPECT_THAT(error, testing::HasSubstr(key)) << value;
  }
}

TEST(ResultJson, OtherVersionsAndShapesAreRefused) {
  std::string error;
  EXPECT_FALSE(result_from_json(json::array(), error));
  json object = to_json(passed("a", "1.1"));
  object["schema_version"] = 2;
  EXPECT_FALSE(result_from_json(object, error));
  object.erase("schema_version");
  EXPECT_FALSE(result_from_json(object, error));
}

TEST(ResultJson, UnknownKeysAreIgnoredAndAbsentOnesKeepTheirDefault) {
  std::string error;
  const auto read = result_from_json(json::parse(R"({"schema_version":1,"agent":"a","later":[1]})"), error);
  ASSERT_TRUE(read) << error;
  EXPECT_EQ(read->agent, "a");
  EXPECT_EQ(read->severity, Severity::kMedium);
}

TEST(IsoTime, GoesBothWays) {
  const auto time = full_result().started;
  EXPECT_EQ(iso_milliseconds(time), "2026-11-26T20:39:35.277Z");
  std::chrono::system_clock::time_point read;
  ASSERT_TRUE(from_iso(iso_exact(time), read));
  EXPECT_EQ(read, time);
  ASSERT_TRUE(from_iso("1970-01-01T00:00:00.000Z", read));
  EXPECT_EQ(read.time_since_epoch().count(), 0);
  for (const char* wrong : {"", "2026", "2026-13-01T00:00:00.0Z", "2026-02-30T00:00:00.0Z", "2026-01-01T00:00:00Z",
                            "2026-01-01T24:00:00.0Z", "2026-01-01T00:00:00.0", "9999-01-01T00:00:00.0Z",
                            "-026-01-01T00:00:00.0Z", "2026-01-01T00:00:00.0000000000Z"}) {
    EXPECT_FALSE(from_iso(wrong, read)) << wrong;
  }
}

}  // namespace
}  // namespace gauntlet::reports
