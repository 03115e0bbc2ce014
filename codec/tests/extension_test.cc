#include "ws/extension.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

namespace {

using Extensions = std::vector<ws::Extension>;

Extensions parse(std::string_view value) {
  auto parsed = ws::parse_extensions(value);
  EXPECT_TRUE(std::holds_alternative<Extensions>(parsed)) << value;
  return std::holds_alternative<Extensions>(parsed) ? std::get<Extensions>(parsed) : Extensions{};
}

TEST(ParseExtensions, ReadsTheExamplesOfTheRfc) {
  // RFC 6455 section 9.1.
  EXPECT_EQ(parse("foo, bar; baz=2"), (Extensions{{"foo", {}}, {"bar", {{"baz", "2"}}}}));
  EXPECT_EQ(parse("deflate-stream"), (Extensions{{"deflate-stream", {}}}));
  EXPECT_EQ(parse("mux; max-channels=4; flow-control, deflate-stream"),
            (Extensions{{"mux", {{"max-channels", "4"}, {"flow-control", std::nullopt}}}, {"deflate-stream", {}}}));
  EXPECT_EQ(parse("private-extension"), (Extensions{{"private-extension", {}}}));
}

TEST(ParseExtensions, AllowsWhiteSpaceAndEmptyElements) {
  const Extensions expected = {{"a", {{"b", "c"}}}, {"d", {}}};
  for (const auto* value : {"a;b=c,d", " a ; b = c , d ", "\ta\t;\tb\t=\tc\t,\td\t", ",a;b=c,,d,",
                            " , ,a; b=\"c\" ,\t, d , ", "a;b=\"\\c\",d"}) {
    EXPECT_EQ(parse(value), expected) << value;
  }
}

TEST(ParseExtensions, UnquotesValues) {
  EXPECT_EQ(parse("permessage-deflate; server_max_window_bits=\"10\""),
            (Extensions{{"permessage-deflate", {{"server_max_window_bits", "10"}}}}));
  EXPECT_EQ(parse("a; b=\"\\1\\0\""), (Extensions{{"a", {{"b", "10"}}}}));
  EXPECT_EQ(parse("constructor, __proto__; toString"),
            (Extensions{{"constructor", {}}, {"__proto__", {{"toString", std::nullopt}}}}));
}

TEST(ParseExtensions, RefusesWhereTheGrammarBreaks) {
  const std::vector<std::pair<std::string_view, std::uint64_t>> table = {
      {"", 0},
      {" ", 1},
      {",", 1},
      {" ,, ,", 5},
      {"a b", 2},
      {"a;", 2},
      {"a; ", 3},
      {"a;;b", 2},
      {";a", 0},
      {"a;b=", 4},
      {"a;b=,", 4},
      {"a;b=;c", 4},
      {"a;=c", 2},
      {"a=b", 1},
      {"a;b=c d", 6},
      {"a;b=c=d", 5},
      {"a/b", 1},
      {"a;b=\"c", 6},
      {"a;b=\"\"", 5},
      {"a;b=\"c d\"", 6},
      {"a;b=\"c,d\"", 6},
      {"a;b=\"\\\"\"", 6},
      {"a;b=\"\\", 6},
      {"a;b=\"c\"d", 7},
      {"a;b=c\"d\"", 5},
      {"a;\"b\"=c", 2},
      {"\"a\"", 0},
      {"a,b;", 4},
      {"a,b@", 3},
      {"\xC3\xA9", 0},
      {"a;b=\xC3", 4},
      {"a;b;", 4},
      {"a\r\n", 1},
      {"(a)", 0},
  };
  for (const auto& [value, offset] : table) {
    const auto parsed = ws::parse_extensions(value);
    ASSERT_TRUE(std::holds_alternative<ws::Violation>(parsed)) << value;
    EXPECT_EQ(std::get<ws::Violation>(parsed).rule, ws::Rule::kExtensionSyntax);
    EXPECT_EQ(std::get<ws::Violation>(parsed).offset, offset) << value;
  }
}

TEST(ParseExtensions, HasNoSlowInput) {
  // CVE-2020-7662, CVE-2020-7663: quoted backslashes without an end. CVE-2021-32640: white space.
  std::string quoted = "a; b=\"";
  for (int i = 0; i < 50'000; ++i) quoted += "\\c";
  EXPECT_TRUE(std::holds_alternative<ws::Violation>(ws::parse_extensions(quoted)));
  EXPECT_EQ(parse(quoted + "\"")[0].parameters[0].value, std::string(50'000, 'c'));
  const std::string spaces(32'000, ' ');
  EXPECT_TRUE(std::holds_alternative<ws::Violation>(ws::parse_extensions("b" + spaces + "x")));
  EXPECT_EQ(parse("b" + spaces + "," + spaces).size(), 1U);
  std::string many;
  for (int i = 0; i < 50'000; ++i) many += "a;b,";
  EXPECT_EQ(parse(many).size(), 50'000U);
}

TEST(PrintExtensions, QuotesOnlyWhatIsNoToken) {
  EXPECT_EQ(ws::print_extensions({}), "");
  EXPECT_EQ(ws::print_extensions({{"name", {{"parameter", "value"}}}, {"name2", {{"flag", std::nullopt}}}}),
            "name; parameter=value, name2; flag");
  EXPECT_EQ(ws::print_extensions({{"a", {{"b", "c d"}, {"e", ""}, {"f", "\"\\"}}}}), R"(a; b="c d"; e=""; f="\"\\")");
  std::string out = "> ";
  ws::print_extensions({{"a", {}}, {"b", {}}}, out);
  EXPECT_EQ(out, "> a, b");
}

TEST(PrintExtensions, IsReadBackTheSame) {
  std::mt19937 random(91);
  const auto token = [&random] {
    constexpr std::string_view kChars = "abcXYZ0189!#$%&'*+-.^_`|~";
    std::string text;
    for (std::size_t size = 1 + random() % 30; size > 0; --size) text += kChars[random() % kChars.size()];
    return text;
  };
  for (int round = 0; round < 500; ++round) {
    Extensions extensions(1 + random() % 4);
    for (auto& extension : extensions) {
      extension.name = token();
      extension.parameters.resize(random() % 4);
      for (auto& parameter : extension.parameters) {
        parameter.name = token();
        if (random() % 2 == 0) parameter.value = token();
      }
    }
    EXPECT_EQ(parse(ws::print_extensions(extensions)), extensions);
  }
}

}  // namespace
