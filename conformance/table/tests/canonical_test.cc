#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "conformance/table/lint.h"

namespace gauntlet {
namespace {

std::string canonical_text(const std::filesystem::path& name) {
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

constexpr const char* kCanonical = R"({
  "table": "1",
  "about": [
    "a"
  ],
  "notes": {
    "A": { "cwe": ["CWE-1", "CWE-2"], "summary": "\u0001 \"ä\"" },
    "B": {}
  },
  "cases": [
    {
      "id": "1.1", "title": "t",
      "why": "w",
      "role": "both", "flags": [], "timeout_ms": 5,
      "requirements": ["a", "b"],
      "handshake": {
        "extensions": [ { "name": "x" }, "y" ],
        "headers": [ ["a", "b"] ],
        "early": true
      },
      "steps": [
        { "await": "eof" },
        { "repeat": 2, "quick": 1, "steps": [
          { "hex": "" },
          { "repeat": 1, "steps": [] }
        ] }
      ],
      "finish": { "kill_ms": 1 },
      "outcomes": [
        { "verdict": "OK", "events": [ { "echo": 0 } ], "close": {} }
      ],
      "unknown": [1, -2, 2.50, null]
    }
  ],
  "extra": [
    {}
  ]
}
)";

TEST(Canonical, LayoutIsAFixedPoint) { EXPECT_EQ(canonical(kCanonical), kCanonical); }

TEST(Canonical, SpacesLinesAndTheOrderOfKnownKeysDoNotMatter) {
  std::string text = R"({"extra":[{}],"cases":[{"unknown":[1,-2,2.50,null],"outcomes":[{"verdict":"OK",
    "events":[{"echo":0}],"close":{}}],"finish":{"kill_ms":1},"steps":[{"await":"eof"},{"repeat":2,"steps":[{"hex":""},
    {"repeat":1,"steps":[]}],"quick":1}],"handshake":{"extensions":[{"name":"x"},"y"],"headers":[["a","b"]],"early":true},
    "requirements":["a","b"],"timeout_ms":5,"flags":[],"role":"both","why":"w","title":"t","id":"1.1"}],
    "notes":{"A":{"cwe":["CWE-1","CWE-2"],"summary":"\u0001 \"\u00e4\""},"B":{}},"about":["a"],"table":"1"})";
  EXPECT_EQ(canonical(text), kCanonical);
}

TEST(Canonical, AnyJsonHasAForm) {
  EXPECT_EQ(canonical("[ ]"), "[]\n");
  EXPECT_EQ(canonical("{}"), "{}\n");
  EXPECT_EQ(canonical("\"x\""), "\"x\"\n");
  for (const char* odd :
       {R"({"cases": 1})", R"({"cases": [1, [], {}]})", R"({"cases": {"a": 1}})",
        R"({"cases": [{"steps": {"steps": 1}, "outcomes": "x", "handshake": []}]})",
        R"({"cases": [{"steps": [1, {"steps": 2, "a": 1}, {"steps": {}}]}], "about": {}, "notes": []})"}) {
    const auto once = canonical(odd);
    ASSERT_TRUE(once.has_value());
    EXPECT_EQ(canonical(*once), once);
  }
}

TEST(Canonical, WhatIsNoJsonOrSaysThingsTwiceHasNone) {
  EXPECT_FALSE(canonical("{").has_value());
  EXPECT_FALSE(canonical(R"({ "a": 1, "a": 2 })").has_value());
  EXPECT_FALSE(canonical_requirements(R"({ "a": 1, "a": 2 })").has_value());
}

TEST(Canonical, RequirementsAreDumpedWithTwoSpaces) {
  EXPECT_EQ(canonical_requirements(R"({"b": [1,"ä"], "a": {}})"),
            "{\n  \"b\": [\n    1,\n    \"ä\"\n  ],\n  \"a\": {}\n}\n");
}

TEST(Canonical, ExamplesAreCanonical) {
  const std::string text = canonical_text(WS_SOURCE_DIR "/conformance/table/tests/examples.json");
  EXPECT_EQ(canonical(text), text);
}

TEST(Canonical, FirstDifferenceIsNamed) {
  EXPECT_TRUE(lint_format("a\nb\n", "f", "a\nb\n").empty());
  EXPECT_EQ(to_string(lint_format("a\nx\nc\n", "f", "a\nb\nc\n").at(0)),
            "f:2: is not in its canonical form (lint --fix rewrites it): has \"x\" instead of \"b\"");
  EXPECT_EQ(lint_format("a\n", "f", "a\nb\n").at(0).line, 2);
  EXPECT_EQ(lint_format("a", "f", "a\n").size(), 1U);
  EXPECT_EQ(lint_format("", "f", "a\n").at(0).line, 1);
}

TEST(Schema, IsJson) {
  EXPECT_TRUE(
      canonical_requirements(canonical_text(WS_SOURCE_DIR "/conformance/schema/case-table.schema.json")).has_value());
}

}  // namespace
}  // namespace gauntlet
