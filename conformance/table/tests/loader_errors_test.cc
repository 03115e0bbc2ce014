#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "conformance/table/json_tree.h"
#include "conformance/table/loader.h"

namespace gauntlet {
namespace {

using Json = nlohmann::ordered_json;
using testing::HasSubstr;

// Has one of everything that can go wrong; printed with a line for each value.
Json good_table() {
  return Json::parse(R"({
    "$schema": "s", "schema_version": 1, "table": "7.1", "title": "T", "judging": "outcome", "about": ["x"],
    "notes": { "Flag": { "bugType": "BASIC", "summary": "s", "effect": "e", "cwe": ["CWE-1"],
                         "cves": ["CVE-2020-1234"], "links": ["https://a.example"] } },
    "cases": [ {
      "id": "7.1.1", "title": "t", "why": "w", "role": "both", "requires": ["echo"], "severity": "low",
      "flags": ["Flag"], "requirements": ["6455-5.2-rsv"], "timeout_ms": 1000, "informational": false,
      "wrong_endpoint_fatal": false, "wrong_code_fatal": false,
      "handshake": { "extensions": [ { "name": "permessage-deflate", "server_max_window_bits": 9 } ],
                     "require": ["permessage-deflate"], "answers": [ { "needs": [], "answer": { "a": 1 } } ],
                     "subprotocols": ["p"], "headers": [ ["a", "b"] ], "raw": ["GET"], "early": true, "chop": 1 },
      "steps": [
        { "frame": { "opcode": "text", "fin": true, "rsv": 0, "masking_key": "auto", "length_form": "7",
                     "declared_length": "1", "payload": "p" }, "sync": true },
        { "message": { "type": "text", "payload": "p", "fragment": 1, "compress": true } },
        { "payload": { "hex": "00" } }, { "hex": "00" }, { "octets": { "tile": "x", "size": 1 } },
        { "close": { "code": 1000, "reason": "r" } }, { "wait": "A", "ms": 1 }, { "await": "eof", "ms": 1 },
        { "eof": true }, { "reset": true }, { "repeat": 2, "steps": [ { "hex": "" } ], "quick": 1 },
        { "octets": { "random": "ascii", "seed": 1, "size": 1 } },
        { "octets": { "corpus": "json", "size": 1, "slide": true } }, { "octets": { "concat": [ "a" ] } } ],
      "finish": { "kill_ms": 1 },
      "outcomes": [ {
        "verdict": "OK", "because": "b", "checks": ["single-close"],
        "events": [ { "echo": 0, "times": 1 }, { "message": { "type": "text", "payload": "p" } }, { "pong": "p" },
                    { "quiet": "A", "optional": true } ],
        "close": { "by": "subject", "codes": [1002], "code_optional": true, "clean": false },
        "opening": { "refused": true, "status": [400], "drop_accepted": true, "fields": [ ["a", "b"] ] } } ]
    } ] })");
}

struct Fault {
  std::string set;            // JSON pointer of what is replaced or added
  std::string value;          // JSON; empty: erased
  std::string message;        // part of it
  std::string pointer = "=";  // of the finding; "=": that of `set`
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.set << " := " << fault.value; }

int line_of(const std::string& text, const std::string& pointer) {
  const JsonDocument document = parse_json(text, "", 1);
  const JsonValue* value = document.root->at(pointer);
  return value == nullptr ? -1 : value->line;
}

class LoaderErrors : public testing::TestWithParam<Fault> {};

TEST_P(LoaderErrors, OneFindingWithItsPlace) {
  const Fault& fault = GetParam();
  Json table = good_table();
  const Json::json_pointer pointer(fault.set);
  if (fault.value.empty()) {
    Json& parent = table[pointer.parent_pointer()];
    parent.erase(pointer.back());
  } else {
    table[pointer] = Json::parse(fault.value);
  }
  const std::string text = table.dump(1);
  const LoadResult result = load_table_text(text, "t.json");
  EXPECT_FALSE(result.table.has_value());
  ASSERT_EQ(result.errors.size(), 1U) << (result.errors.empty() ? "none" : to_string(result.errors.back()));
  const LoadError& error = result.errors[0];
  EXPECT_THAT(error.message, HasSubstr(fault.message));
  EXPECT_EQ(error.pointer, fault.pointer == "=" ? fault.set : fault.pointer);
  EXPECT_EQ(error.file, "t.json");
  EXPECT_EQ(error.line, line_of(text, error.pointer));
}

const std::string kCase = "/cases/0";
const std::string kSteps = "/cases/0/steps";
const std::string kOutcome = "/cases/0/outcomes/0";
const std::string kHandshake = "/cases/0/handshake";

INSTANTIATE_TEST_SUITE_P(
    Table, LoaderErrors,
    testing::Values(
        Fault{"/$schema", "", "\"$schema\" is missing", ""}, Fault{"/$schema", "1", "must be a string"},
        Fault{"/schema_version", "2", "an integer from 1 to 1, not 2"}, Fault{"/table", "\"7.\"", "numbers with dots"},
        Fault{"/table", "\"\"", "numbers with dots"}, Fault{"/title", "\"\"", "1 to 80 characters"},
        Fault{"/title", '"' + std::string(81, 'x') + '"', "1 to 80 characters"},
        Fault{"/judging", "\"strict\"", "must be one of reference, outcome, not \"strict\""},
        Fault{"/about", "\"x\"", "must be an array, not a string"}, Fault{"/about/0", "1", "must be a string"},
        Fault{"/notes", "[]", "must be an object, not an array"},
        Fault{"/notes/Flag/bugType", "\"basic\"", "must be one of BASIC, EDGE_CASE"},
        Fault{"/notes/Flag/summary", "", "\"summary\" is missing", "/notes/Flag"},
        Fault{"/notes/Flag/cwe/0", "\"20\"", "must be such as CWE-20"},
        Fault{"/notes/Flag/cves/0", "\"CVE-20-1\"", "must be such as CVE-2020-27813"},
        Fault{"/notes/a~1b~0c", "1", "must be an object, not an integer"}, Fault{"/cases", "[]", "must not be empty"},
        Fault{"/cases", "{}", "must be an array"}, Fault{"/cases/1", "7", "must be an object, not an integer"},
        Fault{"/titel", "\"x\"", "key \"titel\" is unknown; did you mean \"title\"?"}));

INSTANTIATE_TEST_SUITE_P(
    Case, LoaderErrors,
    testing::Values(Fault{kCase + "/id", "\"7\"", "two or more numbers"}, Fault{kCase + "/id", "null", "not null"},
                    Fault{kCase + "/id", "", "\"id\" is missing", kCase},
                    Fault{kCase + "/title", '"' + std::string(101, 'x') + '"', "at most 100 characters"},
                    Fault{kCase + "/why", "false", "must be a string, not a boolean"},
                    Fault{kCase + "/role", "\"peer\"", "server, client, both"},
                    Fault{kCase + "/requires/0", "\"ping\"", "must be one of echo"},
                    Fault{kCase + "/requires/1", "\"echo\"", "\"echo\" stands there twice"},
                    Fault{kCase + "/flags/1", "\"Flag\"", "stands there twice"},
                    Fault{kCase + "/requirements", "[]", "must not be empty"},
                    Fault{kCase + "/requirements/0", "\"6455-5.2\"", "the id of a requirement"},
                    Fault{kCase + "/requirements/0", "\"2616-5.2-a\"", "the id of a requirement"},
                    Fault{kCase + "/severity", "\"sever\"", "info, low, medium, high, critical"},
                    Fault{kCase + "/timeout_ms", "0", "from 1 to 3600000, not 0"},
                    Fault{kCase + "/timeout_ms", "-1", "not \"-1\""},
                    Fault{kCase + "/timeout_ms", "1.5", "not \"1.5\""},
                    Fault{kCase + "/timeout_ms", "99999999999999999999", "must be an integer"},
                    Fault{kCase + "/informational", "1", "must be true or false, not an integer"},
                    Fault{kCase + "/finish", "{}", "must have one of kill_ms, close_ms"},
                    Fault{kCase + "/finish/close_ms", "1", "has both kill_ms and close_ms", kCase + "/finish"},
                    Fault{kCase + "/outcomes", "[]", "must not be empty"},
                    Fault{kCase + "/steps", "{}", "must be an array, not an object"},
                    Fault{kCase + "/spec", "[]", "key \"spec\" is unknown"}));

INSTANTIATE_TEST_SUITE_P(
    Steps, LoaderErrors,
    testing::Values(Fault{kSteps + "/0", "{}", "must have one of frame, message, payload"},
                    Fault{kSteps + "/0", "[]", "must be an object, not an array"},
                    Fault{kSteps + "/0/hex", "\"00\"", "has both frame and hex", kSteps + "/0"},
                    Fault{kSteps + "/0/ms", "1", "ms means nothing beside frame"},
                    Fault{kSteps + "/0/quick", "1", "quick means nothing beside frame"},
                    Fault{kSteps + "/5/chop", "1", "chop means nothing beside close"},
                    Fault{kSteps + "/1/sync", "true", "sync means nothing beside message"},
                    Fault{kSteps + "/0/frane", "1", "did you mean \"frame\"?"},
                    Fault{kSteps + "/0/frame/opcode", "", "\"opcode\" is missing", kSteps + "/0/frame"},
                    Fault{kSteps + "/0/frame/opcode", "16", "from 0 to 15, not 16"},
                    Fault{kSteps + "/0/frame/opcode", "\"txt\"", "must be one of continuation"},
                    Fault{kSteps + "/0/frame/fin", "1", "must be true or false"},
                    Fault{kSteps + "/0/frame/rsv", "8", "from 0 to 7"},
                    Fault{kSteps + "/0/frame/masking_key", "\"DEADBEEF\"", "8 hex digits in lower case"},
                    Fault{kSteps + "/0/frame/length_form", "16", "must be one of minimal, 7, 16, 64"},
                    Fault{kSteps + "/0/frame/declared_length", "1", "must be a string"},
                    Fault{kSteps + "/0/frame/declared_length", "\"18446744073709551616\"", "up to 2^64-1"},
                    Fault{kSteps + "/0/frame/declared_length", "\"-1\"", "up to 2^64-1"},
                    Fault{kSteps + "/1/message/type", "\"ping\"", "must be one of text, binary"},
                    Fault{kSteps + "/1/message/fragment", "\"1 kib\"", "must be a size"},
                    Fault{kSteps + "/1/message/fragment", "\"1024 MiB \"", "must be a size"},
                    Fault{kSteps + "/2/payload", "1", "must be a string or an object"},
                    Fault{kSteps + "/3/hex", "\"0\"", "octets in hex"},
                    Fault{kSteps + "/3/hex", "\"FF\"", "octets in hex"},
                    Fault{kSteps + "/3/hex", "\"00 \"", "octets in hex"},
                    Fault{kSteps + "/3/hex", "\"0000\"", "octets in hex"},
                    Fault{kSteps + "/5/close/code", "65536", "from 0 to 65535"},
                    Fault{kSteps + "/5/close/code", "", "has a reason, but no code", kSteps + "/5/close"},
                    Fault{kSteps + "/5/close/body", "\"x\"", "has a body", kSteps + "/5/close"},
                    Fault{kSteps + "/6/wait", "\"AB\"", "a letter from A to Z"},
                    Fault{kSteps + "/6/ms", "", "\"ms\" is missing", kSteps + "/6"},
                    Fault{kSteps + "/7/await", "\"ping\"", "must be one of message, pong, close, eof"},
                    Fault{kSteps + "/8/eof", "false", "must be true, or left out"},
                    Fault{kSteps + "/9/reset", "1", "must be true, not an integer"},
                    Fault{kSteps + "/10/repeat", "0", "from 1 to 1000000"},
                    Fault{kSteps + "/10/steps", "", "\"steps\" is missing", kSteps + "/10"},
                    Fault{kSteps + "/10/steps/0/hex", "\"z\"", "octets in hex"}));

INSTANTIATE_TEST_SUITE_P(
    Payloads, LoaderErrors,
    testing::Values(Fault{kSteps + "/4/octets/tile", "\"\"", "must not be empty"},
                    Fault{kSteps + "/4/octets/size", "1073741825", "from 0 to 1073741824"},
                    Fault{kSteps + "/4/octets/size", "\"1025 MiB\"", "from 0 to 1073741824"},
                    Fault{kSteps + "/4/octets/size", "\"99999999999999999999999 MiB\"", "from 0 to 1073741824"},
                    Fault{kSteps + "/4/octets/size", "\" MiB\"", "must be a size"},
                    Fault{kSteps + "/4/octets/size", "\"-1 MiB\"", "must be a size"},
                    Fault{kSteps + "/4/octets/size", "true", "must be a size"},
                    Fault{kSteps + "/4/octets/size", "", "\"size\" is missing", kSteps + "/4/octets"},
                    Fault{kSteps + "/4/octets/seed", "1", "seed means nothing beside tile"},
                    Fault{kSteps + "/4/octets/tile_hex", "\"00\"", "has both tile and tile_hex", kSteps + "/4/octets"},
                    Fault{kSteps + "/11/octets/random", "\"utf16\"", "must be one of octets, ascii, utf8"},
                    Fault{kSteps + "/11/octets/seed", "-1", "must be an integer"},
                    Fault{kSteps + "/12/octets/corpus", "\"faust\"", "must be one of json, bitmap, prose, html, pdf"},
                    Fault{kSteps + "/12/octets/slide", "1", "must be true or false"},
                    Fault{kSteps + "/13/octets/concat/0", "{}", "must have one of hex, concat"},
                    Fault{kSteps + "/13/octets/concat", "\"a\"", "must be an array"}));

INSTANTIATE_TEST_SUITE_P(
    HandshakeAndOutcomes, LoaderErrors,
    testing::Values(
        Fault{kHandshake + "/extensions/0/name", "\"x\"", "must be one of permessage-deflate"},
        Fault{kHandshake + "/extensions/0/server_max_window_bits", "16", "from 8 to 15"},
        Fault{kHandshake + "/extensions/0/server_max_window_bits", "true", "must be an integer from 8 to 15"},
        Fault{kHandshake + "/extensions/0/client_no_context_takeover", "9", "must be true or false"},
        Fault{kHandshake + "/extensions/0/client_max_window_bits", "\"9\"", "must be an integer"},
        Fault{kHandshake + "/extensions/0/bits", "9", "key \"bits\" is unknown"},
        Fault{kHandshake + "/require/0", "\"x\"", "must be one of permessage-deflate"},
        Fault{kHandshake + "/answers/0/answer/a", "null", "must be true, an integer or a string"},
        Fault{kHandshake + "/answers/0/needs", "", "\"needs\" is missing", kHandshake + "/answers/0"},
        Fault{kHandshake + "/headers/0/2", "\"c\"", "must be two strings", kHandshake + "/headers/0"},
        Fault{kHandshake + "/raw_octets", "\"x\"", "both raw and raw_octets", kHandshake},
        Fault{kHandshake + "/chop", "0", "from 1 to"},
        Fault{kHandshake + "/chop", "[1, 0]", "from 1 to", kHandshake + "/chop/1"},
        Fault{kOutcome + "/verdict", "\"FINE\"", "must be one of OK, NON-STRICT, INFORMATIONAL, UNIMPLEMENTED, FAILED"},
        Fault{kOutcome + "/close", "", "\"close\" is missing", kOutcome},
        Fault{kOutcome + "/close/by", "\"peer\"", "must be one of subject, harness, either"},
        Fault{kOutcome + "/close/codes/0", "70000", "from 0 to 65535"},
        Fault{kOutcome + "/checks/0", "\"fast\"", "must be one of request-valid"},
        Fault{kOutcome + "/checks/1", "\"single-close\"", "stands there twice"},
        Fault{kOutcome + "/events/0/echo", "-1", "must be an integer"},
        Fault{kOutcome + "/events/0/pong", "\"p\"", "has both echo and pong", kOutcome + "/events/0"},
        Fault{kOutcome + "/events/1/times", "2", "times means nothing beside message"},
        Fault{kOutcome + "/events/1/message/compress", "true", "key \"compress\" is unknown"},
        Fault{kOutcome + "/events/3/optional", "false", "must be true"},
        Fault{kOutcome + "/opening/refused", "false", "must be true"},
        Fault{kOutcome + "/opening/status/0", "99", "from 100 to 999"},
        Fault{kOutcome + "/opening/fields/0", "\"a\"", "must be an array"}));

TEST(LoaderErrorsTogether, AllAreFoundInOnePassInTheOrderOfTheFile) {
  Json table = good_table();
  table["cases"][0]["severity"] = "x";
  table["cases"][0]["outcomes"][0]["verdict"] = "x";
  table["cases"][0]["steps"][0]["frame"]["rsv"] = 9;
  table["notes"]["Flag"]["bugType"] = "x";
  const LoadResult result = load_table_text(table.dump(1), "t.json");
  ASSERT_EQ(result.errors.size(), 4U);
  EXPECT_EQ(result.errors[0].pointer, "/notes/Flag/bugType");
  EXPECT_EQ(result.errors[1].pointer, "/cases/0/severity");
  EXPECT_EQ(result.errors[2].pointer, "/cases/0/steps/0/frame/rsv");
  EXPECT_EQ(result.errors[3].pointer, "/cases/0/outcomes/0/verdict");
}

TEST(LoaderErrorsTogether, AtMostTwenty) {
  Json table = good_table();
  for (int i = 0; i < 50; ++i) table["about"].push_back(i);
  EXPECT_EQ(load_table_text(table.dump(1), "t.json").errors.size(), 20U);
}

TEST(LoaderErrorsTogether, TheTableItselfIsGood) {
  for (const LoadError& error : load_table_text(good_table().dump(1), "t.json").errors)
    ADD_FAILURE() << to_string(error);
}

}  // namespace
}  // namespace gauntlet
