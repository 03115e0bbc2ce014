// `report`: comparing runs, counts for CI, and what a run says on a terminal and elsewhere.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "cli/tests/program.h"

namespace {

using gauntlet::testing::read_file;
using gauntlet::testing::run;
using gauntlet::testing::TestFolder;

constexpr const char* kBad = "conformance 'codec:?role=server&fault=pong-dropped' --cases 1.1.1,2.2,2.3 --out ";
constexpr const char* kGood = "conformance 'codec:?role=server' --cases 1.1.1,2.2,2.3 --out ";

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Report, ComparesTwoRuns) {
  const TestFolder folder;
  ASSERT_EQ(run(folder, kGood + folder / "good").exit, 0);
  ASSERT_EQ(run(folder, kBad + folder / "bad").exit, 1);
  const auto worse = run(folder, "report --compare " + folder / "good" + " " + folder / "bad" + " --markdown " +
                                     folder / "changes.md" + " --html " + folder / "changes.html");
  EXPECT_EQ(worse.exit, 1) << worse.output;
  EXPECT_TRUE(has(worse.output, "worse (2):\n  codec-server 2.2 OK/OK")) << worse.output;
  EXPECT_TRUE(has(worse.output, "2 worse, 0 better, 0 changed, 0 appeared, 0 vanished, 1 the same"));
  EXPECT_TRUE(has(read_file(folder / "changes.md"), "## worse (2)"));
  EXPECT_TRUE(has(read_file(folder / "changes.html"), "<b>Worse</b> 2 worse"));
  const auto better = run(folder, "report --compare " + folder / "bad" + " " + folder / "good/results.jsonl");
  EXPECT_EQ(better.exit, 0) << better.output;
  EXPECT_TRUE(has(better.output, "better (2)"));
}

TEST(Report, RefusesWhatCannotBeCompared) {
  const TestFolder folder;
  ASSERT_EQ(run(folder, kGood + folder / "good").exit, 0);
  EXPECT_EQ(run(folder, "report --compare " + folder / "good" + " " + folder / "none").exit, 2);
  EXPECT_EQ(run(folder, "report --compare " + folder / "good").exit, 2);
  EXPECT_EQ(run(folder, "report " + folder / "good" + " --markdown x").exit, 2);
  EXPECT_EQ(run(folder, "report").exit, 2);
  EXPECT_EQ(
      run(folder, "report --compare " + folder / "good" + " " + folder / "good" + " --html " + folder / "none/x").exit,
      2);
}

TEST(Report, CountsAreVariables) {
  const TestFolder folder;
  ASSERT_EQ(run(folder, kBad + folder / "bad").exit, 1);
  const auto counts = run(folder, "report --counts " + folder / "bad");
  EXPECT_EQ(counts.exit, 1);
  EXPECT_EQ(counts.output,
            "outcome=findings\ntotal=3\npassed=1\nnon_strict=0\ninformational=0\nunimplemented=0\nfailed=2\n"
            "unexpected=2\nnot_run=0\n");
}

TEST(Report, ShowsWhatTheGateLeftInTheFolder) {
  const TestFolder folder;
  ASSERT_EQ(run(folder, kGood + folder / "good").exit, 0);
  std::ofstream(folder / "good/gate.json") << R"({"passed":true,"parts":[{"name":"fuzz","passed":true}]})";
  std::ofstream(folder / "good/fuzz.json") << "{";
  const auto again = run(folder, "report " + folder / "good");
  EXPECT_EQ(again.exit, 0);
  EXPECT_TRUE(has(again.output, "fuzz.json: not JSON")) << again.output;
  EXPECT_TRUE(has(read_file(folder / "good/index.html"), "<b>Gate passed</b>"));
}

TEST(Report, PlacesOfCasesAreNotThisMachines) {
  const TestFolder folder;
  ASSERT_EQ(run(folder, kGood + folder / "good").exit, 0);
  const auto log = read_file(folder / "good/results.jsonl");
  EXPECT_TRUE(has(log, "\"file\":\"conformance/cases/2.json\""));
  EXPECT_FALSE(has(log, WS_SOURCE_DIR "/conformance/cases"));
}

TEST(Terminal, AFailingCaseSaysWhyInThreeLines) {
  const TestFolder folder;
  const auto bad = run(folder, kBad + folder / "bad");
  const auto at = bad.output.find("codec-server     2.2 ");
  ASSERT_NE(at, std::string::npos) << bad.output;
  EXPECT_TRUE(has(bad.output.substr(at), "FAILED / OK"));
  EXPECT_TRUE(has(bad.output.substr(at), "\n    expected pong "));
  EXPECT_TRUE(has(bad.output.substr(at),
                  "\n    again: wsgauntlet conformance 'codec:?role=server&fault=pong-dropped' "
                  "--cases 2.2    why: wsgauntlet explain 2.2\n"));
  EXPECT_FALSE(has(bad.output, "\033")) << "no colours in a file";
}

/// The output of a run on a terminal of its own.
std::string on_a_terminal(const TestFolder& folder, const std::string& environment, const std::string& arguments) {
  const auto output = folder / "terminal";
  const auto command = "env TERM=xterm " + environment + " script -qec \"" + WSGAUNTLET + " " + arguments +
                       "\" /dev/null > " + output + " 2>&1 < /dev/null";
  EXPECT_NE(std::system(command.c_str()), -1);
  return read_file(output);
}

TEST(Terminal, ColoursAreForTerminalsThatWantThem) {
  const TestFolder folder;
  const auto bad = kBad + folder / "bad";
  EXPECT_TRUE(has(on_a_terminal(folder, "", bad), "\033[1;31mFAILED / OK\033[0m"));
  EXPECT_FALSE(has(on_a_terminal(folder, "NO_COLOR=1", bad), "\033[1;31m"));
  EXPECT_FALSE(has(on_a_terminal(folder, "TERM=dumb", bad), "\033[1;31m"));
}

TEST(Terminal, ABarIsForTerminalsThatCanDrawOverIt) {
  const TestFolder folder;
  const auto many = "conformance 'codec:?role=server' --cases 1,2,3,4,5,6,7 --out " + folder / "many";
  const auto drawn = on_a_terminal(folder, "NO_COLOR=1", many);
  EXPECT_TRUE(has(drawn, "\r\033[Kconformance [#")) << drawn.substr(0, 2000);
  EXPECT_TRUE(has(drawn, "\r\033[Kcodec-server: ")) << "the bar goes before the results come";
  EXPECT_FALSE(has(on_a_terminal(folder, "TERM=dumb", many), "\033["));
  const auto piped = run(folder, many);
  EXPECT_EQ(piped.exit, 0) << piped.output;
  EXPECT_FALSE(has(piped.output, "\r") || has(piped.output, "\033")) << piped.output;
}

}  // namespace
