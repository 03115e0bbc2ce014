// wsgauntlet fuzz, as users start it.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::Program;
using gauntlet::testing::read_file;
using gauntlet::testing::run;
using gauntlet::testing::TestFolder;
using nlohmann::json;

TEST(Fuzz, ListsItsTargets) {
  const TestFolder folder;
  const auto listed = run(folder, "list targets --json");
  EXPECT_EQ(listed.exit, 0);
  for (const char* target : {"receiver", "session", "permessage_deflate", "opening_handshake_request", "case_table"})
    EXPECT_NE(listed.output.find(target), std::string::npos) << target;
}

TEST(Fuzz, RefusesWhatIsNotHere) {
  const TestFolder folder;
  const auto refused = run(folder, "fuzz ws://192.0.2.1:9/ --runs 1");
  EXPECT_EQ(refused.exit, 2);
  EXPECT_NE(refused.output.find("--i-own-this-target"), std::string::npos) << refused.output;
  EXPECT_EQ(run(folder, "fuzz ws:// --runs 1").exit, 2);
  EXPECT_EQ(run(folder, "fuzz no_such_target").exit, 2);
  EXPECT_EQ(run(folder, "fuzz receiver --minimize no-such-file").exit, 2);
  EXPECT_EQ(run(folder, "fuzz --minimize no-such-file").exit, 2);
}

TEST(Fuzz, NobodyListens) {
  const TestFolder folder;
  std::string port;
  {
    Program echo(folder, "echo --listen 127.0.0.1:0");
    port = echo.port();
    echo.signal(SIGTERM);
    echo.wait();
  }
  EXPECT_EQ(run(folder, "fuzz ws://127.0.0.1:" + port + "/ --runs 5 --out " + (folder / "out")).exit, 3);
}

TEST(Fuzz, TheEchoServerReactsAsTheModelSays) {
  const TestFolder folder;
  Program echo(folder, "echo --listen 127.0.0.1:0");
  const auto fuzzed = run(
      folder, "fuzz ws://127.0.0.1:" + echo.port() + "/ --runs 300 --rate 100000 --seed 3 --out " + (folder / "out"));
  EXPECT_EQ(fuzzed.exit, 0) << fuzzed.output;
  const auto report = json::parse(read_file(folder / "out/fuzz.json"), nullptr, false);
  ASSERT_TRUE(report.is_object() && report.contains("live")) << fuzzed.output;
  EXPECT_GT(report["live"]["sessions"].get<int>(), 100);
  EXPECT_TRUE(report["live"]["findings"].empty());
}

TEST(Fuzz, WhatALiveSubjectCannotBeAskedIsOneLine) {
  const TestFolder folder;
  for (const std::string words :
       {"ws://127.0.0.1:9/ --runs 0", "ws://127.0.0.1:9/ --rate 0", "ws://127.0.0.1:9/ --time 0",
        "ws://127.0.0.1:9/ --runs 1 --replay", "ws://127.0.0.1:9/ receiver --runs 1", "ws://127.0.0.1:9/#x --runs 1",
        "ws://127.0.0.1:9/ --runs 1 --corpus no-such-folder", "ws://127.0.0.1:9/ --runs 1 --out /dev/null/out",
        "listen://127.0.0.1 --runs 1", "listen:9001 --runs 1", "listen://0.0.0.0:0 --runs 1",
        "'exec:true {port} {url}' --runs 1", "exec:true --runs 1"}) {
    const auto refused = run(folder, "fuzz " + words);
    EXPECT_EQ(refused.exit, 2) << words << ": " << refused.output;
    EXPECT_EQ(std::count(refused.output.begin(), refused.output.end(), '\n'), 1) << words << ": " << refused.output;
    EXPECT_TRUE(refused.output.starts_with("wsgauntlet: ")) << refused.output;
  }
}

TEST(Fuzz, ASubjectThatCannotBeReachedIsThree) {
  const TestFolder folder;
  const std::string out = " --runs 5 --out " + (folder / "out");
  EXPECT_EQ(run(folder, "fuzz 'exec:exit 1 # {port}'" + out).exit, 3);
  const auto client = run(folder, "fuzz 'exec:exit 1 # {url}'" + out);
  EXPECT_EQ(client.exit, 3) << client.output;
  EXPECT_NE(client.output.find("exit code 1"), std::string::npos) << client.output;
}

}  // namespace
