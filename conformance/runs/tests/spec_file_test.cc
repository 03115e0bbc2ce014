#include "conformance/runs/spec_file.h"

#include <gtest/gtest.h>

namespace {

using namespace gauntlet;

SpecReading client(const std::string& text) { return read_spec(text, "spec.json", SpecMode::kFuzzingClient); }
SpecReading server(const std::string& text) { return read_spec(text, "spec.json", SpecMode::kFuzzingServer); }

TEST(SpecFile, TakesEveryKeyOfAFuzzingClientSpec) {
  const auto reading = client(R"({
    "outdir": "./reports/x", "options": {"failByDrop": false, "version": 18},
    "servers": [{"agent": "A", "url": "ws://h:1/p?q", "origin": "http://o", "protocols": ["a", "b"], "hostname": "sni", "options": {"version": 18}},
                {"url": "wss://h"}],
    "cases": ["*", "1.2.3"], "exclude-cases": ["9.*"], "exclude-agent-cases": {"A*": ["7.*"]}})");
  ASSERT_TRUE(reading.spec);
  EXPECT_TRUE(reading.warnings.empty());
  const auto& spec = *reading.spec;
  EXPECT_EQ(spec.outdir, "./reports/x");
  ASSERT_EQ(spec.servers.size(), 2U);
  EXPECT_EQ(spec.servers[0].agent, "A");
  EXPECT_EQ(spec.servers[0].url, "ws://h:1/p?q");
  EXPECT_EQ(spec.servers[0].origin, "http://o");
  EXPECT_EQ(spec.servers[0].protocols, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(spec.servers[0].hostname, "sni");
  EXPECT_EQ(spec.servers[1].agent, "");
  EXPECT_EQ(spec.cases, (std::vector<std::string>{"*", "1.2.3"}));
  EXPECT_EQ(spec.exclude_cases, (std::vector<std::string>{"9.*"}));
  EXPECT_EQ(spec.exclude_agent_cases.at("A*"), (std::vector<std::string>{"7.*"}));
}

TEST(SpecFile, TakesEveryKeyOfAFuzzingServerSpec) {
  const auto reading = server(
      R"({"url": "wss://127.0.0.1:9001", "outdir": "o", "options": {}, "protocols": ["p"], "key": "k.pem", "cert": "c.pem",
                                  "cases": ["1.*"], "exclude-cases": [], "exclude-agent-cases": {}})");
  ASSERT_TRUE(reading.spec);
  EXPECT_TRUE(reading.warnings.empty());
  EXPECT_EQ(reading.spec->url, "wss://127.0.0.1:9001");
  EXPECT_EQ(reading.spec->key, "k.pem");
  EXPECT_EQ(reading.spec->cert, "c.pem");
  EXPECT_EQ(reading.spec->protocols, (std::vector<std::string>{"p"}));
}

TEST(SpecFile, HasTheReferencesDefaults) {
  EXPECT_EQ(client(R"({"servers": [], "cases": []})").spec->outdir, "./reports/servers/");
  EXPECT_EQ(server(R"({"cases": []})").spec->outdir, "./reports/clients/");
}

TEST(SpecFile, WarnsOfUnknownKeysByName) {
  const auto reading = client(
      R"({"servers": [{"url": "ws://h", "colour": 1}], "cases": [], "fail-fast": true, "options": {"speed": 1}})");
  ASSERT_TRUE(reading.spec);
  ASSERT_EQ(reading.warnings.size(), 3U);
  std::string all;
  for (const auto& warning : reading.warnings) all += to_string(warning) + "\n";
  for (const auto* name : {"fail-fast", "colour", "speed"}) EXPECT_NE(all.find(name), std::string::npos) << all;
}

TEST(SpecFile, SaysWhichOptionsHaveNoEffect) {
  const auto reading = client(
      R"({"servers": [], "cases": [], "options": {"failByDrop": true, "openHandshakeTimeout": 5, "closeHandshakeTimeout": 9}})");
  ASSERT_TRUE(reading.spec);
  EXPECT_EQ(reading.warnings.size(), 2U);
}

TEST(SpecFile, RefusesWrongTypes) {
  for (const auto* text :
       {"", "[]", "nonsense", R"({"servers": []})", R"({"servers": {}, "cases": []})",
        R"({"servers": [], "cases": "*"})", R"({"servers": [], "cases": [1]})",
        R"({"servers": ["ws://h"], "cases": []})", R"({"servers": [{}], "cases": []})",
        R"({"servers": [{"url": 1}], "cases": []})",
        R"({"servers": [{"url": "ws://h", "protocols": "p"}], "cases": []})",
        R"({"servers": [], "cases": [], "outdir": 1})", R"({"servers": [], "cases": [], "exclude-cases": {}})",
        R"({"servers": [], "cases": [], "exclude-agent-cases": []})",
        R"({"servers": [], "cases": [], "exclude-agent-cases": {"A": "*"}})",
        R"({"servers": [], "cases": [], "options": []})",
        R"({"servers": [], "cases": [], "options": {"failByDrop": "no"}})"}) {
    const auto reading = client(text);
    EXPECT_FALSE(reading.spec) << text;
    EXPECT_FALSE(reading.errors.empty()) << text;
  }
}

TEST(SpecFile, ItsDefaultsCanBeRead) {
  for (const auto mode : {SpecMode::kFuzzingClient, SpecMode::kFuzzingServer}) {
    const auto reading = read_spec(default_spec(mode), "default", mode);
    EXPECT_TRUE(reading.spec);
    EXPECT_TRUE(reading.warnings.empty());
  }
}

}  // namespace
