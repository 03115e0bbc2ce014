#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

#include "conformance/table/json_tree.h"
#include "conformance/table/lint.h"
#include "conformance/table/loader.h"
#include "conformance/table/random_source.h"
#include "conformance/table/requirements.h"

namespace gauntlet {
namespace {

using testing::HasSubstr;

std::string file_text(const std::string& name) {
  std::ifstream stream(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string examples_text() { return file_text(WS_SOURCE_DIR "/conformance/table/tests/examples.json"); }

// Whatever the text is: no throw, a table or at least one error, every error on one line.
void check(std::string_view text) {
  const LoadResult result = load_table_text(text, "t.json");
  ASSERT_NE(result.table.has_value(), !result.errors.empty());
  ASSERT_LE(result.errors.size(), 20U);
  for (const LoadError& error : result.errors) ASSERT_EQ(to_string(error).find('\n'), std::string::npos);
  const std::optional<std::string> once = canonical(text);
  if (once) {
    ASSERT_EQ(canonical(*once), once);
  }
}

TEST(HostileJson, TruncationAtEveryOctet) {
  const std::string text = examples_text();
  for (std::size_t size = 0; size + 2 < text.size(); ++size) {
    SCOPED_TRACE(size);
    const LoadResult result = load_table_text(std::string_view(text).substr(0, size), "t.json");
    ASSERT_FALSE(result.table.has_value());
    ASSERT_EQ(result.errors.size(), 1U);
    ASSERT_THAT(result.errors[0].message, HasSubstr("not JSON"));
  }
}

TEST(HostileJson, OneOctetChangedOrRemoved) {
  const std::string text = examples_text();
  RandomSource random(7);
  for (std::size_t at = 0; at < text.size(); at += 1 + random.below(7)) {
    SCOPED_TRACE(at);
    std::string changed = text;
    changed[at] = static_cast<char>(random.below(256));
    ASSERT_NO_FATAL_FAILURE(check(changed));
    changed = text;
    changed.erase(at, 1 + random.below(30));
    ASSERT_NO_FATAL_FAILURE(check(changed));
  }
}

TEST(HostileJson, NestingIsBounded) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_NE(parse_json(nested(64), "f", 9).root, nullptr);
  const JsonDocument document = parse_json(nested(65), "f", 9);
  EXPECT_EQ(document.root, nullptr);
  ASSERT_EQ(document.errors.size(), 1U);
  EXPECT_EQ(document.errors[0].message, "nested deeper than 64");
  EXPECT_FALSE(load_table_text(std::string(10'000'000, '['), "f").table.has_value());
  EXPECT_FALSE(canonical_requirements(std::string(1'000'000, '[')).has_value());
}

TEST(HostileJson, SizeAndNumberOfValuesAreBounded) {
  EXPECT_EQ(load_table_text(std::string(kLargestJson + 1, ' '), "f").errors.at(0).message, "larger than 16 MiB");
  std::string many = "[0";
  for (std::size_t i = 0; i < kMostJsonValues; ++i) many += ",0";
  EXPECT_EQ(load_table_text(many + "]", "f").errors.at(0).message, "more than 500000 values");
}

TEST(HostileJson, ManyUnknownAndRepeatedKeysAreQuick) {
  std::string text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k\":" + std::to_string(i) + ",";
  EXPECT_EQ(load_table_text(text + "\"k\":0}", "f").errors.size(), 20U);
  text = "{";
  for (int i = 0; i < 200'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_EQ(load_table_text(text + "\"k\":0}", "f").errors.size(), 20U);
}

TEST(HostileJson, DuplicateKeysAreErrorsWithBothLines) {
  const LoadResult result =
      load_table_text("{\n\"title\": \"a\",\n\"cases\": [\n{ \"id\": 1,\n\"id\": 2 }],\n\"title\": 3}", "f");
  std::vector<std::string> all;
  for (const LoadError& error : result.errors) all.push_back(to_string(error));
  EXPECT_THAT(all, testing::Contains("f:5: /cases/0: key \"id\" stands here again, after line 4"));
  EXPECT_THAT(all, testing::Contains("f:6: key \"title\" stands here again, after line 2"));
}

TEST(HostileJson, BrokenSyntaxHasItsLineAndPlace) {
  const auto error = [](std::string_view text) { return to_string(load_table_text(text, "f").errors.at(0)); };
  EXPECT_THAT(error("{\n  \"cases\": [\n    { \"id\": }\n] }"), testing::StartsWith("f:3: /cases/0: not JSON: "));
  EXPECT_THAT(error(""), testing::StartsWith("f:1: not JSON: "));
  EXPECT_THAT(error("{}\n}"), testing::StartsWith("f:2: not JSON: "));
  EXPECT_THAT(error("[1e999]"), HasSubstr("number overflow"));
  EXPECT_THAT(error("[\n\"a\xFFz\"]"), testing::AllOf(testing::StartsWith("f:2: "), HasSubstr("UTF-8")));
  EXPECT_THAT(error("// no\n{}"), HasSubstr("not JSON"));
  EXPECT_THAT(error(std::string_view("\0\0", 2)), HasSubstr("not JSON"));
}

TEST(HostileJson, KeysCannotForgeLines) {
  const LoadResult result = load_table_text("{ \"a\\nb\\u001b[31m\\u0000~/\": 1 }", "f");
  EXPECT_EQ(to_string(result.errors.at(0)).substr(0, 34), "f:1: /a\\nb\\x1b[31m\\x00~0~1: key \"a");
}

TEST(JsonTree, EveryValueHasTheLineItBeginsOn) {
  const JsonDocument document = parse_json(
      "{\n \"a\": 1\n,\"b\":\n -2,\n\"c\": [ 1\n, 2.5,\r\n{\"d/~\": \"\"\n}, true\n\n], \"e\": null}", "f", 9);
  ASSERT_NE(document.root, nullptr);
  const auto line = [&](std::string_view pointer) { return document.root->at(pointer)->line; };
  EXPECT_EQ(line(""), 1);
  EXPECT_EQ(line("/a"), 2);
  EXPECT_EQ(line("/b"), 4);
  EXPECT_EQ(line("/c"), 5);
  EXPECT_EQ(line("/c/0"), 5);
  EXPECT_EQ(line("/c/1"), 6);
  EXPECT_EQ(line("/c/2"), 7);
  EXPECT_EQ(line("/c/2/d~1~0"), 7);
  EXPECT_EQ(line("/c/3"), 8);
  EXPECT_EQ(line("/e"), 10);
  EXPECT_EQ(document.root->at("/c/2/d~1~0")->pointer(), "/c/2/d~1~0");
  EXPECT_EQ(document.root->at("/x"), nullptr);
  EXPECT_EQ(document.root->at("/c/"), nullptr);
  EXPECT_EQ(document.root->at("/c/22"), nullptr);
}

TEST(JsonTree, NumbersKeepWhatMatters) {
  const JsonDocument document = parse_json("[18446744073709551615, -1, 1e2, 18446744073709551616]", "f", 9);
  ASSERT_NE(document.root, nullptr);
  const auto& items = document.root->children;
  EXPECT_EQ(items[0].kind, JsonValue::Kind::kInteger);
  EXPECT_EQ(items[0].integer, 18446744073709551615U);
  EXPECT_EQ(items[1].text, "-1");
  EXPECT_EQ(items[2].text, "1e2");
  EXPECT_EQ(items[3].text, "18446744073709551616");
}

TEST(Finding, IsOneCleanLine) {
  const Finding finding{"a\nb.json", 3, "/x", std::string(2000, 'y')};
  const std::string text = to_string(finding);
  EXPECT_THAT(text, testing::StartsWith("a\\nb.json:3: /x: yyy"));
  EXPECT_LT(text.size(), 1100U);
  EXPECT_EQ(to_string({"f", 0, "", "m"}), "f: m");
  EXPECT_EQ(in_quotes("h\xC3\xA4\xFF\xED\xA0\x80"), "\"h\xC3\xA4\\xff\\xed\\xa0\\x80\"");
  EXPECT_EQ(in_quotes(std::string(61, 'a')), '"' + std::string(60, 'a') + "...\"");
}

}  // namespace
}  // namespace gauntlet
